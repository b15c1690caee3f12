package weft.service.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Cache;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BoundedCacheTest {

    private static final int BOUND = 100;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    @Test
    void pastItsBoundEntriesAreForgottenCountedAndLookedUpAgain() {
        fills(BoundedCache.of("numbers", BOUND, metrics));
    }

    @Test
    void oneWhoseEntriesEndByThemselvesHasTheBoundToo() {
        fills(BoundedCache.of("numbers", BOUND, Duration.ofHours(1), metrics));
    }

    private void fills(Cache<Integer, Integer> cache) {
        for (int i = 0; i < BOUND; i++) {
            cache.get(i, number -> number);
        }
        cache.cleanUp();
        assertThat(forgotten()).isZero();

        for (int i = BOUND; i < 3 * BOUND; i++) {
            cache.get(i, number -> number);
        }
        cache.cleanUp();

        assertThat(metrics.get("weft_cache_entries")
                        .tag("cache", "numbers")
                        .gauge()
                        .value())
                .isEqualTo(BOUND);
        assertThat(forgotten()).isEqualTo(2 * BOUND);
        for (int i = 0; i < 3 * BOUND; i++) {
            assertThat(cache.get(i, number -> number)).isEqualTo(i);
        }
    }

    private double forgotten() {
        return metrics.get("weft_cache_forgotten")
                .tag("cache", "numbers")
                .counter()
                .count();
    }
}
