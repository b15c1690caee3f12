package weft.message.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import weft.service.problem.ProblemException;

class HeapRoomTest {

    private static final int MB = 1_000_000;

    /** Room for sixteen writes of a megabyte, half of them by one member. */
    private static final long BOUND = 16L * 9 * MB;

    private static final Duration LONG = Duration.ofMinutes(5);

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch finish = new CountDownLatch(1);
    private final UUID greedy = UUID.randomUUID();
    private final UUID other = UUID.randomUUID();

    @AfterEach
    void end() {
        finish.countDown();
        threads.close();
    }

    @Test
    void aMemberHasHalfAndTheOthersGoOn() throws ExecutionException, InterruptedException {
        HeapRoom room = new HeapRoom(BOUND, 1_000, LONG, metrics);
        List<CompletableFuture<String>> writes = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            writes.add(held(room, greedy));
        }
        await().until(() -> gauge("weft_message_heap_waiting") > 0);

        assertThat(gauge("weft_message_heap_taken")).isLessThanOrEqualTo(BOUND / 2.0);
        assertThat(room.writing(other, MB, 0, () -> "done")).isEqualTo("done");
        assertThat(room.reading(other, () -> "done")).isEqualTo("done");
        finish.countDown();
        await().until(() -> writes.stream().allMatch(CompletableFuture::isDone));
        assertThat(writes.getFirst().get()).isEqualTo("done");
        assertThat(gauge("weft_message_heap_taken")).isZero();
        assertThat(gauge("weft_message_heap_waiting")).isZero();
    }

    /** What waits has brought its body: a member who sends more than may wait hears so at once. */
    @Test
    void whatWaitsIsBoundedToo() {
        HeapRoom room = new HeapRoom(BOUND, 1_000, LONG, metrics);
        List<CompletableFuture<String>> writes = new ArrayList<>();
        for (int i = 0; i < HeapRoom.PER_ACCOUNT; i++) {
            writes.add(held(room, greedy));
        }

        await().until(() -> writes.stream().anyMatch(CompletableFuture::isCompletedExceptionally));

        assertThat(metrics.counter("weft_message_heap_refused").count()).isPositive();
        assertThat(room.writing(other, MB, 0, () -> "done")).isEqualTo("done");
    }

    @Test
    void whoWaitsTooLongHearsToComeAgain() {
        HeapRoom room = new HeapRoom(BOUND, 1_000, Duration.ofMillis(1), metrics);
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

    /** As JSON each of its bytes may be six. */
    @Test
    void aReadTakesWhatTheLargestMessageOfControlCharactersCosts() {
        HeapRoom room = new HeapRoom(BOUND, 1_000, LONG, metrics);

        assertThat(room.reading(other, () -> gauge("weft_message_heap_taken"))).isGreaterThan(4 * 6.0 * MB);
    }

    /** However small the heap and large the messages are, one at a time goes. */
    @Test
    void whatCostsMoreThanThereIsGoesAlone() {
        HeapRoom room = new HeapRoom(1_000, 60_000, LONG, metrics);

        assertThat(room.reading(greedy, () -> room.writing(other, 60 * MB, 0, () -> "done")))
                .isEqualTo("done");
    }

    @Test
    void workThatFailsGivesItsRoomBack() {
        HeapRoom room = new HeapRoom(BOUND, 1_000, LONG, metrics);
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> room.writing(greedy, 8 * MB, 0, () -> {
                        throw new IllegalStateException("broken");
                    }))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThat(gauge("weft_message_heap_taken")).isZero();
    }

    private CompletableFuture<String> held(HeapRoom room, UUID account) {
        return CompletableFuture.supplyAsync(
                () -> room.writing(account, MB, 0, () -> {
                    try {
                        finish.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return "done";
                }),
                threads);
    }

    private double gauge(String name) {
        return metrics.get(name).gauge().value();
    }
}
