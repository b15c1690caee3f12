/**
 * Runs the {@linkplain weft.reticulum.router Router}: one event loop with its sockets, its timer and its interfaces. Nothing here waits for
 * a database or for a client.
 */
package weft.transport.mesh;
