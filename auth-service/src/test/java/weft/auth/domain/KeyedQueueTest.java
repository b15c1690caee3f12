package weft.auth.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class KeyedQueueTest {

    private final KeyedQueue turns = new KeyedQueue();

    @Test
    void whoWantsTheSameThingWaitsAndWhoWantsAnotherDoesNot() {
        KeyedQueue.Turn first = turns.take("this");
        KeyedQueue.Turn second = turns.take("this");
        KeyedQueue.Turn other = turns.take("that");
        assertThat(first.begins()).isCompleted();
        assertThat(other.begins()).isCompleted();
        assertThat(second.begins()).isNotDone();

        first.end();

        assertThat(second.begins()).isCompleted();
        second.end();
        other.end();
        assertThat(turns.size()).isZero();
    }

    @Test
    void whoGivesUpWaitingLetsNobodyGoTooEarlyAndHoldsNobodyUp() {
        KeyedQueue.Turn first = turns.take("this");
        KeyedQueue.Turn impatient = turns.take("this");
        KeyedQueue.Turn third = turns.take("this");
        CompletableFuture<Void> waiting = impatient.begins();

        waiting.cancel(false);
        impatient.end();

        assertThat(third.begins()).isNotDone();
        first.end();
        assertThat(third.begins()).isCompleted();
        third.end();
        assertThat(turns.size()).isZero();
    }
}
