package weft.bus.kafka;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.jboss.logging.Logger;
import weft.service.health.HealthItem;
import weft.service.health.HealthSource;

/**
 * Whether the broker answers, asked with one small request, and again {@value #EVERY_MILLIS} ms after its answer. While it does not,
 * nothing crosses between the services: what is for the bus waits in the database or, of the mesh, is sent again by its sender. What
 * needs no bus goes on.
 *
 * <p>Asks off the event loop and from one thread of the client's own; a question that has no answer after {@value #PATIENCE_MILLIS} ms
 * counts as refused. Until the first answer the bus counts as away. {@code weft_bus_up} is 1 or 0.
 */
@Singleton
public class Bus implements HealthSource {

    private static final Logger LOG = Logger.getLogger(Bus.class);
    private static final long EVERY_MILLIS = 5_000;
    private static final int PATIENCE_MILLIS = 4_000;

    private final Map<String, Object> settings = new HashMap<>();
    private volatile boolean up;
    private volatile boolean ending;
    /** What the log has it that the bus is; a bus that was never there is told once. */
    private final AtomicBoolean said = new AtomicBoolean(true);

    private Admin admin;

    @Inject
    Bus(@Identifier("default-kafka-broker") Map<String, Object> clients, MeterRegistry metrics) {
        clients.forEach((name, value) -> {
            if (AdminClientConfig.configNames().contains(name)) {
                settings.put(name, value);
            }
        });
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        Gauge.builder("weft_bus_up", () -> up ? 1 : 0).register(metrics);
    }

    /** Whether the broker answered when it was asked last. */
    public boolean isUp() {
        return up;
    }

    @Override
    public List<HealthItem> items() {
        return List.of(up ? HealthItem.good("bus", Map.of()) : HealthItem.bad("bus", Map.of()));
    }

    void start(@Observes StartupEvent started, Vertx vertx) {
        ask(vertx);
    }

    void stop(@Observes ShutdownEvent stopping) {
        ending = true;
        synchronized (this) {
            if (admin != null) {
                admin.close(Duration.ZERO);
            }
        }
    }

    private void ask(Vertx vertx) {
        vertx.executeBlocking(() -> client().describeCluster(new DescribeClusterOptions()), false)
                .compose(asked -> Future.fromCompletionStage(asked.nodes().toCompletionStage()))
                .onComplete(answer -> {
                    answered(answer.cause());
                    if (!ending) {
                        // One question after the other: a name that nobody resolves must not hold one thread each time.
                        vertx.setTimer(EVERY_MILLIS, _ -> ask(vertx));
                    }
                });
    }

    /** Made on first use: the client wants the broker's name resolved, and a name may come later than this process. */
    private synchronized Admin client() {
        if (ending) {
            throw new IllegalStateException("the process ends");
        }
        if (admin == null) {
            admin = Admin.create(settings);
        }
        return admin;
    }

    private void answered(Throwable failure) {
        boolean answers = failure == null;
        up = answers;
        if (ending || !said.compareAndSet(!answers, answers)) {
            return;
        }
        if (answers) {
            LOG.info("the bus answers");
        } else {
            LOG.warnf(
                    "the bus is away, and what crosses it waits: %s. It is asked again every %d s.",
                    said(failure), Duration.ofMillis(EVERY_MILLIS).toSeconds());
        }
    }

    /** The first reason: the client says of its own making no more than that it failed. */
    private static String said(Throwable failure) {
        Throwable first = failure;
        while (first.getCause() != null) {
            first = first.getCause();
        }
        return first.getMessage();
    }
}
