package weft.reticulum.router.hosting;

import weft.reticulum.Address;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.drops.Drops;
import weft.reticulum.router.interfaces.RouterInterface;
import weft.reticulum.router.paths.PathEntry;
import weft.reticulum.router.paths.PathSearch;
import weft.reticulum.router.table.AddressTable;
import weft.reticulum.router.time.CallTime;
import weft.reticulum.router.time.Seconds;
import weft.reticulum.router.time.Timer;

/** Which links end at hosted destinations, and on which interface: 900 s without traffic, and they are forgotten. */
final class HostedLinks implements Timer {

    private static final long LIFETIME = Seconds.nanos(900);
    /** More than any responder or initiator waits for the proof, over the slowest paths. */
    private static final long UNPROVEN_LIFETIME = Seconds.nanos(6 * 128 + 60);

    private static final long TICK = Seconds.nanos(5);

    private final CallTime time;
    private final Drops drops;
    private final PathSearch search;
    private final AddressTable<HostedLink> entries;
    private long nextTick = Timer.NONE;

    HostedLinks(CallTime time, Drops drops, PathSearch search, AddressTable<HostedLink> entries) {
        this.time = time;
        this.drops = drops;
        this.search = search;
        this.entries = entries;
    }

    /** The link with that id, or null. */
    HostedLink get(long high, long low) {
        return entries.get(high, low);
    }

    HostedLink get(Address linkId) {
        return entries.get(linkId);
    }

    /** A hosted destination asks for a link along a path. */
    void initiated(Address linkId, Address owner, PathEntry path) {
        long patience = path.on().firstHopTimeout() + Seconds.nanos(6) * Math.max(1, path.hops());
        add(HostedLink.along(path, linkId, owner, time.now() + patience));
    }

    /** A link request for a hosted destination came in. */
    void requested(Address linkId, Address owner, RouterInterface on, int hops) {
        add(HostedLink.from(on, hops, linkId, owner));
    }

    /** One hosted destination asks for a link to another. */
    void local(Address linkId, Address initiator, Address responder) {
        add(HostedLink.local(linkId, initiator, responder));
    }

    /** A packet of the link came or went. */
    void used(HostedLink link) {
        link.used(time.now());
        entries.touch(link);
    }

    int size() {
        return entries.size();
    }

    private void add(HostedLink link) {
        if (entries.get(link.address()) != null) {
            return;
        }
        link.used(time.now());
        if (entries.put(link) != null) {
            drops.count(DropReason.TABLE_FULL);
        }
        nextTick = Math.min(nextTick, time.now() + TICK);
    }

    void interfaceDown(RouterInterface gone) {
        HostedLink link = entries.eldest();
        while (link != null) {
            HostedLink next = entries.after(link);
            if (link.on() == gone) {
                entries.remove(link);
            }
            link = next;
        }
    }

    @Override
    public long nextDeadline() {
        return nextTick;
    }

    @Override
    public void onDeadline() {
        HostedLink link = entries.eldest();
        while (link != null) {
            HostedLink next = entries.after(link);
            if (link.isOverdue(time.now())) {
                entries.remove(link);
                search.unanswered(link.peer(), link.announce());
            } else if (time.now() - link.usedAt() > (link.isProven() ? LIFETIME : UNPROVEN_LIFETIME)) {
                entries.remove(link);
            }
            link = next;
        }
        nextTick = entries.size() == 0 ? Timer.NONE : time.now() + TICK;
    }
}
