package weft.gateway.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private static final long SECOND = 1_000_000_000L;

    private final RateLimit limit = new RateLimit(50, 50);

    @Test
    void fiftyRequestsAtOnceAreTakenAndTheNextWaits() {
        for (int request = 0; request < 50; request++) {
            assertThat(limit.take("a", SECOND)).isZero();
        }
        assertThat(limit.take("a", SECOND)).isEqualTo(Duration.ofMillis(20));
        assertThat(limit.take("b", SECOND)).isZero();
    }

    @Test
    void anHourOfSteadyFiftyASecondIsNeverRefused() {
        for (long request = 0; request < 50 * 3600; request++) {
            assertThat(limit.take("a", request * SECOND / 50)).isZero();
        }
    }

    @Test
    void aBucketNeverHoldsMoreThanItsCapacity() {
        limit.take("a", 0);
        long later = 3600 * SECOND;
        int taken = 0;
        while (limit.take("a", later).isZero()) {
            taken++;
        }
        assertThat(taken).isEqualTo(50);
    }

    @Test
    void pastTheBoundClientsAreForgottenAndCountedAndBeginWithAFullBucket() {
        int past = 5_000;
        for (int client = 0; client < RateLimit.CLIENTS + past; client++) {
            limit.take("client " + client, 0);
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> limit.clients() <= RateLimit.CLIENTS);

        assertThat(limit.forgotten()).isGreaterThanOrEqualTo(past);
        assertThat(limit.take("client 0", 0)).isZero();
    }
}
