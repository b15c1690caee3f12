package weft.message.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weft.message.domain.MemberIdentity;
import weft.message.store.Accounts;
import weft.message.store.Identities;
import weft.message.store.Journal;
import weft.message.store.StoredIdentity;
import weft.message.store.sql.Database;
import weft.service.test.TestDatabase;

/** What goes when it is old. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class HousekeepingTest {

    @Inject
    Housekeeping housekeeping;

    @Inject
    Database database;

    @Inject
    Accounts accounts;

    @Inject
    Identities identities;

    @Inject
    @DataSource("messages")
    AgroalDataSource data;

    private UUID account;
    private UUID identity;

    @BeforeEach
    void make() {
        MemberIdentity made = StoredIdentity.make(database, accounts, identities);
        account = made.account();
        identity = made.id();
    }

    @AfterEach
    void delete() {
        database.perform(transaction -> accounts.delete(transaction, account));
    }

    @Test
    void eventsAreKeptThirtyDays() throws SQLException {
        run("insert into messages.event_log (account, sequence, at, type) values ('" + account
                + "', 1, now() - interval '31 days', 'old'), ('" + account
                + "', 2, now() - interval '29 days', 'young')");

        housekeeping.round();

        assertThat(texts("select type from messages.event_log where account = '" + account + "' and sequence <= 2"))
                .containsExactly("young");
    }

    @Test
    void decidedArrivalsAreKeptSevenDaysAndOnesSetAsideNinety() throws SQLException {
        journal("old", "delivered", "8 days");
        journal("young", "delivered", "6 days");
        journal("looked at", "quarantined", "89 days");
        journal("forgotten", "quarantined", "91 days");

        housekeeping.round();

        assertThat(texts("select method from messages.inbox_journal where account = '" + account + "'"))
                .containsExactlyInAnyOrder("young", "looked at");
    }

    @Test
    void ofArrivalsSetAsideTheNewestOfTheBoundAreKept() throws SQLException {
        journal("first", "quarantined", "1 minute");
        run(
                "insert into messages.inbox_journal (account, identity, shard, digest, method, received_at, decided_at, outcome)"
                        + " select '" + account + "', '" + identity
                        + "', 0, decode(lpad(to_hex(n), 64, '0'), 'hex'), 'filler',"
                        + " now(), now(), 'quarantined' from generate_series(1, " + Journal.QUARANTINE_ROWS + ") n");

        housekeeping.round();

        assertThat(texts("select count(*) from messages.inbox_journal where outcome = 'quarantined'"))
                .containsExactly(String.valueOf(Journal.QUARANTINE_ROWS));
        assertThat(texts("select 1 from messages.inbox_journal where method = 'first'"))
                .isEmpty();
    }

    @Test
    void hashesOfReceivedMessagesGoWhenTheirTimeIsPast() throws SQLException {
        tombstone("aa", "now() - interval '1 second'");
        tombstone("bb", "now() + interval '1 minute'");

        housekeeping.round();

        assertThat(texts("select left(encode(hash, 'hex'), 2) from messages.tombstone where account = '" + account
                        + "'"))
                .containsExactly("bb");
    }

    @Test
    void answersToIdempotencyKeysAreKeptADay() throws SQLException {
        run("insert into messages.idempotency (account, name, request, sealed_answer, created_at) select '" + account
                + "', sha256(age::bytea), sha256(age::bytea), age::bytea, now() - age::interval"
                + " from unnest(array['25 hours', '23 hours']) age");

        housekeeping.round();

        assertThat(texts("select encode(sealed_answer, 'escape') from messages.idempotency where account = '" + account
                        + "'"))
                .containsExactly("23 hours");
    }

    private void journal(String name, String outcome, String age) throws SQLException {
        run(
                "insert into messages.inbox_journal (account, identity, shard, digest, method, received_at, decided_at, outcome)"
                        + " values ('" + account + "', '" + identity + "', 0, sha256(convert_to('" + name
                        + "', 'UTF8')), '"
                        + name + "', now(), now() - interval '" + age + "', '" + outcome + "')");
    }

    private void tombstone(String hash, String until) throws SQLException {
        run("insert into messages.tombstone (account, identity, hash, until) values ('" + account + "', '" + identity
                + "', decode(repeat('" + hash + "', 32), 'hex'), " + until + ")");
    }

    private void run(String statement) throws SQLException {
        try (Connection connection = data.getConnection();
                Statement made = connection.createStatement()) {
            made.execute(statement);
        }
    }

    private List<String> texts(String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Connection connection = data.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }
}
