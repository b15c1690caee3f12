package weft.service.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which context work is given, and where its outcome comes. */
class OwnContextTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close();
    }

    @Test
    void eachWorkHasAContextThatNothingElseHasAndASessionMayBeBoundTo() {
        Context one = context().await().atMost(SOON);
        Context other = context().await().atMost(SOON);

        assertThat(one).isNotSameAs(other);
        assertThat(VertxContextSafetyToggle.isExplicitlyMarkedAsSafe(one)).isTrue();
        assertThat(one.isEventLoopContext()).isTrue();
    }

    @Test
    void theOutcomeComesOnTheContextOfWhoeverAsked() {
        CompletableFuture<Boolean> same = new CompletableFuture<>();
        Context asking = vertx.getOrCreateContext();
        asking.runOnContext(run -> context()
                .subscribe()
                .with(
                        work -> same.complete(work != asking && Vertx.currentContext() == asking),
                        same::completeExceptionally));

        assertThat(same).succeedsWithin(SOON).isEqualTo(true);
    }

    @Test
    void whatIsThrownIsAFailure() {
        Uni<Object> failing = OwnContext.of(vertx, () -> {
            throw new IllegalStateException("no");
        });

        assertThat(failing.subscribeAsCompletionStage())
                .failsWithin(SOON)
                .withThrowableThat()
                .withMessageContaining("no");
    }

    private Uni<Context> context() {
        return OwnContext.of(vertx, () -> Uni.createFrom().item(Vertx.currentContext()));
    }
}
