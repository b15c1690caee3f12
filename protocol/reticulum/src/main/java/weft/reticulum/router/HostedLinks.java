package weft.reticulum.router;

import weft.reticulum.Address;
import weft.reticulum.router.table.AddressTable;

/** Which links end at hosted destinations, and on which interface: 900 s without traffic, and they are forgotten. */
final class HostedLinks implements Timer {

    private static final long LIFETIME = Seconds.nanos(900);
    /** More than any responder or initiator waits for the proof, over the slowest paths. */
    private static final long UNPROVEN_LIFETIME = Seconds.nanos(6 * 128 + 60);

    private static final long TICK = Seconds.nanos(5);

    private final Turn turn;
    private final Drops drops;
    private final PathFailures failures;
    private final AddressTable<HostedLink> entries;
    private long nextTick = Router.NONE;

    HostedLinks(Turn turn, Drops drops, PathFailures failures, AddressTable<HostedLink> entries) {
        this.turn = turn;
        this.drops = drops;
        this.failures = failures;
        this.entries = entries;
    }

    /** A link of one hosted destination, or of two. */
    static final class HostedLink extends AddressTable.Entry {
        private final Address owner;
        private final Address peer;
        private final MeshInterface on;
        private final boolean initiated;
        private int hops;
        private byte[] announce;
        private long proofDeadline = Router.NONE;
        private boolean proven;
        private long usedAt;

        private HostedLink(Address linkId, Address owner, Address peer, MeshInterface on, boolean initiated, int hops) {
            super(linkId.high(), linkId.low());
            this.owner = owner;
            this.peer = peer;
            this.on = on;
            this.initiated = initiated;
            this.hops = hops;
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
        MeshInterface on() {
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

        void prove(int counted) {
            proven = true;
            hops = counted;
        }
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
        HostedLink link = new HostedLink(linkId, owner, path.destination(), path.on(), true, path.hops());
        link.announce = path.announce();
        link.proofDeadline = turn.now() + path.on().firstHopTimeout() + Seconds.nanos(6) * Math.max(1, path.hops());
        add(link);
    }

    /** A link request for a hosted destination came in. */
    void requested(Address linkId, Address owner, MeshInterface on, int hops) {
        add(new HostedLink(linkId, owner, owner, on, false, hops));
    }

    /** One hosted destination asks for a link to another. */
    void local(Address linkId, Address initiator, Address responder) {
        add(new HostedLink(linkId, initiator, responder, null, true, 0));
    }

    /** A packet of the link came or went. */
    void used(HostedLink link) {
        link.usedAt = turn.now();
        entries.touch(link);
    }

    int size() {
        return entries.size();
    }

    private void add(HostedLink link) {
        if (entries.get(link.address()) != null) {
            return;
        }
        link.usedAt = turn.now();
        if (entries.put(link) != null) {
            drops.count(DropReason.TABLE_FULL);
        }
        nextTick = Math.min(nextTick, turn.now() + TICK);
    }

    void interfaceDown(MeshInterface gone) {
        HostedLink link = entries.eldest();
        while (link != null) {
            HostedLink next = entries.after(link);
            if (link.on == gone) {
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
            if (!link.proven && turn.now() > link.proofDeadline) {
                entries.remove(link);
                failures.unanswered(link.peer, link.announce);
            } else if (turn.now() - link.usedAt > (link.proven ? LIFETIME : UNPROVEN_LIFETIME)) {
                entries.remove(link);
            }
            link = next;
        }
        nextTick = entries.size() == 0 ? Router.NONE : turn.now() + TICK;
    }
}
