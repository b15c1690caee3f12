package weft.auth.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.Test;
import weft.service.context.OwnContext;
import weft.service.test.TestDatabase;

/** Where statements may be asked for, and what those that run side by side have in common: nothing. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class StatementsTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @Inject
    Statements statements;

    @Inject
    Vertx vertx;

    @Test
    void aThreadThatWaitsAndATimerBetweenRequestsAreAnswered() {
        assertThat(one().await().atMost(SOON)).isOne();

        CompletableFuture<Integer> told = new CompletableFuture<>();
        vertx.setTimer(1, timer -> one().subscribe().with(told::complete, told::completeExceptionally));
        assertThat(told).succeedsWithin(SOON).isEqualTo(1);
    }

    @Test
    void onOneContextOneThatEndsLeavesTheOtherItsSession() {
        CompletableFuture<Integer> ended = new CompletableFuture<>();
        CompletableFuture<Integer> told = new CompletableFuture<>();
        OwnContext.of(
                        vertx,
                        () -> statements.run(session -> {
                            statements
                                    .run(longer -> Uni.createFrom()
                                            .completionStage(ended)
                                            .emitOn(onThisContext())
                                            .chain(() -> one(longer)))
                                    .subscribe()
                                    .with(told::complete, told::completeExceptionally);
                            return one(session);
                        }))
                .subscribe()
                .with(ended::complete, ended::completeExceptionally);

        assertThat(told).succeedsWithin(SOON).isEqualTo(1);
    }

    @Test
    void aTransactionThatFailsLeavesNothing() {
        String channel = UUID.randomUUID().toString();

        assertThatThrownBy(() -> statements
                        .inTransaction(session -> session.createNativeQuery(
                                        "insert into auth.outbox (channel, payload) values (:channel, 'x')")
                                .setParameter("channel", channel)
                                .executeUpdate()
                                .chain(() ->
                                        Uni.createFrom().failure(new IllegalStateException("thought better of it"))))
                        .await()
                        .atMost(SOON))
                .hasMessage("thought better of it");

        assertThat(statements
                        .run(session -> session.createNativeQuery(
                                        "select count(*) from auth.outbox where channel = :channel", Long.class)
                                .setParameter("channel", channel)
                                .getSingleResult())
                        .await()
                        .atMost(SOON))
                .isZero();
    }

    @Test
    void aParameterMayBeNullAndThenNotAndThenNullAgain() {
        assertThat(orElse(null)).isEqualTo("nothing");
        assertThat(orElse("something")).isEqualTo("something");
        assertThat(orElse(null)).isEqualTo("nothing");
    }

    private Uni<Integer> one() {
        return statements.run(StatementsTest::one);
    }

    private static Uni<Integer> one(Mutiny.StatelessSession session) {
        return session.createNativeQuery("select 1", Integer.class).getSingleResult();
    }

    private static Executor onThisContext() {
        Context context = Vertx.currentContext();
        return work -> context.runOnContext(run -> work.run());
    }

    private String orElse(String value) {
        return statements
                .run(session -> session.createNativeQuery("select coalesce(:value, 'nothing')", String.class)
                        .setParameter("value", value)
                        .getSingleResult())
                .await()
                .atMost(SOON);
    }
}
