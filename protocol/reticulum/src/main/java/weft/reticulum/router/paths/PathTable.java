package weft.reticulum.router.paths;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import weft.reticulum.Address;
import weft.reticulum.announce.Emission;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.drops.Drops;
import weft.reticulum.router.interfaces.HeardAnnounce;
import weft.reticulum.router.interfaces.InterfaceMode;
import weft.reticulum.router.table.AddressTable;
import weft.reticulum.router.time.CallTime;
import weft.reticulum.router.time.Seconds;
import weft.reticulum.router.time.Timer;

/** Where destinations are: made by announces, kept by use (rns-core §10.2). */
public final class PathTable implements Timer {

    private static final long LIFETIME = Seconds.nanos(604_800);
    private static final long ACCESS_POINT_LIFETIME = Seconds.nanos(86_400);
    private static final long ROAMING_LIFETIME = Seconds.nanos(21_600);
    /** Paths live for hours, and a cull looks at many. */
    private static final long CULL_INTERVAL = Seconds.nanos(60);

    private final CallTime time;
    private final Drops drops;
    private final PathListener listener;
    private final AddressTable<PathEntry> entries;
    private long nextCull = Timer.NONE;

    public PathTable(CallTime time, Drops drops, PathListener listener, AddressTable<PathEntry> entries) {
        this.time = time;
        this.drops = drops;
        this.listener = listener;
        this.entries = entries;
    }

    /** The path, or null. */
    public PathEntry get(Address destination) {
        return entries.get(destination);
    }

    /** The path where its interface works, or null. */
    public PathEntry usable(Address destination) {
        PathEntry entry = entries.get(destination);
        return entry != null && entry.on().isUp() ? entry : null;
    }

    /** The path, or null. */
    public PathEntry get(long high, long low) {
        return entries.get(high, low);
    }

    /** How many paths there are. */
    public int size() {
        return entries.size();
    }

    /**
     * Whether a valid announce would change the path: the accept rule of §10.2. A path whose interface does not work for now
     * gives way to any other that is no older.
     */
    public boolean improves(HeardAnnounce heard) {
        PathEntry existing = entries.get(heard.destination());
        if (existing == null) {
            return true;
        }
        Emission emission = heard.announce().emission();
        long latest = existing.latestEmission();
        boolean unseen = !existing.hasSeen(emission);
        boolean newer = unseen && emission.unixSeconds() > latest;
        boolean same = emission.unixSeconds() == latest;
        if (!existing.on().isUp()) {
            return newer || same;
        }
        if (heard.hops() <= existing.hops()) {
            return newer
                    || same
                            && heard.on().properties().gravity()
                                    > existing.on().properties().gravity();
        }
        if (existing.isExpired(time.now())) {
            return unseen;
        }
        return newer || same && existing.state() == PathState.UNRESPONSIVE;
    }

    /**
     * Whether a valid announce that does not change the path still says something: it was made in the same second as the latest one and
     * has not been heard before (§9.1).
     */
    public boolean isNews(HeardAnnounce heard) {
        PathEntry existing = entries.get(heard.destination());
        Emission emission = heard.announce().emission();
        return existing != null && emission.unixSeconds() == existing.latestEmission() && existing.isNews(emission);
    }

    /** Remembers an announce that {@link #isNews} and leaves the path as it is. */
    public void alsoHeard(HeardAnnounce heard) {
        entries.get(heard.destination()).alsoHeard(heard.announce().emission());
    }

    /** Makes the announce the path; ask {@link #improves} first. */
    public PathEntry follow(HeardAnnounce heard) {
        PathEntry entry = entries.get(heard.destination());
        if (entry == null) {
            entry = new PathEntry(heard.destination());
            add(entry);
        } else {
            entries.touch(entry);
        }
        entry.follow(heard, time.now(), lifetime(heard.on().mode()));
        entry.state(PathState.UNKNOWN);
        listener.pathChanged(entry.row(time.now()));
        return entry;
    }

    /** A packet goes along the path. */
    public void used(PathEntry entry) {
        entry.used(time.now());
        entries.touch(entry);
    }

    /** Tells the host that something about the path is different. */
    public void changed(PathEntry entry) {
        listener.pathChanged(entry.row(time.now()));
    }

    /** Forgets a path. */
    public void remove(PathEntry entry) {
        entries.remove(entry);
        listener.pathsLost(List.of(entry.destination()));
    }

    /** Forgets the paths that match. */
    public void removeIf(Predicate<PathEntry> condition) {
        List<Address> lost = new ArrayList<>();
        PathEntry entry = entries.eldest();
        while (entry != null) {
            PathEntry next = entries.after(entry);
            if (condition.test(entry)) {
                entries.remove(entry);
                lost.add(entry.destination());
            }
            entry = next;
        }
        if (!lost.isEmpty()) {
            listener.pathsLost(lost);
        }
    }

    /** The table as values, the longest unused first. */
    public List<PathRow> rows() {
        List<PathRow> rows = new ArrayList<>(entries.size());
        for (PathEntry entry = entries.eldest(); entry != null; entry = entries.after(entry)) {
            rows.add(entry.row(time.now()));
        }
        return rows;
    }

    @Override
    public long nextDeadline() {
        return nextCull;
    }

    @Override
    public void onDeadline() {
        removeIf(entry -> entry.isStale(time.now()));
        nextCull = entries.size() == 0 ? Timer.NONE : time.now() + CULL_INTERVAL;
    }

    private void add(PathEntry entry) {
        PathEntry evicted = entries.put(entry);
        if (evicted != null) {
            drops.count(DropReason.TABLE_FULL);
            listener.pathsLost(List.of(evicted.destination()));
        }
        if (nextCull == Timer.NONE) {
            nextCull = time.now() + CULL_INTERVAL;
        }
    }

    private static long lifetime(InterfaceMode mode) {
        return switch (mode) {
            case ACCESS_POINT -> ACCESS_POINT_LIFETIME;
            case ROAMING -> ROAMING_LIFETIME;
            case FULL, POINT_TO_POINT, BOUNDARY, GATEWAY, INTERNAL -> LIFETIME;
        };
    }
}
