package weft.message.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.message.hosting.endpoint.MemberEndpoint;
import weft.message.hosting.endpoint.TestEndpoints;
import weft.message.store.Events;
import weft.message.store.Wakeups;
import weft.message.store.outbound.OutboundChanges;
import weft.message.store.ownership.Shards;
import weft.message.store.sql.Transaction;

/** The bound of the changes that wait for one account, while the database takes nothing. */
@Timeout(60)
class GroupCommitTest {

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final StalledDatabase database = new StalledDatabase();
    private final List<Integer> written = Collections.synchronizedList(new ArrayList<>());
    private final MemberEndpoint endpoint = TestEndpoints.member(0);
    private final GroupCommit commits = new GroupCommit(
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
            new OutboundChanges(null, null, null, null),
            null,
            metrics);

    @Test
    void aChangePastTheQueueIsDroppedAndCountedAndTheOthersAreWrittenInOrder() throws InterruptedException {
        write(0);
        database.awaitStall();
        assertThat(commits.hasRoom()).isTrue();
        for (int i = 1; i <= GroupCommit.QUEUE; i++) {
            write(i);
        }
        assertThat(commits.hasRoom()).isFalse();
        assertThat(dropped()).isZero();
        write(GroupCommit.QUEUE + 1);

        assertThat(dropped()).isOne();
        assertThat(metrics.get("weft_group_commit_queue").gauge().value()).isEqualTo(GroupCommit.QUEUE);
        database.goOn();
        await().atMost(Duration.ofSeconds(30)).until(() -> written.size() > GroupCommit.QUEUE);
        commits.stop(new ShutdownEvent());
        assertThat(written)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(0, GroupCommit.QUEUE).boxed().toList());
    }

    private void write(int number) {
        commits.write(endpoint, _ -> written.add(number));
    }

    private double dropped() {
        return metrics.get("weft_group_commit_dropped")
                .tag("reason", "queue_full")
                .counter()
                .count();
    }
}
