/**
 * What a transport node does for others: forwards packets, their proofs, and links that go through it (rns-core §13).
 *
 * <p>Its face is {@link Forwarder}. {@link LinkMtu} says what happens to the MTU in a link request on its way (§13.3), here and
 * where a hosted destination asks for a link.
 */
package weft.reticulum.router.links;
