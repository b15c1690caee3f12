package weft.reticulum.router.announces;

import weft.reticulum.announce.Announce;

/** Who is told of announces that were accepted, and of those that hosted destinations make. */
@FunctionalInterface
public interface AnnounceListener {

    /**
     * @param hops 1 for a neighbour, 0 for a hosted destination
     * @param interfaceId where it was heard; 0 for a hosted destination
     * @param raw the packet as received
     */
    void announceHeard(Announce announce, int hops, int interfaceId, byte[] raw);
}
