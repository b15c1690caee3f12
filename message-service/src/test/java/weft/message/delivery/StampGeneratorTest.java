package weft.message.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.lxmf.stamp.Stamp;
import weft.lxmf.stamp.StampKind;
import weft.lxmf.stamp.StampWork;
import weft.reticulum.Digest;
import weft.reticulum.crypto.Hashes;

/** The bound of the searches that wait, while every thread searches what nobody finds. */
@Timeout(60)
class StampGeneratorTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int THREADS = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    private static final int HOPELESS = 254;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final StampGenerator stampGenerator = new StampGenerator(metrics);
    private final List<Optional<Stamp>> answers = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        stampGenerator.stop();
    }

    @Test
    void aSearchPastTheBoundIsRefusedCountedAndBegunOnceThereIsRoom() {
        int taken = THREADS + StampGenerator.BOUND;
        for (int message = 0; message < taken; message++) {
            assertThat(search(message, HOPELESS)).isTrue();
        }

        assertThat(search(taken, 1)).isFalse();
        assertThat(metrics.get("weft_stamp_searches_refused").counter().count()).isOne();
        assertThat(metrics.get("weft_stamp_searches_waiting").gauge().value()).isEqualTo(StampGenerator.BOUND);
        assertThat(answers).isEmpty();

        for (int message = 0; message < taken; message++) {
            stampGenerator.cancel(hash(message));
        }
        await().atMost(SOON).until(() -> answers.size() == taken);
        assertThat(answers).allMatch(Optional::isEmpty);
        assertThat(search(taken, 1)).isTrue();
        await().atMost(SOON).until(() -> answers.size() == taken + 1);
        assertThat(answers.getLast()).isPresent();
    }

    @Test
    void aMessageHasOneSearchHoweverOftenItIsAskedFor() {
        for (int i = 0; i < 2 * StampGenerator.BOUND; i++) {
            assertThat(search(0, HOPELESS)).isTrue();
        }
        assertThat(metrics.get("weft_stamp_searches_waiting").gauge().value()).isZero();
    }

    private boolean search(int message, int cost) {
        StampWork work = new StampWork(StampKind.MESSAGE, hash(message).bytes(), cost, new byte[32]);
        return stampGenerator.search(hash(message), work, answers::add);
    }

    private static Digest hash(int number) {
        return Hashes.sha256(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    }
}
