package weft.reticulum.hosting;

import java.util.Optional;
import weft.reticulum.Address;

/** What an Endpoint tells a Router. */
public sealed interface ToRouter {

    /** The hosted destination that speaks. */
    Address owner();

    /**
     * Send this packet. The Router answers with exactly one {@link ToEndpoint.Outcome}, unless the bus loses it.
     *
     * @param ref chosen by the owner, unique among its outstanding packets
     * @param on the interface it must leave on (proofs, packets of a link, path responses); empty: the Router decides
     * @param raw header type 1, hops 0, at most the link's MTU
     */
    record Outbound(Address owner, long ref, Optional<Attachment> on, byte[] raw) implements ToRouter {}

    /** Find a path; {@link ToEndpoint.PathKnown} comes when there is one, now or later. */
    record PathWanted(Address owner, Address destination) implements ToRouter {}

    /**
     * The destination is hosted here: deliver to its owner. Soft state, repeated every 30 s and forgotten after 90 s.
     *
     * @param epoch of the owner's shard; an older one than the last heard is ignored
     */
    record Host(Address owner, long epoch) implements ToRouter {}

    /** The destination is no longer hosted. */
    record Withdraw(Address owner, long epoch) implements ToRouter {}
}
