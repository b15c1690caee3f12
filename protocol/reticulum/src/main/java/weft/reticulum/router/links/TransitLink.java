package weft.reticulum.router.links;

import weft.reticulum.Address;
import weft.reticulum.router.interfaces.RouterInterface;
import weft.reticulum.router.paths.PathEntry;
import weft.reticulum.router.table.AddressTable;
import weft.reticulum.router.time.Seconds;

/** A link that goes through this node (rns-core §13.3). */
final class TransitLink extends AddressTable.Entry {

    private final RouterInterface receivedOn;
    private final RouterInterface nextOn;
    private final int takenHops;
    private final Address destination;
    private final byte[] announce;
    private final long proofDeadline;
    private int remainingHops;
    private boolean validated;
    private long usedAt;

    TransitLink(Address linkId, RouterInterface receivedOn, int takenHops, PathEntry path, long now) {
        super(linkId.high(), linkId.low());
        this.receivedOn = receivedOn;
        this.takenHops = takenHops;
        this.nextOn = path.on();
        this.remainingHops = path.hops();
        this.destination = path.destination();
        this.announce = path.announce();
        this.proofDeadline = now + nextOn.packetTime() + Seconds.nanos(6) * Math.max(1, remainingHops);
        this.usedAt = now;
    }

    /** Towards the initiator. */
    RouterInterface receivedOn() {
        return receivedOn;
    }

    /** Towards the destination. */
    RouterInterface nextOn() {
        return nextOn;
    }

    int takenHops() {
        return takenHops;
    }

    int remainingHops() {
        return remainingHops;
    }

    void rebalance(int hops) {
        remainingHops = hops;
    }

    Address destination() {
        return destination;
    }

    /** The announce that the path rested on, with the destination's keys. */
    byte[] announce() {
        return announce;
    }

    boolean isValidated() {
        return validated;
    }

    void validate() {
        validated = true;
    }

    boolean isOverdue(long now) {
        return !validated && now > proofDeadline;
    }

    long usedAt() {
        return usedAt;
    }

    void used(long now) {
        usedAt = now;
    }
}
