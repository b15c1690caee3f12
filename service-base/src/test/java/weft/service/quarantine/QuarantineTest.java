package weft.service.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class QuarantineTest {

    private static final RuntimeException DAMAGED = new IllegalStateException("damaged");

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger failures = new AtomicInteger();
    private final Quarantine<Integer> rows =
            new Quarantine<>("test", Quarantine.LONGEST_PAUSE, now::get, failures::incrementAndGet);

    @Test
    void aRowRestsForPausesThatGrow() {
        Duration before = Duration.ZERO;
        for (int i = 0; i < 30; i++) {
            Duration pause = rows.failed(1, DAMAGED);
            assertThat(pause).isBetween(before, Quarantine.LONGEST_PAUSE);
            pass(pause.minusNanos(1));
            assertThat(rows.rests(1)).isTrue();
            pass(Duration.ofNanos(1));
            assertThat(rows.rests(1)).isFalse();
            before = pause;
        }
        assertThat(before).isEqualTo(Quarantine.LONGEST_PAUSE);
        assertThat(failures).hasValue(30);
    }

    @Test
    void aRowThatChangedIsTriedAtOnce() {
        rows.failed(1, "as it was", DAMAGED);

        assertThat(rows.rests(1, "as it was")).isTrue();
        assertThat(rows.rests(1, "repaired")).isFalse();
    }

    @Test
    void otherRowsDoNotRestAndAUsedOneIsForgotten() {
        rows.failed(1, DAMAGED);
        rows.failed(2, DAMAGED);

        assertThat(rows.resting(List.of(1, 2, 3))).containsExactlyInAnyOrder(1, 2);
        rows.used(1);
        assertThat(rows.rows()).containsExactly(2);
        rows.forget(row -> row == 2);
        assertThat(rows.size()).isZero();
    }

    @Test
    void aRowThatIsTriedNoMoreIsForgottenAndAMissingPartIsNot() {
        Duration pause = rows.failed(1, DAMAGED);
        rows.without(2, DAMAGED);

        pass(pause.multipliedBy(2).plusNanos(1));

        assertThat(rows.rows()).containsExactly(2);
        assertThat(rows.rests(2)).isTrue();
    }

    @Test
    void pastTheBoundTheOldestIsForgotten() {
        for (int i = 0; i <= Quarantine.BOUND; i++) {
            rows.failed(i, DAMAGED);
        }

        assertThat(rows.size()).isEqualTo(Quarantine.BOUND);
        assertThat(rows.rests(0)).isFalse();
        assertThat(rows.rests(1)).isTrue();
    }

    @Test
    void operatorsSeeThemInMetricsAndInReadinessWhichStaysUp() {
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        Quarantines quarantines = new Quarantines(metrics);
        QuarantineCheck check = new QuarantineCheck(quarantines);
        assertThat(check.call().getData().orElseThrow()).isEqualTo(Map.of("state", "whole"));

        quarantines.<UUID>of("hosting").failed(UUID.randomUUID(), DAMAGED);

        assertThat(metrics.get("weft_rows_quarantined")
                        .tag("loop", "hosting")
                        .gauge()
                        .value())
                .isOne();
        assertThat(metrics.get("weft_rows_failed").counter().count()).isOne();
        assertThat(check.call().getStatus().name()).isEqualTo("UP");
        assertThat(check.call().getData().orElseThrow()).isEqualTo(Map.of("state", "degraded", "hosting", 1L));
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
