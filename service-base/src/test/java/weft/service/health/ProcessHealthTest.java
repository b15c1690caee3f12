package weft.service.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import weft.service.quarantine.Quarantines;
import weft.service.time.MachineClock;

class ProcessHealthTest {

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Quarantines quarantines = new Quarantines(metrics);
    private final AtomicReference<Instant> time = new AtomicReference<>(Instant.parse("2026-03-01T12:00:00Z"));
    private final ProcessHealth health =
            new ProcessHealth(metrics, quarantines, new MachineClock(time::get, System::nanoTime));

    @Test
    void aProcessThatFaresWellSaysSoInOneItemEach() {
        queue(10, "events");
        assertThat(health.items()).extracting(HealthItem::code).containsExactly("clock", "rows", "queues");
        assertThat(health.items()).extracting(HealthItem::state).containsOnly(HealthItem.State.GOOD);
    }

    /** Two looks at a clock that goes are not a step. */
    @Test
    void aClockThatGoesIsNotOneThatWasSet() {
        MachineClock going = new MachineClock(InstantSource.system(), System::nanoTime);
        assertThat(new ProcessHealth(metrics, quarantines, going).items().getFirst())
                .isEqualTo(HealthItem.good("clock", Map.of("seconds", 0L)));
    }

    @Test
    void aQueueIsToldFromHalfOfItsBoundOnAndIsBadWhenItIsNearlyFull() {
        AtomicInteger waiting = queue(49, "events");
        queue(3, "packets");
        assertThat(queues()).isEmpty();
        waiting.set(50);
        assertThat(queues())
                .containsExactly(HealthItem.look("queue", Map.of("queue", "weft_message_bus_waiting", "percent", 50L)));
        waiting.set(90);
        assertThat(queues()).extracting(HealthItem::state).containsExactly(HealthItem.State.BAD);
    }

    @Test
    void rowsLeftAsideAndAClockThatWasSetAreToldInNumbers() {
        quarantines.<String>of("outbox").failed("one", new IllegalStateException("damaged"));
        health.items();
        time.updateAndGet(now -> now.plus(Duration.ofHours(3)));
        assertThat(health.items()).anySatisfy(item -> {
            assertThat(item.code()).isEqualTo("rows");
            assertThat(item.state()).isEqualTo(HealthItem.State.LOOK);
            assertThat(item.facts()).containsEntry("count", 1).containsEntry("loops", "outbox");
        });
        assertThat(health.items()).anySatisfy(item -> {
            assertThat(item.code()).isEqualTo("clock");
            assertThat(item.state()).isEqualTo(HealthItem.State.LOOK);
            assertThat((long) item.facts().get("seconds")).isBetween(10_790L, 10_801L);
        });
    }

    @Test
    void aCertificateIsToldTwoWeeksBeforeItEnds() {
        Instant now = time.get();
        assertThat(CertificateHealth.item(now.plus(Duration.ofDays(15)), now).state())
                .isEqualTo(HealthItem.State.GOOD);
        assertThat(CertificateHealth.item(now.plus(Duration.ofDays(13)), now).state())
                .isEqualTo(HealthItem.State.LOOK);
        assertThat(CertificateHealth.item(now, now).state()).isEqualTo(HealthItem.State.BAD);
    }

    private List<HealthItem> queues() {
        return health.items().stream()
                .filter(item -> item.code().equals("queue"))
                .toList();
    }

    private AtomicInteger queue(int waiting, String channel) {
        AtomicInteger count = new AtomicInteger(waiting);
        Gauge.builder("weft_message_bus_waiting", count::get)
                .tag("channel", channel)
                .register(metrics);
        Gauge.builder("weft_message_bus_waiting_bound", () -> 100)
                .tag("channel", channel)
                .register(metrics);
        return count;
    }
}
