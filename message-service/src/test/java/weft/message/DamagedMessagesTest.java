package weft.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.message.hosting.DeliveryWorker;
import weft.message.store.Journal;
import weft.reticulum.identity.PrivateIdentity;
import weft.service.test.TestDatabase;

/** The loops over messages, arrivals and announces meet rows that are damaged, in each column that they open or read. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class DamagedMessagesTest extends DamagedRows {

    /** What delivery reads of a message that waits for somebody on the mesh. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "message set sealed_packed = '\\x00' where id = ?",
                "message set sealed_packed = sealed_body where id = ?",
                "delivery set try_first = 'by pigeon' where message = ?",
            })
    void otherMessagesLeaveAndTheSenderOfADamagedOneIsTold(String damage) throws SQLException {
        String bad = waiting(victim, damaged);
        String good = waiting(other, whole);
        sql("update messages." + damage, UUID.fromString(bad));

        shards.happen();

        await().atMost(PATIENCE)
                .until(() -> count(
                                "delivery where message = ? and claimed_epoch = "
                                        + "(select epoch from messages.shard where id = shard)",
                                UUID.fromString(good))
                        == 1);
        await().atMost(PATIENCE).untilAsserted(() -> victim.get("/api/v1/messages/" + bad + "/trace")
                .then()
                .body("items.code", hasItem("left-aside")));
        assertThat(count(
                        "delivery where message = ? and claimed_epoch is null and next_attempt > now()",
                        UUID.fromString(bad)))
                .isOne();
        assertDelivered("past a damaged message");
    }

    /** A message for a member of this node, taken up once more with damaged bytes. */
    @Test
    void messagesInsideTheNodeGoOnToo() throws SQLException {
        String bad = takenUpAgain("sealed_packed");

        assertDelivered("past a message inside the node");
        await().atMost(PATIENCE)
                .until(() -> quarantines.of(DeliveryWorker.QUARANTINE).rows().contains(UUID.fromString(bad)));
    }

    /** Its own sender can't read it any more, but what travels is the packed message. */
    @Test
    void aMessageWhoseBodyIsDamagedLeavesAllTheSame() throws SQLException {
        String bad = takenUpAgain("sealed_body");

        awaitState(victim, bad, "delivered");
        assertThat(count("delivery where message = ?", UUID.fromString(bad))).isZero();
    }

    private String takenUpAgain(String damagedColumn) throws SQLException {
        Member.Own second = victim.identity("Second");
        String bad = victim.post(damaged.path("/messages"), Map.of("to", second.address(), "content", "x"))
                .path("id");
        awaitState(victim, bad, "delivered");
        sql(
                "update messages.message set state = 'accepted', " + damagedColumn + " = '\\x00' where id = ?",
                UUID.fromString(bad));
        sql("""
                insert into messages.delivery (account, message, identity, shard, peer, try_first)
                select m.account, m.id, m.identity, i.shard, m.peer, 'auto' from messages.message m
                    join messages.identity i on i.account = m.account and i.id = m.identity where m.id = ?""", UUID.fromString(bad));
        return bad;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "message set sealed_body = '\\x00' where id = ?",
                "delivery set try_first = 'by pigeon' where message = ?"
            })
    void aDamagedMessageCanBeWithdrawn(String damage) throws SQLException {
        String bad = waiting(victim, damaged);
        sql("update messages." + damage, UUID.fromString(bad));
        sql("update messages.delivery set cancelled = true where message = ?", UUID.fromString(bad));

        await().atMost(PATIENCE).until(() -> count("delivery where message = ?", UUID.fromString(bad)) == 0);
        assertDelivered("past a withdrawn one");
    }

    /** More than one batch of rows that nobody can read, and older than the readable one. */
    @ParameterizedTest
    @ValueSource(strings = {"'direct', '\\x00'", "'direct', sha256('no seal at all')", "'by pigeon', '\\x00'"})
    void whatArrivesAfterDamagedRowsOfTheJournalIsDecided(String methodAndBytes) throws SQLException {
        sql("""
                insert into messages.inbox_journal (account, identity, shard, digest, method, received_at, sealed_packed)
                select ?, i.id, i.shard, sha256(n::text::bytea), m.method, now(), m.packed
                from messages.identity i, generate_series(1, 40) n, (values (%s::bytea)) m(method, packed)
                where i.id = ?""".formatted(methodAndBytes), victim.account, UUID.fromString(damaged.id()));

        List<Journal.Outcome> written = database.transact(
                transaction -> journal.write(transaction, List.of(arrival(other, whole, "new")), 500));

        assertThat(written).containsExactly(Journal.Outcome.WRITTEN);

        awaitContent(other, whole, "new");
        // They stay: repaired, they are still decided.
        assertThat(count("inbox_journal where account = ? and decided_at is null", victim.account))
                .isEqualTo(40);
        assertThat(quarantines.of("inbox").size()).isGreaterThanOrEqualTo(40);
    }

    @Test
    void aTicketBookThatCanNotBeReadCostsNoMessage() throws SQLException {
        PrivateIdentity sender = PrivateIdentity.generate(RANDOM::nextBytes);
        sql(
                "insert into messages.ticket_book (account, identity, peer, sealed_book) values (?, ?, ?, '\\x00')",
                victim.account,
                UUID.fromString(damaged.id()),
                address(sender).bytes());

        Journal.Arrival arrival =
                victim.arrival(damaged, signed(sender, damaged, "with tickets").packed());
        database.perform(transaction -> journal.write(transaction, List.of(arrival), 500));

        awaitContent(victim, damaged, "with tickets");
    }

    @Test
    void aMemberWhoseKeyCanNotBeReadKeepsNobodysMessagesFromTheDisk() throws SQLException {
        damage("account.wrapped_key");
        sealing.forget(victim.account);
        List<String> onDisk = new ArrayList<>();

        for (int i = 0; i < 10; i++) {
            writer.write(arrival(victim, damaged, "lost " + i), () -> onDisk.add("victim"));
            writer.write(arrival(other, whole, "kept " + i), () -> onDisk.add("other"));
        }

        await().atMost(PATIENCE).until(() -> onDisk.size() == 10);
        assertThat(onDisk).containsOnly("other");
        awaitContent(other, whole, "kept 9");
    }

    @Test
    void anAnnounceVerifiesTheMessagesThatCanBeReadAndARefusedOneTakesNoOtherWithIt() throws SQLException {
        PrivateIdentity sender = PrivateIdentity.generate(RANDOM::nextBytes);
        database.perform(transaction -> journal.write(
                transaction,
                List.of(
                        victim.arrival(
                                damaged, signed(sender, damaged, "damaged").packed()),
                        other.arrival(whole, signed(sender, whole, "whole").packed())),
                500));
        awaitContent(victim, damaged, "damaged");
        awaitContent(other, whole, "whole");
        sql("update messages.message set sealed_packed = '\\x00' where account = ?", victim.account);

        // PostgreSQL takes no text with a zero in it.
        heard.tell(announce(PrivateIdentity.generate(RANDOM::nextBytes), "a\0b"));
        heard.tell(announce(sender, "Sender"));

        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> other.get(whole.path("/messages")).then().body("items[0].signature", equalTo("valid")));
        assertThat(count("message where account = ? and signature = 'unverified'", victim.account))
                .isOne();
    }
}
