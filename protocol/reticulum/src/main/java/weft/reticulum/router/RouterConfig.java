package weft.reticulum.router;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.router.table.Bound;

/**
 * How a {@link Router} behaves; fixed for its run. Immutable.
 *
 * <p>Standard: an end node (no transport) with every {@link Bound} at its standard size.
 */
public final class RouterConfig {

    private final PrivateIdentity identity;
    private final long incarnation;
    private final boolean transport;
    private final boolean probes;
    private final Map<Bound, Integer> bounds;

    private RouterConfig(
            PrivateIdentity identity, long incarnation, boolean transport, boolean probes, Map<Bound, Integer> bounds) {
        this.identity = Objects.requireNonNull(identity);
        this.incarnation = incarnation;
        this.transport = transport;
        this.probes = probes;
        this.bounds = bounds;
    }

    /**
     * An end node.
     *
     * @param identity the transport identity, the only private key a Router holds
     * @param incarnation differs for every run of this router
     */
    public static RouterConfig endNode(PrivateIdentity identity, long incarnation) {
        return new RouterConfig(identity, incarnation, false, false, new EnumMap<>(Bound.class));
    }

    /** A node that forwards for others. */
    public static RouterConfig transportNode(PrivateIdentity identity, long incarnation) {
        return new RouterConfig(identity, incarnation, true, false, new EnumMap<>(Bound.class));
    }

    /** With the probe responder of rns-core §17.1 on or off; only transport nodes have one. */
    public RouterConfig withProbes(boolean answered) {
        return new RouterConfig(identity, incarnation, transport, answered, bounds);
    }

    /**
     * With another size for one table or queue.
     *
     * @throws IllegalArgumentException when {@code size} is below 1
     */
    public RouterConfig with(Bound bound, int size) {
        if (size < 1) {
            throw new IllegalArgumentException(bound + " needs room for at least one, not " + size);
        }
        Map<Bound, Integer> changed = new EnumMap<>(Bound.class);
        changed.putAll(bounds);
        changed.put(bound, size);
        return new RouterConfig(identity, incarnation, transport, probes, changed);
    }

    /** The transport identity. */
    public PrivateIdentity identity() {
        return identity;
    }

    /** The number of this run. */
    public long incarnation() {
        return incarnation;
    }

    /** Whether this node forwards for others. */
    public boolean transport() {
        return transport;
    }

    /** Whether probes are answered. */
    public boolean probes() {
        return probes && transport;
    }

    /** The size of a table or queue. */
    public int bound(Bound bound) {
        return bounds.getOrDefault(bound, bound.standard());
    }
}
