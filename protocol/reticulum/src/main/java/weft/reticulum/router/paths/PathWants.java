package weft.reticulum.router.paths;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;
import weft.reticulum.Address;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.router.destinations.HostedDestination;
import weft.reticulum.router.destinations.OwnDestinations;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.drops.Drops;
import weft.reticulum.router.interfaces.BusSink;
import weft.reticulum.router.interfaces.InterfaceRefs;
import weft.reticulum.router.table.Bound;
import weft.reticulum.router.table.Tables;
import weft.reticulum.router.time.CallTime;
import weft.reticulum.router.time.Seconds;
import weft.reticulum.router.time.Timer;

/**
 * Which hosted destinations want to know the path to which others: answered at once where it is known, else when it is found. A want
 * that was not met for ten minutes is forgotten: an Endpoint that still has it says so again.
 */
final class PathWants implements Timer {

    private static final long LIFETIME = Seconds.nanos(600);
    private static final long TICK = Seconds.nanos(5);
    private static final long NO_HOP_TIMEOUT = Seconds.nanos(6);

    private final CallTime time;
    private final Drops drops;
    private final InterfaceRefs refs;
    private final OwnDestinations own;
    private final PathTable paths;
    private final OwnRequests requests;
    private final BusSink bus;
    private final int perOwner;
    private final int bound;
    private final Map<Address, SequencedSet<Address>> byDestination = new LinkedHashMap<>();
    private final Map<Address, LinkedHashMap<Address, Long>> byOwner = new LinkedHashMap<>();
    private int size;
    private long nextTick = Timer.NONE;

    PathWants(
            CallTime time,
            Drops drops,
            InterfaceRefs refs,
            OwnDestinations own,
            PathTable paths,
            OwnRequests requests,
            BusSink bus,
            Tables tables) {
        this.time = time;
        this.drops = drops;
        this.refs = refs;
        this.own = own;
        this.paths = paths;
        this.requests = requests;
        this.bus = bus;
        this.perOwner = tables.bound(Bound.WANTED_PER_OWNER);
        this.bound = tables.bound(Bound.WANTED_PATHS);
    }

    /** A hosted destination wants to know the path to another destination, which may be hosted too. */
    void want(Address owner, Address destination) {
        HostedDestination hosted = own.hosted(destination);
        if (hosted != null && hosted.announce() != null) {
            tell(owner, destination, 0, hosted.announce(), NO_HOP_TIMEOUT);
            return;
        }
        PathEntry path = paths.usable(destination);
        if (path != null) {
            tell(owner, destination, path.hops(), path.announce(), path.on().firstHopTimeout());
            return;
        }
        add(owner, destination);
        if (hosted != null) {
            bus.toEndpoint(new ToEndpoint.PathRequested(destination, refs.local()));
        } else {
            requests.ask(destination);
        }
    }

    /** Notes a want; at the bound of the owner its oldest goes, at the bound of all it is not noted. */
    private void add(Address owner, Address destination) {
        LinkedHashMap<Address, Long> own = byOwner.get(owner);
        if (own != null && own.containsKey(destination)) {
            own.putLast(destination, time.now());
            return;
        }
        if (own != null && own.size() >= perOwner) {
            remove(owner, own.firstEntry().getKey());
            drops.count(DropReason.TABLE_FULL);
        }
        if (size >= bound) {
            drops.count(DropReason.TABLE_FULL);
            return;
        }
        byOwner.computeIfAbsent(owner, _ -> new LinkedHashMap<>()).putLast(destination, time.now());
        byDestination.computeIfAbsent(destination, _ -> new LinkedHashSet<>()).addLast(owner);
        size++;
        nextTick = Math.min(nextTick, time.now() + TICK);
    }

    boolean isWanted(Address destination) {
        return byDestination.containsKey(destination);
    }

    /** A path was found: tells those who want it. */
    void known(PathEntry path) {
        met(path.destination(), path.hops(), path.announce(), path.on().firstHopTimeout());
    }

    /** An interface works again: tells those who want a path that it brings back. */
    void interfaceUp() {
        for (Address destination : new LinkedHashSet<>(byDestination.keySet())) {
            PathEntry path = paths.usable(destination);
            if (path != null) {
                known(path);
            }
        }
    }

    /** A hosted destination announced itself: tells those who want it. */
    void knownLocally(Address destination, byte[] announce) {
        met(destination, 0, announce, NO_HOP_TIMEOUT);
    }

    private void met(Address destination, int hops, byte[] announce, long firstHopTimeout) {
        SequencedSet<Address> owners = byDestination.get(destination);
        if (owners == null) {
            return;
        }
        for (Address owner : new LinkedHashSet<>(owners)) {
            remove(owner, destination);
            tell(owner, destination, hops, announce, firstHopTimeout);
        }
    }

    private void tell(Address owner, Address destination, int hops, byte[] announce, long firstHopTimeout) {
        bus.toEndpoint(new ToEndpoint.PathKnown(owner, destination, hops, announce, firstHopTimeout));
    }

    int size() {
        return size;
    }

    int mostOfOneOwner() {
        return byOwner.values().stream().mapToInt(own -> own.size()).max().orElse(0);
    }

    private void remove(Address owner, Address destination) {
        LinkedHashMap<Address, Long> own = byOwner.get(owner);
        own.remove(destination);
        if (own.isEmpty()) {
            byOwner.remove(owner);
        }
        SequencedSet<Address> owners = byDestination.get(destination);
        owners.remove(owner);
        if (owners.isEmpty()) {
            byDestination.remove(destination);
        }
        size--;
    }

    @Override
    public long nextDeadline() {
        return nextTick;
    }

    @Override
    public void onDeadline() {
        for (Address owner : new LinkedHashSet<>(byOwner.keySet())) {
            LinkedHashMap<Address, Long> own = byOwner.get(owner);
            while (!own.isEmpty() && time.now() - own.firstEntry().getValue() > LIFETIME) {
                remove(owner, own.firstEntry().getKey());
            }
        }
        nextTick = size == 0 ? Timer.NONE : time.now() + TICK;
    }
}
