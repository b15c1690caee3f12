package weft.service.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeriodicWorkTest {

    private static final Duration OFTEN = Duration.ofMillis(5);

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger rounds = new AtomicInteger();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aRoundThatIsDoneWhenItReturnsComesAgainAlsoAfterItFailed() {
        PeriodicWork.of("work", OFTEN, () -> {
                    if (rounds.incrementAndGet() == 1) {
                        throw new IllegalStateException("the first");
                    }
                })
                .start(vertx);

        await().until(() -> rounds.get() > 2);
    }

    @Test
    void aRoundThatFailsDoesNotKeepTheNextFromComing() {
        new PeriodicWork("work", OFTEN, () -> {
                    if (rounds.incrementAndGet() == 1) {
                        throw new IllegalStateException("before there was a Uni");
                    }
                    return Uni.createFrom().failure(new IllegalStateException("after"));
                })
                .start(vertx);

        await().until(() -> rounds.get() > 3);
    }

    @Test
    void noRoundBeginsWhileOneIsUnderWay() throws InterruptedException {
        Queue<CompletableFuture<Void>> underWay = new ConcurrentLinkedQueue<>();
        new PeriodicWork("work", OFTEN, () -> {
                    CompletableFuture<Void> round = new CompletableFuture<>();
                    underWay.add(round);
                    return Uni.createFrom().completionStage(round);
                })
                .start(vertx);
        await().until(() -> !underWay.isEmpty());
        CountDownLatch turns = new CountDownLatch(5);
        vertx.setPeriodic(OFTEN.toMillis(), _ -> turns.countDown());
        assertThat(turns.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(underWay).hasSize(1);

        underWay.peek().complete(null);

        await().until(() -> underWay.size() == 2);
    }

    @Test
    void noneComesAfterTheEnd() throws InterruptedException {
        PeriodicWork work = new PeriodicWork("work", OFTEN, () -> {
            rounds.incrementAndGet();
            return Uni.createFrom().voidItem();
        });
        work.start(vertx);
        await().until(() -> rounds.get() > 0);

        work.stop();
        int begun = rounds.get();
        CountDownLatch turns = new CountDownLatch(5);
        vertx.setPeriodic(OFTEN.toMillis(), _ -> turns.countDown());

        assertThat(turns.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(rounds.get()).isBetween(begun, begun + 1);
    }

    /** A process whose start fails is ended like any other. */
    @Test
    void workThatNeverBeganIsEndedAllTheSame() {
        PeriodicWork work =
                new PeriodicWork("work", OFTEN, () -> Uni.createFrom().voidItem());

        assertThatCode(work::stop).doesNotThrowAnyException();
    }
}
