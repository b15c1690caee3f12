package weft.gateway.domain;

import java.util.HashMap;
import java.util.Map;
import weft.service.net.Source;

/**
 * What clients hold, by host and, of IPv6, by network too. Who holds nothing is forgotten. Not thread-safe: its owner has a lock
 * that covers more.
 */
final class PerSource {

    private final long perHost;
    private final long perNetwork;
    private final Map<String, Long> held = new HashMap<>();

    /**
     * Nothing is held yet.
     *
     * @param perHost most of one IPv4 address or IPv6 /64
     * @param perNetwork most of one IPv6 /56
     */
    PerSource(long perHost, long perNetwork) {
        this.perHost = perHost;
        this.perNetwork = perNetwork;
    }

    /** The source holds so much more, or less. */
    void add(Source source, long by) {
        held.merge(source.host(), by, PerSource::sum);
        if (source.isV6()) {
            held.merge(source.network(), by, PerSource::sum);
        }
    }

    /** Whether the source's host would hold more than it may with so much more. */
    boolean isHostPast(Source source, long more) {
        return of(source.host()) + more > perHost;
    }

    /** As {@link #isHostPast}, for its network; never of IPv4. */
    boolean isNetworkPast(Source source, long more) {
        return source.isV6() && of(source.network()) + more > perNetwork;
    }

    private long of(String place) {
        return held.getOrDefault(place, 0L);
    }

    private static Long sum(long before, long by) {
        return before + by == 0 ? null : Long.valueOf(before + by);
    }
}
