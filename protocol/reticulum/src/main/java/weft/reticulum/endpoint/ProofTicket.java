package weft.reticulum.endpoint;

import weft.reticulum.Address;
import weft.reticulum.Digest;
import weft.reticulum.hosting.InterfaceRef;

/**
 * The right to acknowledge one received thing. The host hands it back in {@link EndpointCommand.Prove} once what it stands
 * for is on disk; a ticket that is never handed back leaves the sender to retry.
 *
 * <p>A ticket is a plain value: it may be stored, handed back late, or twice. Links and their tickets end together.
 */
public sealed interface ProofTicket {

    /** For a packet outside links; its proof leaves on the interface it came from (rns-core §8). */
    record OfPacket(InterfaceRef on, Digest packetHash) implements ProofTicket {}

    /** For a packet on a link (links-and-resources §9). */
    record OfLinkPacket(Address link, Digest packetHash) implements ProofTicket {}

    /**
     * For one segment of a resource (links-and-resources §20).
     *
     * @param segment the hash of this segment
     * @param proof the hash of its content and of {@code segment}, which only somebody who assembled it knows
     */
    record OfSegment(Address link, Digest segment, Digest proof) implements ProofTicket {}
}
