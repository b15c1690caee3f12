package weft.reticulum.router.interfaces;

import java.util.Optional;
import weft.reticulum.Address;
import weft.reticulum.announce.Announce;

/**
 * An announce on its way through the Router.
 *
 * @param raw as received, the hop count not incremented
 * @param hops incremented: 1 for a neighbour
 * @param via the transport node it came through, when it came through one
 */
public record HeardAnnounce(Announce announce, byte[] raw, RouterInterface on, int hops, Optional<Address> via) {

    /** Whose announce it is. */
    public Address destination() {
        return announce.destination();
    }

    /** Where packets to the destination are sent: a transport id, or the destination itself. */
    public Address nextHop() {
        return via.orElse(announce.destination());
    }
}
