package weft.auth.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import weft.auth.domain.AttemptTally.Kind;
import weft.auth.domain.AttemptTally.Last;
import weft.auth.domain.AttemptTally.Repeats;

class AttemptTallyTest {

    private final Instant hour = Instant.parse("2026-01-01T10:00:00Z");
    private final AttemptTally tally = new AttemptTally();

    @Test
    void theFirstIsItsCallersAndTheOthersAreTakenTogetherWithTheLast() {
        assertThat(tally.add(kind("a"), last(1))).isEqualTo(1);
        assertThat(tally.take(hour)).isEmpty();
        assertThat(tally.add(kind("a"), last(2))).isEqualTo(2);
        assertThat(tally.add(kind("b"), last(3))).isEqualTo(1);
        assertThat(tally.add(kind("a"), last(4))).isEqualTo(3);

        assertThat(tally.take(hour)).containsExactly(new Repeats(kind("a"), last(4), 2));
        assertThat(tally.take(hour)).isEmpty();
    }

    @Test
    void pastTheBoundAKindIsNotCountedUntilTheHourIsOver() {
        for (int i = 0; i < AttemptTally.KINDS; i++) {
            tally.add(kind("network " + i), last(i));
        }

        assertThat(tally.add(kind("one more"), last(0))).isZero();
        assertThat(tally.add(kind("network 0"), last(0))).isEqualTo(2);

        assertThat(tally.take(hour.plus(1, ChronoUnit.HOURS))).hasSize(1);
        assertThat(tally.size()).isZero();
        assertThat(tally.add(kind("one more"), last(0))).isEqualTo(1);
    }

    @Test
    void whatCouldNotBeWrittenIsCountedAgain() {
        tally.add(kind("a"), last(1));
        tally.add(kind("a"), last(2));
        List<Repeats> taken = tally.take(hour.plus(1, ChronoUnit.HOURS));

        tally.putBack(taken);

        assertThat(tally.take(hour)).isEqualTo(taken);
    }

    private Kind kind(String network) {
        return new Kind("sign-in", "throttled", network, null, hour);
    }

    private Last last(int second) {
        return new Last(null, "192.0.2.1", "a browser", hour.plusSeconds(second));
    }
}
