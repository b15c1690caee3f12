package weft.reticulum.router.hosting;

import weft.reticulum.Address;
import weft.reticulum.router.interfaces.RouterInterface;
import weft.reticulum.router.paths.PathEntry;
import weft.reticulum.router.table.AddressTable;
import weft.reticulum.router.time.Timer;

/** A link of one hosted destination, or of two. */
public final class HostedLink extends AddressTable.Entry {

    private final Address owner;
    private final Address peer;
    private final RouterInterface on;
    private final boolean initiated;
    private final byte[] announce;
    private final long proofDeadline;
    private int hops;
    private boolean proven;
    private long usedAt;

    private HostedLink(
            Address linkId,
            Address owner,
            Address peer,
            RouterInterface on,
            boolean initiated,
            int hops,
            byte[] announce,
            long proofDeadline) {
        super(linkId.high(), linkId.low());
        this.owner = owner;
        this.peer = peer;
        this.on = on;
        this.initiated = initiated;
        this.hops = hops;
        this.announce = announce;
        this.proofDeadline = proofDeadline;
    }

    /** A hosted destination asks for a link along a path. */
    static HostedLink along(PathEntry path, Address linkId, Address owner, long proofDeadline) {
        return new HostedLink(
                linkId, owner, path.destination(), path.on(), true, path.hops(), path.announce(), proofDeadline);
    }

    /** Somebody out there asks for a link to a hosted destination. */
    static HostedLink from(RouterInterface on, int hops, Address linkId, Address owner) {
        return new HostedLink(linkId, owner, owner, on, false, hops, null, Timer.NONE);
    }

    /** One hosted destination asks for a link to another. */
    static HostedLink local(Address linkId, Address initiator, Address responder) {
        return new HostedLink(linkId, initiator, responder, null, true, 0, null, Timer.NONE);
    }

    /** The hosted end; the initiator where both are hosted. */
    Address owner() {
        return owner;
    }

    /** The other end: a hosted destination where {@link #isLocal}, the destination of the request where initiated. */
    Address peer() {
        return peer;
    }

    /** Whether both ends are hosted here. */
    boolean isLocal() {
        return on == null;
    }

    /** Where its packets come and go; null where both ends are hosted. */
    RouterInterface on() {
        return on;
    }

    /** Whether the hosted end asked for the link. */
    boolean isInitiated() {
        return initiated;
    }

    /** To the other end, as far as known. */
    int hops() {
        return hops;
    }

    /** The announce that the path of the request rested on; only where initiated. */
    byte[] announce() {
        return announce;
    }

    boolean isProven() {
        return proven;
    }

    boolean isOverdue(long now) {
        return !proven && now > proofDeadline;
    }

    void prove(int counted) {
        proven = true;
        hops = counted;
    }

    long usedAt() {
        return usedAt;
    }

    void used(long now) {
        usedAt = now;
    }
}
