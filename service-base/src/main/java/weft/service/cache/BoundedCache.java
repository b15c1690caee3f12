package weft.service.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;

/**
 * Caches with a bound that can be seen. Past it an entry that was used little is forgotten, which need not be the oldest, and
 * counted; whoever needs it looks it up again. For a moment there may be a few entries more.
 *
 * <p>Shown as {@code weft_cache_entries}, {@code weft_cache_entries_bound} and {@code weft_cache_forgotten}, each with the name.
 */
public final class BoundedCache {

    private BoundedCache() {}

    /**
     * A cache whose entries stay until there are too many.
     *
     * @param name for the metrics, in snake case
     * @param bound entries kept
     */
    public static <K, V> Cache<K, V> of(String name, int bound, MeterRegistry metrics) {
        return build(Caffeine.newBuilder(), name, bound, metrics);
    }

    /**
     * As {@link #of(String, int, MeterRegistry)}, where an entry also ends by itself.
     *
     * @param life of an entry, from when it was written
     */
    public static <K, V> Cache<K, V> of(String name, int bound, Duration life, MeterRegistry metrics) {
        return build(Caffeine.newBuilder().expireAfterWrite(life), name, bound, metrics);
    }

    private static <K, V> Cache<K, V> build(
            Caffeine<Object, Object> builder, String name, int bound, MeterRegistry metrics) {
        Tags tags = Tags.of("cache", name);
        Counter forgotten = metrics.counter("weft_cache_forgotten", tags);
        Cache<K, V> cache = builder.maximumSize(bound)
                .evictionListener((_, _, cause) -> {
                    if (cause == RemovalCause.SIZE) {
                        forgotten.increment();
                    }
                })
                .build();
        Gauge.builder("weft_cache_entries", cache, Cache::estimatedSize)
                .tags(tags)
                .register(metrics);
        Gauge.builder("weft_cache_entries_bound", () -> bound).tags(tags).register(metrics);
        return cache;
    }
}
