package weft.gateway.domain;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;

/**
 * A token bucket for each client: so many requests at once, and as many more every second. Thread-safe; keeps at most
 * {@link #CLIENTS} buckets and forgets those that have been full for a while.
 */
public final class RateLimit {

    /** Buckets kept. */
    public static final int CLIENTS = 50_000;

    private static final long NANOS = 1_000_000_000L;

    private final long capacity;
    private final long perSecond;
    private final Cache<String, Bucket> buckets = Caffeine.newBuilder()
            .maximumSize(CLIENTS)
            .expireAfterAccess(Duration.ofMinutes(1))
            .build();

    /**
     * @param capacity requests at once
     * @param perSecond requests that are added every second
     */
    public RateLimit(long capacity, long perSecond) {
        this.capacity = capacity;
        this.perSecond = perSecond;
    }

    /**
     * Takes one request from the client's bucket.
     *
     * @return nothing to wait, or how long until there is one again
     */
    public Duration take(String client, long nowNanos) {
        return buckets.get(client, _ -> new Bucket(capacity * NANOS, nowNanos)).take(nowNanos);
    }

    private final class Bucket {
        private long filled;
        private long at;

        Bucket(long filled, long at) {
            this.filled = filled;
            this.at = at;
        }

        synchronized Duration take(long now) {
            filled = Math.min(capacity * NANOS, filled + Math.max(0, now - at) * perSecond);
            at = now;
            if (filled >= NANOS) {
                filled -= NANOS;
                return Duration.ZERO;
            }
            return Duration.ofNanos(Math.max(1, (NANOS - filled) / perSecond));
        }
    }
}
