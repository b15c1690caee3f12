package weft.service.ready;

import io.netty.util.concurrent.EventExecutor;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Whether every event loop goes round. One that stands still for good takes its share of the connections with it while the others
 * answer: only an end of the process mends that, so it is told as liveness.
 *
 * <p>Each loop notes the time once a second; times are those of {@link System#nanoTime}, so a step of the clock is none, and a process
 * that was frozen and goes on finds all of its loops late for a moment at most.
 */
@Liveness
@Singleton
public class EventLoops implements HealthCheck {

    /** How long a loop may be silent: far longer than anything that a loop should ever do at once. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final long BEAT_MILLIS = 1_000;

    private final Vertx vertx;
    private final Duration patience;
    private final List<Loop> loops = new ArrayList<>();

    private static final class Loop {
        private volatile long beaten = System.nanoTime();
        private Future<?> beating;
    }

    @Inject
    EventLoops(Vertx vertx) {
        this(vertx, PATIENCE);
    }

    EventLoops(Vertx vertx, Duration patience) {
        this.vertx = vertx;
        this.patience = patience;
    }

    void start(@Observes StartupEvent event) {
        begin();
    }

    void stop(@Observes ShutdownEvent event) {
        loops.forEach(loop -> loop.beating.cancel(false));
    }

    void begin() {
        for (EventExecutor executor : ((VertxInternal) vertx).getEventLoopGroup()) {
            Loop loop = new Loop();
            loop.beating = executor.scheduleAtFixedRate(
                    () -> loop.beaten = System.nanoTime(), 0, BEAT_MILLIS, TimeUnit.MILLISECONDS);
            loops.add(loop);
        }
    }

    @Override
    public HealthCheckResponse call() {
        long now = System.nanoTime();
        long silent = loops.stream()
                .filter(loop -> now - loop.beaten > patience.toNanos())
                .count();
        return HealthCheckResponse.named("event loops")
                .status(silent == 0)
                .withData("loops", loops.size())
                .withData("silent", silent)
                .build();
    }
}
