package weft.transport.mesh;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.table.Bound;

/**
 * The Router's tables and drops, those on each interface too, and each interface's counters, as metrics. The Router belongs to its event loop, so its
 * figures are read there every few seconds and shown from a copy.
 */
final class MeshMetrics {

    private static final long EVERY_MILLIS = 5_000;

    private final MeshDriver driver;
    private final Collection<MeshInterface> interfaces;
    private volatile int heldLines;
    private volatile Map<Bound, Integer> sizes = Map.of();
    private volatile Map<DropReason, Long> drops = Map.of();
    private volatile Map<String, Map<DropReason, Long>> interfaceDrops = Map.of();

    MeshMetrics(MeshDriver driver, Collection<MeshInterface> interfaces) {
        this.driver = driver;
        this.interfaces = interfaces;
    }

    void register(Vertx vertx, MeterRegistry metrics) {
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
        interfaces.forEach(each -> {
            registerDrops(each.plan().name(), metrics);
            register(each, metrics);
        });
        vertx.setPeriodic(EVERY_MILLIS, _ -> read());
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

    private void registerDrops(String name, MeterRegistry metrics) {
        for (DropReason reason : DropReason.values()) {
            FunctionCounter.builder("weft_transport_interface_dropped", this, it -> it.interfaceDrops
                            .getOrDefault(name, Map.of())
                            .getOrDefault(reason, 0L))
                    .tags("interface", name, "reason", label(reason))
                    .register(metrics);
        }
    }

    private static void register(MeshInterface mesh, MeterRegistry metrics) {
        Tags tags = Tags.of("interface", mesh.plan().name());
        Gauge.builder("weft_transport_interface_up", mesh, it -> it.status().up() ? 1 : 0)
                .tags(tags)
                .register(metrics);
        Gauge.builder("weft_transport_interface_connections", mesh, it -> it.status()
                        .connections())
                .tags(tags)
                .register(metrics);
        Gauge.builder("weft_transport_interface_connections_bound", () -> mesh.plan()
                        .maxClients())
                .tags(tags)
                .register(metrics);
        counter("weft_transport_interface_bytes_in", mesh, LineCounters::bytesIn, tags, metrics);
        counter("weft_transport_interface_bytes_out", mesh, LineCounters::bytesOut, tags, metrics);
        counter("weft_transport_interface_access_violations", mesh, LineCounters::accessViolations, tags, metrics);
        counter("weft_transport_interface_bad_frames", mesh, LineCounters::badFrames, tags, metrics);
        counter("weft_transport_interface_stalls", mesh, LineCounters::stalls, tags, metrics);
        counter("weft_transport_interface_refused_clients", mesh, LineCounters::refusedClients, tags, metrics);
        counter("weft_transport_interface_clients_gave_way", mesh, LineCounters::clientsGaveWay, tags, metrics);
    }

    private static void counter(
            String name,
            MeshInterface mesh,
            java.util.function.ToDoubleFunction<LineCounters> value,
            Tags tags,
            MeterRegistry metrics) {
        FunctionCounter.builder(name, mesh.counters(), value).tags(tags).register(metrics);
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
