/** The only way in from outside: TLS, sessions, limits, the headers of every answer, and the web interface. */
package weft.gateway;
