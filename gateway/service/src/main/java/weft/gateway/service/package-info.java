/** What the gateway needs when the services are elsewhere: their addresses, who is signed in over HTTPS, and the way through. */
package weft.gateway.service;
