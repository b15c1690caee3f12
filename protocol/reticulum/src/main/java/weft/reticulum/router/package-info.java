/**
 * The Router: interfaces, paths, and what crosses them (rns-core §10–§15). A state machine without clock, threads or
 * sockets; its host brings packets and the time and carries out what leaves through the sink.
 *
 * <p>It knows no private key but the transport identity's. Keys, links and resources of hosted destinations are an
 * Endpoint's, on the other side of the bus ({@link weft.reticulum.hosting}).
 *
 * <p>Its face to a host is {@link Router}. Here also stands which room a packet or an order goes to, and the wiring. The rooms
 * are packages of their own, and each knows only those before it: {@code time}, {@code drops}, {@code signatures} and
 * {@code table}, {@code interfaces}, {@code destinations}, {@code paths}, {@code announces} and {@code links}, {@code hosting}.
 */
package weft.reticulum.router;
