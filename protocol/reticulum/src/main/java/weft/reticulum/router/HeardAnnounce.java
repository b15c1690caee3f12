package weft.reticulum.router;

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
record HeardAnnounce(Announce announce, byte[] raw, MeshInterface on, int hops, Optional<Address> via) {

    Address destination() {
        return announce.destination();
    }

    /** Where packets to the destination are sent: a transport id, or the destination itself. */
    Address nextHop() {
        return via.orElse(announce.destination());
    }
}
