package weft.transport.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.reticulum.router.RouterInput;
import weft.reticulum.router.RouterOutput;

/** The bound of the signatures that wait, while every thread is busy with one. */
@Timeout(60)
class SignatureChecksTest {

    private static final int THREADS = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final SignatureChecks checks = new SignatureChecks(metrics);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final List<RouterInput> answers = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        checks.stop();
    }

    @Test
    void aCheckPastTheBoundIsDroppedCountedAndNeverAnswered() {
        int taken = THREADS + SignatureChecks.WAITING;
        for (int ticket = 0; ticket < taken; ticket++) {
            check(ticket);
        }
        assertThat(dropped()).isZero();
        check(taken);

        assertThat(dropped()).isOne();
        assertThat(metrics.get("weft_transport_signature_checks_waiting")
                        .gauge()
                        .value())
                .isEqualTo(SignatureChecks.WAITING);
        gate.countDown();
        await().atMost(Duration.ofSeconds(30)).until(() -> answers.size() == taken);
        check(taken + 1);
        await().atMost(Duration.ofSeconds(30)).until(() -> answers.size() == taken + 1);
        assertThat(answers)
                .contains(new RouterInput.SignatureChecked(taken + 1, true))
                .doesNotContain(new RouterInput.SignatureChecked(taken, true));
    }

    private void check(long ticket) {
        checks.check(new RouterOutput.VerifySignature(ticket, this::valid), answers::add);
    }

    private boolean valid() {
        try {
            gate.await();
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private double dropped() {
        return metrics.get("weft_transport_signature_checks_dropped").counter().count();
    }
}
