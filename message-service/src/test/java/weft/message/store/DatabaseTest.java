package weft.message.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import weft.service.test.TestDatabase;

/** What the database refuses for good is told apart from a database that is away: the first is not tried again. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class DatabaseTest {

    @Inject
    Database database;

    @Test
    void aRefusedStatementIsNotTakenForADatabaseThatIsAway() {
        assertThatThrownBy(() -> database.perform(transaction -> transaction.update("update nothing set at = 1")))
                .isExactlyInstanceOf(IllegalStateException.class);
    }

    @Test
    void aConnectionThatTheServerEndsIsADatabaseThatIsAway() {
        assertThatThrownBy(() -> database.perform(
                        transaction -> transaction.update("select pg_terminate_backend(pg_backend_pid())")))
                .isInstanceOf(StoreUnavailable.class);
        assertThat(database.<Integer>transact(transaction -> transaction
                        .first("select 1 as n", row -> row.intValue("n"))
                        .orElseThrow()))
                .isEqualTo(1);
    }
}
