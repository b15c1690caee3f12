package weft.gateway.domain;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
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

    private final long capacity;
    private final long perSecond;
    private final TimeMeter clock;
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
        this(capacity, perSecond, TimeMeter.SYSTEM_NANOTIME);
    }

    RateLimit(long capacity, long perSecond, TimeMeter clock) {
        this.capacity = capacity;
        this.perSecond = perSecond;
        this.clock = clock;
    }

    /**
     * Takes one request from the client's bucket.
     *
     * @return nothing to wait, or how long until there is one again
     */
    public Duration take(String client) {
        ConsumptionProbe taken = buckets.get(client, _ -> full()).tryConsumeAndReturnRemaining(1);
        return taken.isConsumed() ? Duration.ZERO : Duration.ofNanos(Math.max(1, taken.getNanosToWaitForRefill()));
    }

    private Bucket full() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(capacity).refillGreedy(perSecond, Duration.ofSeconds(1)))
                .withCustomTimePrecision(clock)
                .build();
    }

    /** Gives back what was taken for a request that turned out to be another client's. */
    public void giveBack(String client) {
        Bucket bucket = buckets.getIfPresent(client);
        if (bucket != null) {
            bucket.addTokens(1);
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
}
