package weft.message.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
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

    /** Callers are told 409 for what ends so: see ProblemMapper. */
    @Test
    void whatHangsOnAnAccountThatIsGoneIsRefusedWithItsReason() {
        assertThatThrownBy(() -> database.perform(transaction -> transaction.update(
                        "insert into event_log (account, sequence, type) values ($1, 1, 'a')", UUID.randomUUID())))
                .isExactlyInstanceOf(IllegalStateException.class)
                .rootCause()
                .satisfies(
                        reason -> assertThat(reason.getClass().getSimpleName()).isEqualTo("PgException"))
                .hasMessageEndingWith("(23503)");
    }

    @Test
    void aStatementThatNobodyWaitedForFailsTheCommitWithItsReason() {
        var key = UUID.randomUUID();
        assertThatThrownBy(() -> database.perform(transaction -> {
                    account(transaction, key);
                    account(transaction, key);
                }))
                .isInstanceOfSatisfying(Conflict.class, conflict -> assertThat(conflict.constraint())
                        .isEqualTo("account_pkey"));
        assertThat(isThere(key)).isFalse();
    }

    @Test
    void aStatementThatIsWaitedForFailsWithTheReasonOfAnEarlierOne() {
        var key = UUID.randomUUID();
        assertThatThrownBy(() -> database.perform(transaction -> {
                    account(transaction, key);
                    account(transaction, key);
                    transaction.first("select 1 as n", row -> row.intValue("n"));
                }))
                .isInstanceOf(Conflict.class);
        assertThat(isThere(key)).isFalse();
    }

    @Test
    void nothingIsKeptOfWorkThatThrowsWhileItsStatementsAreUnderWay() {
        var key = UUID.randomUUID();
        assertThatThrownBy(() -> database.perform(transaction -> {
                    account(transaction, key);
                    throw new UnknownObject("anything");
                }))
                .isInstanceOf(UnknownObject.class);
        assertThat(isThere(key)).isFalse();
    }

    @Test
    void answersAreThoseOfTheirQuestionsHoweverLateTheyAreAskedFor() {
        assertThat(database.<List<Integer>>transact(transaction -> {
                    var first = transaction.ask("select 1 as n", row -> row.intValue("n"));
                    var second = transaction.ask("select 2 as n", row -> row.intValue("n"));
                    return List.of(second.get().orElseThrow(), first.get().orElseThrow());
                }))
                .containsExactly(2, 1);
    }

    private static void account(Transaction transaction, UUID key) {
        transaction.send("insert into account (id, wrapped_key) values ($1, $2)", key, new byte[] {1});
    }

    private boolean isThere(UUID key) {
        return database.transact(transaction -> transaction
                .first("select 1 as n from account where id = $1", row -> row.intValue("n"), key)
                .isPresent());
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
