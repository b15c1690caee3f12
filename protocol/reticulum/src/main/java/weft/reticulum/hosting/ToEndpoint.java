package weft.reticulum.hosting;

import java.util.Optional;
import weft.reticulum.Address;
import weft.reticulum.Digest;
import weft.reticulum.packet.Packet;
import weft.reticulum.packet.ProofTimes;

/** What a Router tells an Endpoint. */
public sealed interface ToEndpoint {

    /** The hosted destination that this is for. */
    Address owner();

    /**
     * A packet for a hosted destination, for one of its links, or a proof for one of its packets.
     *
     * @param hops as counted by the Router: a neighbour is 1
     * @param signal what the radio said of it, where there is one
     * @param linkMtu largest packet that a link over this interface may use, in bytes; 500 where the interface negotiates none
     * @param raw the packet as received, link request signalling already clamped to the receiving interface
     */
    record Inbound(Address owner, InterfaceRef from, int hops, Optional<Signal> signal, int linkMtu, byte[] raw)
            implements ToEndpoint {}

    /** What became of an {@link ToRouter.Outbound}; {@code ref} is the number its sender gave it. */
    sealed interface Outcome extends ToEndpoint {
        long ref();
    }

    /**
     * The packet was handed to an interface. Receipt and link timers start here.
     *
     * @param hops to the destination; 128 when no path is known and the packet went to all interfaces
     * @param on the interface; empty when it went to several
     * @param firstHopTimeoutNanos 6 s and the time of 500 bytes on the first interface
     * @param slowestBitrate of the interfaces it left on, in bit/s
     */
    record Sent(
            Address owner,
            long ref,
            Digest packetHash,
            int hops,
            Optional<InterfaceRef> on,
            long firstHopTimeoutNanos,
            long slowestBitrate)
            implements Outcome {

        /**
         * How long the sender of a packet outside links waits for its proof, in nanoseconds: the protocol's time (rns-core §8), and some for
         * a peer that commits first. What went out without a path only neighbours hear: nobody carries it further, so it gets a
         * neighbour's time.
         */
        public long proofWait() {
            return firstHopTimeoutNanos
                    + ProofTimes.PER_HOP * (hops >= Packet.MAX_HOPS ? 1 : hops)
                    + ProofTimes.packetProof(0);
        }
    }

    /** Nothing was sent: a path is needed (link requests) and none is known. */
    record NoPath(Address owner, long ref) implements Outcome {}

    /** Nothing was sent: the named interface, or the router's run it belongs to, is gone. */
    record InterfaceGone(Address owner, long ref) implements Outcome {}

    /** Nothing was sent: the owner's share of the interface's queue is used up. */
    record Full(Address owner, long ref) implements Outcome {}

    /**
     * A path to a destination that the owner asked for is known.
     *
     * @param hops 1 for a neighbour, 0 for a destination hosted by this installation
     * @param announce the raw announce packet that the path rests on, already validated: keys, ratchet and app data
     * @param firstHopTimeoutNanos as in {@link Sent}
     */
    record PathKnown(Address owner, Address destination, int hops, byte[] announce, long firstHopTimeoutNanos)
            implements ToEndpoint {}

    /** Somebody asks for a path to the owner: announce afresh, as a path response, on that interface only. */
    record PathRequested(Address owner, InterfaceRef on) implements ToEndpoint {}
}
