package weft.reticulum.router.paths;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import weft.reticulum.Address;
import weft.reticulum.Digest;
import weft.reticulum.announce.Emission;
import weft.reticulum.router.interfaces.HeardAnnounce;
import weft.reticulum.router.interfaces.RouterInterface;
import weft.reticulum.router.table.AddressTable;
import weft.reticulum.router.time.Seconds;

/** The path to one destination (rns-core §10.2). */
public final class PathEntry extends AddressTable.Entry {

    /** Random fields kept per path. */
    public static final int MAX_EMISSIONS = 64;

    private final Address destination;
    /** Announces of one second beside the one that made the path; further ones are taken for copies. */
    private static final int MAX_OF_A_SECOND = 8;

    private final List<Emission> emissions = new ArrayList<>(1);
    private List<Emission> alsoHeard = List.of();
    private Address nextHop;
    private Address identity;
    private int hops;
    private RouterInterface on;
    private long usedAt;
    private long expiresAt;
    private long lifetime;
    private PathState state = PathState.UNKNOWN;
    private Digest packetHash;
    private byte[] announce;

    PathEntry(Address destination) {
        super(destination.high(), destination.low());
        this.destination = destination;
    }

    /** Takes the announce as the new truth, with what is left to live from {@code now}. */
    void follow(HeardAnnounce heard, long now, long lifetimeNanos) {
        Emission emission = heard.announce().emission();
        if (!emissions.contains(emission)) {
            emissions.add(emission);
            if (emissions.size() > MAX_EMISSIONS) {
                emissions.removeFirst();
            }
        }
        alsoHeard = List.of();
        nextHop = heard.nextHop();
        identity = heard.announce().identity().hash();
        hops = heard.hops();
        on = heard.on();
        usedAt = now;
        lifetime = lifetimeNanos;
        expiresAt = now + lifetimeNanos;
        packetHash = heard.announce().packetHash();
        announce = heard.raw();
    }

    /** Whether an announce of the latest second, which does not make the path, has not been heard. */
    boolean isNews(Emission emission) {
        return !emissions.contains(emission) && !alsoHeard.contains(emission) && alsoHeard.size() < MAX_OF_A_SECOND;
    }

    /** An announce that {@link #isNews} was heard. */
    void alsoHeard(Emission emission) {
        alsoHeard = Stream.concat(alsoHeard.stream(), Stream.of(emission)).toList();
    }

    /** Where it leads. */
    public Address destination() {
        return destination;
    }

    /** A transport id, or the destination itself. */
    public Address nextHop() {
        return nextHop;
    }

    /** Whose destination it is. */
    public Address identity() {
        return identity;
    }

    /** How far; 1 for a neighbour. */
    public int hops() {
        return hops;
    }

    /** A link proof says how far it is (rns-core §13.4). */
    public void rebalance(int counted) {
        hops = counted;
    }

    /** Where packets leave. */
    public RouterInterface on() {
        return on;
    }

    long usedAt() {
        return usedAt;
    }

    void used(long now) {
        usedAt = now;
    }

    /** Whether the announce is older than a path may get, however much it was used. */
    boolean isExpired(long now) {
        return now > expiresAt;
    }

    /** Whether it was unused for its lifetime. */
    boolean isStale(long now) {
        return now > usedAt + lifetime;
    }

    /** What links along it have shown. */
    public PathState state() {
        return state;
    }

    /** What a link along it has shown. */
    public void state(PathState known) {
        state = known;
    }

    /** The packet hash of the announce. */
    public Digest packetHash() {
        return packetHash;
    }

    /** The announce as received. */
    public byte[] announce() {
        return announce;
    }

    boolean hasSeen(Emission emission) {
        return emissions.contains(emission);
    }

    /** The random fields seen, newest last. */
    List<Emission> emissions() {
        return List.copyOf(emissions);
    }

    /** The latest emission time among the announces seen. */
    long latestEmission() {
        long latest = 0;
        for (Emission emission : emissions) {
            latest = Math.max(latest, emission.unixSeconds());
        }
        return latest;
    }

    /** The path as a value. */
    public PathRow row(long now) {
        return new PathRow(
                destination,
                nextHop,
                hops,
                on.id(),
                (now - usedAt) / Seconds.NANOS,
                lifetime / Seconds.NANOS,
                state,
                emissions(),
                announce);
    }
}
