package weft.auth.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import weft.auth.domain.Refused;
import weft.auth.domain.StoredAnswer;
import weft.auth.store.IdempotencyStore.Write;
import weft.auth.store.keys.KeyDirectory;
import weft.auth.store.sql.Statements;
import weft.service.test.TestDatabase;

/** One write that reaches two replicas. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class IdempotencyStoreTest {

    @Inject
    Transactions transactions;

    @Inject
    Statements statements;

    @Inject
    KeyDirectory keys;

    @Test
    void whatIsRefusedBecauseAnotherReplicaDidItGetsTheAnswerOfTheOther() throws Throwable {
        IdempotencyStore here = new IdempotencyStore(transactions, statements, keys);
        IdempotencyStore there = new IdempotencyStore(transactions, statements, keys);
        Optional<Write> write = Optional.of(new Write("anyone POST /somewhere " + UUID.randomUUID(), "{}"));
        StoredAnswer done = new StoredAnswer(201, "{\"made\":true}");

        StoredAnswer answer = VertxContextSupport.subscribeAndAwait(() -> here.once(
                write,
                () -> there.once(write, () -> Uni.createFrom().item(true), (session, nothing) -> Uni.createFrom()
                                .item(done))
                        .chain(() -> Uni.createFrom().<Boolean>failure(Refused.because(Refused.Reason.SETUP_DONE))),
                (session, never) -> Uni.createFrom().failure(new AssertionError("done twice"))));

        assertThat(answer).isEqualTo(done);
    }
}
