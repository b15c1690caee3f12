package weft.message.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.message.store.Events;
import weft.message.store.Shards;
import weft.message.store.Wakeups;
import weft.message.store.sql.Transaction;

/** The bound of the changes that wait for one account, while the database takes nothing. */
@Timeout(60)
class ScribeTest {

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final StalledDatabase database = new StalledDatabase();
    private final List<Integer> written = Collections.synchronizedList(new ArrayList<>());
    private final HostedEndpoint endpoint = Machines.machine(0);
    private final Scribe scribe = new Scribe(
            database,
            new Shards() {
                @Override
                public Runnable fence(Transaction transaction, SortedMap<Integer, Long> epochs) {
                    return () -> {};
                }
            },
            new Events(new Wakeups()) {
                @Override
                public void lock(Transaction transaction, UUID... accounts) {}
            },
            null,
            metrics);

    @Test
    void aChangePastTheQueueIsDroppedAndCountedAndTheOthersAreWrittenInOrder() throws InterruptedException {
        write(0);
        database.awaitStall();
        assertThat(scribe.hasRoom()).isTrue();
        for (int i = 1; i <= Scribe.QUEUE; i++) {
            write(i);
        }
        assertThat(scribe.hasRoom()).isFalse();
        assertThat(dropped()).isZero();
        write(Scribe.QUEUE + 1);

        assertThat(dropped()).isOne();
        assertThat(metrics.get("weft_scribe_queue").gauge().value()).isEqualTo(Scribe.QUEUE);
        database.goOn();
        await().atMost(Duration.ofSeconds(30)).until(() -> written.size() > Scribe.QUEUE);
        scribe.stop();
        assertThat(written)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(0, Scribe.QUEUE).boxed().toList());
    }

    private void write(int number) {
        scribe.write(endpoint, _ -> written.add(number));
    }

    private double dropped() {
        return metrics.get("weft_scribe_dropped")
                .tag("reason", "queue_full")
                .counter()
                .count();
    }
}
