package weft.transport.mesh;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import weft.reticulum.router.drops.DropReason;

/** The metrics of one interface, from when it is brought up until it is taken out: another of its name has its own. */
final class InterfaceMeters {

    private final MeshInterface mesh;
    private final MeterRegistry registry;
    private final Tags tags;
    private final List<Meter> meters = new ArrayList<>();

    /** @param router knows what was dropped on it */
    InterfaceMeters(MeshInterface mesh, MeshMetrics router, MeterRegistry registry) {
        this.mesh = mesh;
        this.registry = registry;
        String name = mesh.plan().name();
        this.tags = Tags.of("interface", name);
        gauge("up", it -> it.status().up() ? 1 : 0);
        gauge("connections", it -> it.status().connections());
        mesh.plan().places().ifPresent(places -> gauge("connections_bound", _ -> places));
        counter("bytes_in", LineCounters::bytesIn);
        counter("bytes_out", LineCounters::bytesOut);
        counter("access_violations", LineCounters::accessViolations);
        counter("bad_frames", LineCounters::badFrames);
        counter("stalls", LineCounters::stalls);
        counter("refused_clients", LineCounters::refusedClients);
        counter("clients_gave_way", LineCounters::clientsGaveWay);
        for (DropReason reason : DropReason.values()) {
            meters.add(FunctionCounter.builder(named("dropped"), router, it -> it.dropped(name, reason))
                    .tags(tags.and("reason", MeshMetrics.label(reason)))
                    .register(registry));
        }
    }

    private void gauge(String metric, ToDoubleFunction<MeshInterface> value) {
        meters.add(Gauge.builder(named(metric), mesh, value).tags(tags).register(registry));
    }

    private void counter(String metric, ToDoubleFunction<LineCounters> value) {
        meters.add(FunctionCounter.builder(named(metric), mesh.counters(), value)
                .tags(tags)
                .register(registry));
    }

    private static String named(String metric) {
        return "weft_transport_interface_" + metric;
    }

    /** Nothing of it is shown any more. */
    void remove() {
        meters.forEach(registry::remove);
    }
}
