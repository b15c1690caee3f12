package weft.auth.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import weft.auth.domain.Throttle.Counter;
import weft.auth.domain.Throttle.Kind;
import weft.auth.domain.Throttle.Wait;

class ThrottleTest {

    private final Instant start = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void fiveFailuresOfAPairBlockItForAQuarterOfAnHourAndEachFurtherBlockDoublesUpToADay() {
        Counter counter = Counter.fresh(start);
        Instant now = start;
        Duration expected = Duration.ofMinutes(15);
        for (int block = 0; block < 9; block++) {
            for (int i = 0; i < 5; i++) {
                assertThat(Throttle.wait(Kind.PAIR, counter, 0, now).over()).isTrue();
                counter = Throttle.failed(Kind.PAIR, counter, now);
            }
            Wait refused = Throttle.wait(Kind.PAIR, counter, 0, now);
            assertThat(refused).isEqualTo(new Wait(expected, false));
            now = now.plus(expected);
            expected = expected.multipliedBy(2).compareTo(Duration.ofHours(24)) > 0
                    ? Duration.ofHours(24)
                    : expected.multipliedBy(2);
        }
    }

    @Test
    void failuresAreForgottenAfterADayWithoutOne() {
        Counter counter = Counter.fresh(start);
        for (int i = 0; i < 4; i++) {
            counter = Throttle.failed(Kind.PAIR, counter, start);
        }
        Counter later = Throttle.failed(Kind.PAIR, counter, start.plus(Duration.ofHours(25)));
        assertThat(later.failures()).isEqualTo(1);
    }

    @Test
    void anAccountIsNeverLockedByStrangersOnlySlowedToAMinute() {
        Counter counter = Counter.fresh(start);
        Instant now = start;
        for (int i = 0; i < 1_000; i++) {
            Wait wait = Throttle.wait(Kind.ACCOUNT, counter, 0, now);
            assertThat(wait.length()).isLessThanOrEqualTo(Duration.ofSeconds(60));
            if (wait.over()) {
                counter = Throttle.failed(Kind.ACCOUNT, counter, now);
            } else {
                now = now.plus(wait.length());
            }
        }
        assertThat(counter.failures()).isGreaterThan(400);
    }

    @Test
    void anAddressHasABurstAndThenOneAttemptInSixSeconds() {
        Counter counter = Counter.fresh(start);
        for (int i = 0; i < 30; i++) {
            assertThat(Throttle.wait(Kind.ADDRESS, counter, 0, start).over()).isTrue();
            counter = Throttle.failed(Kind.ADDRESS, counter, start);
        }
        assertThat(Throttle.wait(Kind.ADDRESS, counter, 0, start)).isEqualTo(new Wait(Duration.ofSeconds(6), false));
        assertThat(Throttle.wait(Kind.ADDRESS, counter, 0, start.plusSeconds(6)).over())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"PAIR,5", "DEVICE,5", "ACCOUNT,50", "ADDRESS,30"})
    void anAttemptUnderWayStandsForAFailureAndWhoWaitsForItWaitsShortly(Kind kind, int limit) {
        Counter counter = Counter.fresh(start);
        for (int failed = 0; failed < limit - 1; failed++) {
            int left = limit - failed;
            assertThat(Throttle.wait(kind, counter, left - 1, start).over()).isTrue();
            Wait wait = Throttle.wait(kind, counter, left, start);
            assertThat(wait.underWay()).isTrue();
            assertThat(wait.length()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(2));
            counter = Throttle.failed(kind, counter, start);
        }
    }

    @Test
    void whileTurnsAreTakenOneStrangerAtATimeIsLetThrough() {
        Counter counter = Counter.fresh(start);
        for (int i = 0; i < 60; i++) {
            counter = Throttle.failed(Kind.ACCOUNT, counter, start);
        }
        Instant turn = counter.blockedUntil();

        assertThat(Throttle.wait(Kind.ACCOUNT, counter, 0, turn).over()).isTrue();
        assertThat(Throttle.wait(Kind.ACCOUNT, counter, 1, turn).underWay()).isTrue();
    }

    @Test
    void aFailureThatComesLateDoesNotEndABlock() {
        Counter counter = Counter.fresh(start);
        for (int i = 0; i < 5; i++) {
            counter = Throttle.failed(Kind.PAIR, counter, start);
        }
        Instant until = counter.blockedUntil();

        assertThat(Throttle.failed(Kind.PAIR, counter, start).blockedUntil()).isEqualTo(until);
    }
}
