/**
 * The interfaces as the Router keeps them: what they are, what arrives on them, what waits for them, and what they let in when
 * much comes at once (rns-core §10.6, §11.5, §11.6, §15).
 *
 * <p>Its faces are {@link Interfaces}, which finds a {@link RouterInterface} by its number, and the two ways out: {@link
 * Egress} for packets, {@link AnnounceEgress} for forwarded announces; {@link PacketSink} and {@link BusSink} are where things leave the Router. Hosts describe an interface with {@link
 * InterfaceProperties} and read its counters from an {@link InterfaceSnapshot}.
 */
package weft.reticulum.router.interfaces;
