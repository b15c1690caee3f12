/** Connections from the moment they are accepted: how many, for how long, and what is answered before a request can be read. */
package weft.gateway.connection;
