package weft.auth.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private final Turns turns = new Turns();

    @Test
    void whoWantsTheSameThingWaitsAndWhoWantsAnotherDoesNot() {
        Turns.Turn first = turns.take("this");
        Turns.Turn second = turns.take("this");
        Turns.Turn other = turns.take("that");
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
        Turns.Turn first = turns.take("this");
        Turns.Turn impatient = turns.take("this");
        Turns.Turn third = turns.take("this");
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
