package weft.auth.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import weft.auth.domain.Throttle.Counter;
import weft.auth.domain.Throttle.Decision;
import weft.auth.domain.Throttle.Kind;

class ThrottleTest {

    private final Instant start = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void fiveFailuresOfAPairBlockItForAQuarterOfAnHourAndEachFurtherBlockDoublesUpToADay() {
        Counter counter = Counter.fresh(start);
        Instant now = start;
        Duration expected = Duration.ofMinutes(15);
        for (int block = 0; block < 9; block++) {
            for (int i = 0; i < 5; i++) {
                Decision decision = Throttle.attempt(Kind.PAIR, counter, now);
                assertThat(decision.allowed()).isTrue();
                counter = decision.counter();
            }
            Decision refused = Throttle.attempt(Kind.PAIR, counter, now);
            assertThat(refused.delay()).isEqualTo(expected);
            assertThat(refused.counter()).isEqualTo(counter);
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
            counter = Throttle.attempt(Kind.PAIR, counter, start).counter();
        }
        Counter later = Throttle.attempt(Kind.PAIR, counter, start.plus(Duration.ofHours(25)))
                .counter();
        assertThat(later.failures()).isEqualTo(1);
    }

    @Test
    void anAccountIsNeverLockedByStrangersOnlySlowedToAMinute() {
        Counter counter = Counter.fresh(start);
        Instant now = start;
        for (int i = 0; i < 1_000; i++) {
            Decision decision = Throttle.attempt(Kind.ACCOUNT, counter, now);
            assertThat(decision.delay()).isLessThanOrEqualTo(Duration.ofSeconds(60));
            if (decision.allowed()) {
                counter = decision.counter();
            } else {
                now = now.plus(decision.delay());
            }
        }
        assertThat(counter.failures()).isGreaterThan(400);
    }

    @Test
    void anAddressHasABurstAndThenOneAttemptInSixSeconds() {
        Counter counter = Counter.fresh(start);
        for (int i = 0; i < 30; i++) {
            Decision decision = Throttle.attempt(Kind.ADDRESS, counter, start);
            assertThat(decision.allowed()).isTrue();
            counter = decision.counter();
        }
        assertThat(Throttle.attempt(Kind.ADDRESS, counter, start).delay()).isEqualTo(Duration.ofSeconds(6));
        assertThat(Throttle.attempt(Kind.ADDRESS, counter, start.plusSeconds(6)).allowed())
                .isTrue();
    }

    @Test
    void anAttemptThatWasNeverDecidedDoesNotCount() {
        Counter before = Counter.fresh(start);
        for (int i = 0; i < 4; i++) {
            before = Throttle.attempt(Kind.PAIR, before, start).counter();
        }
        Counter after = Throttle.refund(
                Kind.PAIR, Throttle.attempt(Kind.PAIR, before, start).counter());
        assertThat(after.failures()).isEqualTo(before.failures());
        assertThat(after.blockedUntil()).isEqualTo(before.blockedUntil());
        assertThat(after.blocks()).isZero();
    }

    @Test
    void theNetworkOfAnAddressIsItsSlash24OrSlash56() {
        assertThat(Source.of("192.0.2.1").network())
                .isEqualTo(Source.of("192.0.2.200").network());
        assertThat(Source.of("192.0.2.1").network())
                .isNotEqualTo(Source.of("192.0.3.1").network());
        assertThat(Source.of("2001:db8:1:2ff::1").network())
                .isEqualTo(Source.of("2001:db8:1:201::9").network());
        assertThat(Source.of("2001:db8:1:2ff::1").network())
                .isNotEqualTo(Source.of("2001:db8:1:300::1").network());
        assertThat(Source.of("2001:db8:1:2ff::1").host())
                .isNotEqualTo(Source.of("2001:db8:1:201::9").host());
        assertThat(Source.of("::ffff:192.0.2.1").network())
                .isEqualTo(Source.of("192.0.2.1").network());
    }
}
