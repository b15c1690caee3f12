package weft.service.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MachineClockTest {

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final SetClock machine = new SetClock();
    private final Instant begun = machine.now();

    @Test
    void anUndisturbedClockIsBelieved() {
        for (int i = 0; i < 1_000; i++) {
            machine.pass(MINUTE).step(Duration.ofMillis(30));
            assertThat(machine.clock().atLeast()).isEqualTo(machine.now());
            assertThat(machine.clock().atMost()).isEqualTo(machine.now());
        }
    }

    @Test
    void aClockSetForwardIsBelievedAfterAnHour() {
        machine.step(DAY).pass(MINUTE);
        assertThat(machine.clock().atLeast()).isEqualTo(begun.plus(MINUTE));
        assertThat(machine.clock().atMost()).isEqualTo(begun.plus(DAY).plus(MINUTE));

        machine.pass(Duration.ofMinutes(61));
        assertThat(machine.clock().atLeast()).isEqualTo(machine.now());
    }

    @Test
    void aClockSetBackIsBelievedAfterAnHour() {
        machine.set(Instant.EPOCH).pass(MINUTE);
        assertThat(machine.clock().atLeast()).isEqualTo(Instant.EPOCH.plus(MINUTE));
        assertThat(machine.clock().atMost()).isEqualTo(begun.plus(MINUTE));

        machine.pass(Duration.ofMinutes(61));
        assertThat(machine.clock().atMost()).isEqualTo(machine.now());
    }

    @Test
    void aStepThatIsTakenBackHasNotBeen() {
        machine.step(DAY);
        machine.clock().atLeast();
        machine.pass(Duration.ofMinutes(20)).step(DAY.negated());

        assertThat(machine.clock().atLeast()).isEqualTo(machine.now());
        assertThat(machine.clock().atMost()).isEqualTo(machine.now());
    }

    @Test
    void moreStepsThanAreRememberedAreBelievedOldestFirst() {
        for (int i = 0; i < MachineClock.STEPS + 4; i++) {
            machine.step(DAY);
            machine.clock().atLeast();
        }
        assertThat(machine.clock().atLeast()).isEqualTo(begun.plus(DAY.multipliedBy(4)));
        assertThat(machine.clock().atMost()).isEqualTo(machine.now());
    }
}
