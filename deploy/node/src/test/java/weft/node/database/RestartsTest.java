package weft.node.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartsTest {

    private static final long BEGUN = Long.MAX_VALUE - 5;

    private final Restarts restarts = new Restarts(BEGUN);

    @Test
    void threeInARowAfterPausesThatGrow() {
        assertThat(restarts.afterEnd(after(Duration.ofSeconds(5)))).hasValue(Duration.ofMillis(200));
        restarts.up(after(Duration.ofSeconds(6)));
        assertThat(restarts.afterEnd(after(Duration.ofSeconds(7)))).hasValue(Duration.ofMillis(800));
        assertThat(restarts.afterFailedStart()).hasValue(Duration.ofMillis(3_200));
        assertThat(restarts.afterFailedStart()).isEmpty();
    }

    @Test
    void aWhileOfHealthBeginsAnew() {
        for (int death = 1; death <= 10; death++) {
            long up = after(Restarts.HEALTHY.multipliedBy(death));
            assertThat(restarts.afterEnd(up)).hasValue(Duration.ofMillis(200));
            restarts.up(up);
        }
    }

    @Test
    void timeInWhichItDoesNotComeUpIsNoHealth() {
        assertThat(restarts.afterEnd(after(Duration.ofDays(30)))).isPresent();
        assertThat(restarts.afterFailedStart()).isPresent();
        assertThat(restarts.afterFailedStart()).isPresent();
        assertThat(restarts.afterFailedStart()).isEmpty();
    }

    /** Past the end of its range, as the clock it is for may run. */
    private static long after(Duration time) {
        return BEGUN + time.toNanos();
    }
}
