package weft.transport.mesh;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import weft.reticulum.router.RouterInput;
import weft.reticulum.router.RouterOutput;

/**
 * Checks announce signatures off the event loop. At most {@link #WAITING} wait; past that an announce is dropped and counted,
 * and comes again by itself.
 */
@ApplicationScoped
public class SignatureChecks {

    /** Checks that may wait. */
    static final int WAITING = 4096;

    private final ThreadPoolExecutor pool;
    private final Counter dropped;

    SignatureChecks(MeterRegistry metrics) {
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
        this.pool = new ThreadPoolExecutor(
                threads, threads, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
                    Thread thread = new Thread(task, "announce-signatures");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        this.dropped = metrics.counter("weft_transport_signature_checks_dropped");
        Gauge.builder("weft_transport_signature_checks_waiting", pool, it -> it.getQueue()
                        .size())
                .register(metrics);
        Gauge.builder("weft_transport_signature_checks_bound", () -> WAITING).register(metrics);
    }

    void check(RouterOutput.VerifySignature work, Consumer<RouterInput> answer) {
        try {
            pool.execute(() -> answer.accept(work.check()));
        } catch (RejectedExecutionException full) {
            dropped.increment();
        }
    }

    @PreDestroy
    void stop() {
        pool.shutdownNow();
    }
}
