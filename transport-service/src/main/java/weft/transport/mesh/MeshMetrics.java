package weft.transport.mesh;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.table.Bound;
import weft.service.work.PeriodicWork;

/**
 * The Router's tables and drops as metrics, those on each interface too. The Router belongs to its event loop, so its figures are read there
 * every few seconds and shown from a copy.
 */
final class MeshMetrics {

    private static final Duration EVERY = Duration.ofSeconds(5);

    private final MeshDriver driver;
    private volatile int heldLines;
    private volatile Map<Bound, Integer> sizes = Map.of();
    private volatile Map<DropReason, Long> drops = Map.of();
    private volatile Map<String, Map<DropReason, Long>> interfaceDrops = Map.of();

    MeshMetrics(MeshDriver driver) {
        this.driver = driver;
    }

    /** Shows the figures; what it returns takes a new copy of them again and again, once it is started. */
    PeriodicWork register(MeterRegistry metrics) {
        driver.ask(router -> {
            for (Bound bound : Bound.values()) {
                String table = label(bound);
                Gauge.builder("weft_transport_router_entries", this, it -> it.sizes.getOrDefault(bound, 0))
                        .tags("table", table)
                        .register(metrics);
                int most = router.config().bound(bound);
                Gauge.builder("weft_transport_router_entries_bound", () -> most)
                        .tags("table", table)
                        .register(metrics);
            }
            return null;
        });
        for (DropReason reason : DropReason.values()) {
            FunctionCounter.builder("weft_transport_packets_dropped", this, it -> it.drops.getOrDefault(reason, 0L))
                    .tags("reason", label(reason))
                    .register(metrics);
        }
        Gauge.builder("weft_transport_router_posted", driver, MeshDriver::waitingRecords)
                .register(metrics);
        Gauge.builder("weft_transport_router_posted_bound", () -> MeshDriver.WAITING)
                .register(metrics);
        Gauge.builder("weft_transport_lines_held", this, it -> it.heldLines).register(metrics);
        FunctionCounter.builder("weft_transport_router_dropped", driver, MeshDriver::droppedRecords)
                .register(metrics);
        return new PeriodicWork("reading the router's figures", EVERY, () -> Uni.createFrom()
                .completionStage(() -> read().toCompletionStage()));
    }

    /** Takes a new copy of the figures. */
    Future<Void> read() {
        Future<Void> ofRouter = driver.ask(router -> {
            heldLines = driver.heldLines();
            sizes = router.sizes();
            drops = router.drops();
            return null;
        });
        return ofRouter.compose(_ -> driver.interfaceDrops())
                .onSuccess(read -> interfaceDrops = read)
                .mapEmpty();
    }

    /** What was dropped on the interface of that name for that reason, as it was read last. */
    long dropped(String interfaceName, DropReason reason) {
        return interfaceDrops.getOrDefault(interfaceName, Map.of()).getOrDefault(reason, 0L);
    }

    /** An interface is taken out. On the mesh's event loop. */
    void forget(String interfaceName) {
        Map<String, Map<DropReason, Long>> others = new LinkedHashMap<>(interfaceDrops);
        others.remove(interfaceName);
        interfaceDrops = others;
    }

    static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
