package weft.reticulum.router;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;
import weft.reticulum.Address;
import weft.reticulum.hosting.ToEndpoint;

/**
 * Which hosted destinations want to know the path to which others; answered now or later. A want that was not met for ten
 * minutes is forgotten: an Endpoint that still has it says so again.
 */
final class PathWants implements Timer {

    private static final long LIFETIME = Seconds.nanos(600);
    private static final long TICK = Seconds.nanos(5);
    private static final long NO_HOP_TIMEOUT = Seconds.nanos(6);

    private final Turn turn;
    private final Drops drops;
    private final int perOwner;
    private final int bound;
    private final Map<Address, SequencedSet<Address>> byDestination = new LinkedHashMap<>();
    private final Map<Address, LinkedHashMap<Address, Long>> byOwner = new LinkedHashMap<>();
    private int size;
    private long nextTick = Router.NONE;

    PathWants(Turn turn, Drops drops, int perOwner, int bound) {
        this.turn = turn;
        this.drops = drops;
        this.perOwner = perOwner;
        this.bound = bound;
    }

    /** Notes a want; at the bound of the owner its oldest goes, at the bound of all it is not noted. */
    void add(Address owner, Address destination) {
        LinkedHashMap<Address, Long> own = byOwner.get(owner);
        if (own != null && own.containsKey(destination)) {
            own.putLast(destination, turn.now());
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
        byOwner.computeIfAbsent(owner, _ -> new LinkedHashMap<>()).putLast(destination, turn.now());
        byDestination.computeIfAbsent(destination, _ -> new LinkedHashSet<>()).addLast(owner);
        size++;
        nextTick = Math.min(nextTick, turn.now() + TICK);
    }

    boolean isWanted(Address destination) {
        return byDestination.containsKey(destination);
    }

    /** A path was found: tells those who want it. */
    void known(PathEntry path) {
        tell(path.destination(), path.hops(), path.announce(), path.on().firstHopTimeout());
    }

    /** An interface works again: tells those who want a path that it brings back. */
    void interfaceUp(PathTable paths) {
        for (Address destination : new LinkedHashSet<>(byDestination.keySet())) {
            PathEntry path = paths.usable(destination);
            if (path != null) {
                known(path);
            }
        }
    }

    /** A hosted destination announced itself: tells those who want it. */
    void knownLocally(Address destination, byte[] announce) {
        tell(destination, 0, announce, NO_HOP_TIMEOUT);
    }

    private void tell(Address destination, int hops, byte[] announce, long firstHopTimeout) {
        SequencedSet<Address> owners = byDestination.get(destination);
        if (owners == null) {
            return;
        }
        for (Address owner : new LinkedHashSet<>(owners)) {
            remove(owner, destination);
            turn.tell(new ToEndpoint.PathKnown(owner, destination, hops, announce, firstHopTimeout));
        }
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
            while (!own.isEmpty() && turn.now() - own.firstEntry().getValue() > LIFETIME) {
                remove(owner, own.firstEntry().getKey());
            }
        }
        nextTick = size == 0 ? Router.NONE : turn.now() + TICK;
    }
}
