package weft.service.health;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import weft.service.quarantine.Quarantines;
import weft.service.time.MachineClock;

/** What every process can tell: its clock, the rows that its loops left aside, and how full its queues are. */
@Singleton
class ProcessHealth implements HealthSource {

    /** The gauges of queues that lose or refuse something when they are full; each has a second one that names its bound. */
    private static final List<String> QUEUES = List.of(
            "weft_announces_queue",
            "weft_auth_hashing_waiting",
            "weft_endpoint_loop_posted",
            "weft_gateway_bodies_bytes",
            "weft_journal_queue",
            "weft_journal_queue_bytes",
            "weft_message_bus_waiting",
            "weft_message_heap_waiting",
            "weft_group_commit_queue",
            "weft_stamp_searches_waiting",
            "weft_transport_announces_waiting",
            "weft_transport_bus_waiting",
            "weft_transport_router_posted",
            "weft_transport_signature_checks");

    private static final double HALF = 0.5;
    private static final double NEARLY_FULL = 0.9;

    private final MeterRegistry metrics;
    private final Quarantines quarantines;
    private final MachineClock clock;

    @Inject
    ProcessHealth(MeterRegistry metrics, Quarantines quarantines) {
        this(metrics, quarantines, MachineClock.system());
    }

    ProcessHealth(MeterRegistry metrics, Quarantines quarantines, MachineClock clock) {
        this.metrics = metrics;
        this.quarantines = quarantines;
        this.clock = clock;
    }

    @Override
    public List<HealthItem> items() {
        List<HealthItem> items = new ArrayList<>();
        items.add(clockItem());
        items.add(rows());
        items.addAll(queues());
        return items;
    }

    /** A step of the clock is doubted for a while; so long nothing ends or is deleted on its word alone. */
    private HealthItem clockItem() {
        Duration doubt = clock.doubted();
        Map<String, Object> facts = Map.of("seconds", doubt.toSeconds());
        return doubt.isZero() ? HealthItem.good("clock", facts) : HealthItem.look("clock", facts);
    }

    private HealthItem rows() {
        Map<String, Integer> counts = quarantines.counts();
        int all = counts.values().stream().mapToInt(Integer::intValue).sum();
        Map<String, Object> facts = Map.of("count", all, "loops", String.join(", ", counts.keySet()));
        return all == 0 ? HealthItem.good("rows", facts) : HealthItem.look("rows", facts);
    }

    /** The queues that fill up, or one item that says that none does. */
    private List<HealthItem> queues() {
        List<HealthItem> filling = QUEUES.stream()
                .flatMap(name -> metrics.find(name).gauges().stream())
                .map(this::queue)
                .filter(item -> item.state() != HealthItem.State.GOOD)
                .toList();
        return filling.isEmpty() ? List.of(HealthItem.good("queues", Map.of())) : filling;
    }

    private HealthItem queue(Gauge gauge) {
        var id = gauge.getId();
        String name = id.getName() + "_bound";
        // Some have one for each of theirs, some one for all.
        Gauge own = metrics.find(name).tags(id.getTags()).gauge();
        Gauge bound = own == null ? metrics.find(name).gauge() : own;
        double part = bound == null || bound.value() <= 0 ? 0 : gauge.value() / bound.value();
        return new HealthItem(
                "queue",
                HealthItem.above(part, HALF, NEARLY_FULL),
                Map.of("queue", id.getName(), "percent", Math.round(part * 100)));
    }
}
