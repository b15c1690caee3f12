package weft.reticulum.hosting;

import java.util.Optional;
import weft.reticulum.Address;

/**
 * What an Endpoint tells a Router.
 *
 * <p>Every Router of an installation reads all of it. What is bound to one, by an interface or as the owner's home, is nothing to
 * the others.
 */
public sealed interface ToRouter {

    /** The hosted destination that speaks. */
    Address owner();

    /**
     * Send this packet. One Router answers with exactly one {@link ToEndpoint.Outcome}, unless the bus loses it: the one that
     * {@code on} names, or else the home. Only an announce on no particular interface leaves through every Router; what became
     * of it the home alone says.
     *
     * @param ref chosen by the owner, unique among its outstanding packets
     * @param on the interface it must leave on (proofs, packets of a link, path responses); empty: the Router decides
     * @param home the Router that takes it when {@code on} is empty; empty: each that reads it, so there must be one alone. An Endpoint
     *     knows none: its host adds it
     * @param raw header type 1, hops 0, at most the link's MTU
     */
    record Outbound(Address owner, long ref, Optional<InterfaceRef> on, Optional<Address> home, byte[] raw)
            implements ToRouter {

        /** One without a home. */
        public Outbound(Address owner, long ref, Optional<InterfaceRef> on, byte[] raw) {
            this(owner, ref, on, Optional.empty(), raw);
        }
    }

    /**
     * Find a path; {@link ToEndpoint.PathKnown} comes when there is one, now or later.
     *
     * @param home the Router that looks for it; empty: each that reads this
     */
    record PathWanted(Address owner, Address destination, Optional<Address> home) implements ToRouter {

        /** One without a home. */
        public PathWanted(Address owner, Address destination) {
            this(owner, destination, Optional.empty());
        }
    }

    /** The same, with a Router to take it where it names none; records of another kind, and those on an interface, stay as they are. */
    default ToRouter withHome(Address home) {
        return switch (this) {
            case Outbound out
            when out.on().isEmpty() -> new Outbound(out.owner(), out.ref(), out.on(), Optional.of(home), out.raw());
            case PathWanted wanted -> new PathWanted(wanted.owner(), wanted.destination(), Optional.of(home));
            case Outbound _, Host _, Withdraw _ -> this;
        };
    }

    /**
     * The destination is hosted here: deliver to its owner. Soft state, repeated every 30 s and forgotten after 90 s.
     *
     * @param epoch of the owner's shard; an older one than the last heard is ignored
     * @param role whose it is
     */
    record Host(Address owner, long epoch, HostedRole role) implements ToRouter {

        /** A member's. */
        public Host(Address owner, long epoch) {
            this(owner, epoch, HostedRole.MEMBER);
        }
    }

    /** The destination is no longer hosted. */
    record Withdraw(Address owner, long epoch) implements ToRouter {}
}
