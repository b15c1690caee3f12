package weft.gateway.domain;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A token bucket for each client: so many requests at once, and as many more every second. Thread-safe; keeps at most
 * {@link #CLIENTS} buckets and forgets those that were not used for a while. Past the bound others are forgotten too and
 * counted; such a client has a full bucket when it comes again.
 */
public final class RateLimit {

    /** Buckets kept. */
    public static final int CLIENTS = 50_000;

    private static final long NANOS = 1_000_000_000L;

    private final long capacity;
    private final long perSecond;
    private final AtomicLong forgotten = new AtomicLong();
    private final Cache<String, Bucket> buckets = Caffeine.newBuilder()
            .maximumSize(CLIENTS)
            .evictionListener(this::forget)
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

    /** Gives back what was taken for a request that turned out to be another client's. */
    public void giveBack(String client) {
        Bucket bucket = buckets.getIfPresent(client);
        if (bucket != null) {
            bucket.giveBack();
        }
    }

    /** Clients that have a bucket now; for a moment a few more than the bound. */
    public long clients() {
        return buckets.estimatedSize();
    }

    /** Buckets forgotten because there were too many. */
    public long forgotten() {
        return forgotten.get();
    }

    private void forget(String client, Bucket bucket, RemovalCause cause) {
        if (cause == RemovalCause.SIZE) {
            forgotten.incrementAndGet();
        }
    }

    private final class Bucket {
        private long filled;
        private long at;

        Bucket(long filled, long at) {
            this.filled = filled;
            this.at = at;
        }

        synchronized void giveBack() {
            filled = Math.min(capacity * NANOS, filled + NANOS);
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
