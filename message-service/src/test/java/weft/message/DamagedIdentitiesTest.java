package weft.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.service.test.TestDatabase;

/** The loop that hosts identities meets rows that are damaged, in each column that it opens or reads. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class DamagedIdentitiesTest extends DamagedRows {

    /** What an identity's endpoint is made from; the last column can hold such a value only once its constraint is gone. */
    static Stream<String> columnsOfAnIdentity() {
        return Stream.of(
                "identity.sealed_private_key", "identity.public_key", "account.wrapped_key", "identity.strangers");
    }

    @ParameterizedTest
    @MethodSource("columnsOfAnIdentity")
    void theOthersAreHostedAndTheRepairedOneIsAgain(String column) throws SQLException {
        String before = damage(column);
        try {
            long epoch = lastHost(whole);
            sealing.forget(victim.account);
            shards.happen();

            awaitHost(whole, epoch);
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(quarantines.of("hosting").rows()).contains(UUID.fromString(damaged.id())));
            assertDelivered("past " + column);
            assertThat(lastHost(damaged)).isLessThanOrEqualTo(epoch);
        } finally {
            repair(column, before);
        }
        shards.happen();
        awaitHost(damaged, lastHost(whole) - 1);
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(quarantines.of("hosting").rows()).doesNotContain(UUID.fromString(damaged.id())));
    }

    /** Its sender has the proof: it must not be set aside for what is wrong with another row. */
    @Test
    void whatHasArrivedForItWaitsUntilItIsRepaired() throws SQLException {
        String before = damage("identity.strangers");
        try {
            database.transact(transaction -> journal.write(
                    transaction,
                    List.of(arrival(victim, damaged, "waits for a repair"), arrival(other, whole, "goes past it")),
                    500));
            awaitContent(other, whole, "goes past it");
            await().atMost(PATIENCE).until(() -> quarantines.of("inbox").size() > 0);
        } finally {
            repair("identity.strangers", before);
        }
        awaitContent(victim, damaged, "waits for a repair");
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity.sealed_private_key", "account.wrapped_key"})
    void itsMemberIsToldThatTheKeyCanNotBeRead(String column) throws SQLException {
        damage(column);
        sealing.forget(victim.account);

        victim.get(damaged.path("")).then().statusCode(200).body("state", equalTo("key-unreadable"));
        victim.get("/api/v1/identities").then().statusCode(200).body("items.state", hasItem("key-unreadable"));
        victim.post(damaged.path("/messages"), Map.of("to", whole.address(), "content", "no"))
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:weft:problem:identity-unreadable"));
        other.get(whole.path("")).then().body("state", equalTo("ready"));
    }

    /** Each is one of 64 rows: without it every member was off the mesh. */
    @Test
    void aShardWithoutItsRowOrWithAnEpochThatCannotGrowIsTakenAllTheSame() throws SQLException {
        sql("delete from messages.shard where id = (select max(id) from messages.shard where id not in"
                + " (select shard from messages.identity))");
        sql(
                "update messages.shard set epoch = 9223372036854775807 where id = (select shard from messages.identity where id = ?)",
                UUID.fromString(whole.id()));

        shards.happen();

        await().atMost(PATIENCE).until(() -> shards.held() == 64);
        assertDelivered("with shards made anew");
    }

    @Test
    void anIdentityIsHostedWithoutARatchetThatCanNotBeRead() throws SQLException {
        await().atMost(PATIENCE).until(() -> count("ratchet where identity = ?", UUID.fromString(damaged.id())) > 0);
        sql(
                "update messages.ratchet set sealed_private_key = '\\x00' where identity = ?",
                UUID.fromString(damaged.id()));
        long epoch = lastHost(damaged);

        shards.happen();

        awaitHost(damaged, epoch);
        assertThat(quarantines.<String>of("ratchets").rows()).anyMatch(row -> row.startsWith(damaged.id()));
    }
}
