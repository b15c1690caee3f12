package weft.message.hosting;

import com.github.benmanes.caffeine.cache.Cache;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import weft.service.cache.BoundedCache;

/**
 * Which run of each router was heard of last. A new run knows nothing of what is hosted; and whoever is behind its interfaces
 * lost the way here when the old run ended, unless the whole node has just been started.
 *
 * <p>At most {@value #ROUTERS} routers are remembered; one that was forgotten counts as restarted when it asks again.
 */
@ApplicationScoped
public class RouterRuns {

    /** Who starts together with this process has not restarted under it. */
    private static final Duration STARTING = Duration.ofSeconds(60);

    private static final int ROUTERS = 1_000;

    private final Hosting hosting;
    private final Announcer announcer;
    private final HostClock clock;
    private final Cache<String, Long> runs;

    RouterRuns(Hosting hosting, Announcer announcer, HostClock clock, MeterRegistry metrics) {
        this.hosting = hosting;
        this.announcer = announcer;
        this.clock = clock;
        this.runs = BoundedCache.of("router_runs", ROUTERS, metrics);
    }

    /** A router asks what is hosted. Waits for the database. */
    public void asks(String router, long incarnation) {
        hosting.tellAgain();
        Long known = runs.asMap().put(router, incarnation);
        boolean restarted = known == null ? clock.nanos() > STARTING.toNanos() : known != incarnation;
        if (restarted) {
            announcer.announceAll();
        }
    }
}
