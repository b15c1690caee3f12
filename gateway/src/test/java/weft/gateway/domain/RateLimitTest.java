package weft.gateway.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private static final long SECOND = 1_000_000_000L;

    private long now = SECOND;
    private final RateLimit limit = new RateLimit(50, 50, new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return now;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    });

    @Test
    void fiftyRequestsAtOnceAreTakenAndTheNextWaits() {
        for (int request = 0; request < 50; request++) {
            assertThat(limit.take("a")).isZero();
        }
        assertThat(limit.take("a")).isEqualTo(Duration.ofMillis(20));
        assertThat(limit.take("b")).isZero();
    }

    @Test
    void anHourOfSteadyFiftyASecondIsNeverRefused() {
        for (long request = 0; request < 50 * 3600; request++) {
            now = SECOND + request * SECOND / 50;
            assertThat(limit.take("a")).isZero();
        }
    }

    @Test
    void aBucketNeverHoldsMoreThanItsCapacity() {
        limit.take("a");
        now = 3600 * SECOND;
        int taken = 0;
        while (limit.take("a").isZero()) {
            taken++;
        }
        assertThat(taken).isEqualTo(50);
    }

    @Test
    void pastTheBoundClientsAreForgottenAndCountedAndBeginWithAFullBucket() {
        int past = 5_000;
        for (int client = 0; client < RateLimit.CLIENTS + past; client++) {
            limit.take("client " + client);
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> limit.clients() <= RateLimit.CLIENTS);

        assertThat(limit.forgotten()).isGreaterThanOrEqualTo(past);
        assertThat(limit.take("client 0")).isZero();
    }
}
