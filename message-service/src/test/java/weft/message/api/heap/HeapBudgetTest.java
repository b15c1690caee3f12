package weft.message.api.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import weft.service.problem.ProblemException;

class HeapBudgetTest {

    private static final int MB = 1_000_000;

    /** Room for sixteen writes of a megabyte, half of them by one member. */
    private static final long BOUND = 16L * 9 * MB;

    /** More of one member than may work at once. */
    private static final int EACH = 20;

    private static final Duration LONG = Duration.ofMinutes(5);

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore step = new Semaphore(0);
    private final AtomicInteger works = new AtomicInteger();
    private final UUID greedy = UUID.randomUUID();
    private final UUID other = UUID.randomUUID();

    @AfterEach
    void end() {
        step.release(1_000);
        threads.close();
    }

    @Test
    void aMemberHasHalfAndTheOthersGoOn() throws ExecutionException, InterruptedException {
        HeapBudget room = new HeapBudget(BOUND, LONG, metrics);
        List<CompletableFuture<String>> writes = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            writes.add(held(room, greedy));
        }
        await().until(() -> gauge("weft_message_heap_waiting") > 0);

        assertThat(gauge("weft_message_heap_taken")).isLessThanOrEqualTo(BOUND / 2.0);
        assertThat(room.writing(other, MB, 0, () -> "done")).isEqualTo("done");
        assertThat(room.<String>reading(other, () -> MB, _ -> "done")).isEqualTo("done");
        step.release(1_000);
        await().until(() -> writes.stream().allMatch(CompletableFuture::isDone));
        assertThat(writes.getFirst().get()).isEqualTo("done");
        assertThat(gauge("weft_message_heap_taken")).isZero();
        assertThat(gauge("weft_message_heap_waiting")).isZero();
    }

    /** What waits has brought its body: a member who sends more than may wait hears so at once. */
    @Test
    void whatWaitsIsBoundedToo() {
        HeapBudget room = new HeapBudget(BOUND, LONG, metrics);
        List<CompletableFuture<String>> writes = new ArrayList<>();
        for (int i = 0; i < HeapBudget.PER_ACCOUNT; i++) {
            writes.add(held(room, greedy));
        }

        await().until(() -> writes.stream().anyMatch(CompletableFuture::isCompletedExceptionally));

        assertThat(metrics.counter("weft_message_heap_refused").count()).isPositive();
        assertThat(room.writing(other, MB, 0, () -> "done")).isEqualTo("done");
    }

    @Test
    void whoWaitsTooLongHearsToComeAgain() {
        HeapBudget room = new HeapBudget(BOUND, Duration.ofMillis(1), metrics);
        for (int i = 0; i < 9; i++) {
            held(room, greedy);
        }
        await().until(() -> metrics.counter("weft_message_heap_refused").count() > 0);

        assertThatThrownBy(() -> room.writing(greedy, 4 * MB, 0, () -> "never"))
                .isInstanceOfSatisfying(ProblemException.class, busy -> {
                    assertThat(busy.problem().status()).isEqualTo(503);
                    assertThat(busy.problem().type()).endsWith(":busy");
                    assertThat(busy.problem().retryAfterSeconds()).isPositive();
                });
        assertThat(room.writing(other, MB, 0, () -> "done")).isEqualTo("done");
    }

    @Test
    void aReadTakesWhatItWillReadAFewTimesOver() {
        HeapBudget room = new HeapBudget(BOUND, LONG, metrics);

        assertThat(room.<Double>reading(other, () -> 6 * MB, bytes -> bytes + gauge("weft_message_heap_taken")))
                .isBetween(6.0 * MB + 4 * 6 * MB, 6.0 * MB + 6 * 6 * MB);
        assertThat(room.<Double>reading(other, () -> 0, _ -> gauge("weft_message_heap_taken")))
                .isLessThan(HeapBudget.SMALL);
    }

    /** Two who do all that they may have all that there is for large things. */
    @Test
    void whatIsSmallNeverWaitsForTheLargeThingsOfOthers() {
        HeapBudget room = new HeapBudget(BOUND, LONG, metrics);
        fill(room);

        assertThat(manySmall(room, 18)).isEqualTo("done");
    }

    /** So many at once, of one who has nothing else under way. */
    private String manySmall(HeapBudget room, int more) {
        return more == 0 ? "done" : room.reading(other, () -> 190_000, _ -> manySmall(room, more - 1));
    }

    @Test
    void ofThoseWhoWaitTheMemberIsNextWhoHasLeastHoweverManyCameBefore() {
        HeapBudget room = new HeapBudget(BOUND, LONG, metrics);
        int begun = fill(room);
        CompletableFuture<String> late =
                CompletableFuture.supplyAsync(() -> room.writing(other, MB, 0, () -> "done"), threads);
        await().until(() -> gauge("weft_message_heap_waiting") == 2 * EACH - begun + 1);

        step.release();

        assertThat(late.join()).isEqualTo("done");
        assertThat(works.get()).isLessThanOrEqualTo(begun + 1);
    }

    /** Two members have as much under way as they may, and more that waits; how many of them work. */
    private int fill(HeapBudget room) {
        UUID second = UUID.randomUUID();
        for (int i = 0; i < EACH; i++) {
            held(room, greedy);
            held(room, second);
        }
        await().until(() -> works.get() + gauge("weft_message_heap_waiting") == 2 * EACH && works.get() > EACH / 2);
        return works.get();
    }

    /** However small the heap and large the messages are, one at a time goes. */
    @Test
    void whatCostsMoreThanThereIsGoesAlone() {
        HeapBudget room = new HeapBudget(1_000, LONG, metrics);

        assertThat(room.<String>reading(greedy, () -> 60 * MB, _ -> room.writing(other, 60 * MB, 0, () -> "done")))
                .isEqualTo("done");
    }

    @Test
    void workThatFailsGivesItsRoomBack() {
        HeapBudget room = new HeapBudget(BOUND, LONG, metrics);
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> room.writing(greedy, 8 * MB, 0, () -> {
                        throw new IllegalStateException("broken");
                    }))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThat(gauge("weft_message_heap_taken")).isZero();
    }

    private CompletableFuture<String> held(HeapBudget room, UUID account) {
        return CompletableFuture.supplyAsync(
                () -> room.writing(account, MB, 0, () -> {
                    works.incrementAndGet();
                    step.acquireUninterruptibly();
                    return "done";
                }),
                threads);
    }

    private double gauge(String name) {
        return metrics.get(name).gauge().value();
    }
}
