package weft.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weft.message.store.Journal;
import weft.message.store.Journal.Outcome;
import weft.message.store.sql.Database;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.identity.PrivateIdentity;
import weft.service.test.TestDatabase;

/** What those whom nobody knows can take of a mailbox, and what it costs them. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class StrangersTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int UNDECIDED = 500;

    /** What all strangers and one of them have of a quota that is no larger. */
    private static final int ALL = 100;

    private static final int ONE = 50;

    @Inject
    Database database;

    @Inject
    Journal journal;

    @Inject
    @DataSource("messages")
    AgroalDataSource data;

    private final Member member = new Member();
    private final PrivateIdentity stranger = person();
    private final PrivateIdentity another = person();
    private Member.Own own;
    private int written;

    @BeforeEach
    void make() throws SQLException {
        own = member.identity("Recipient");
        sql("update messages.account set message_quota = 200 where id = ?", member.account);
    }

    @Test
    void oneStrangerGetsHalfAndAllTogetherTheirPartAndTheMemberGoesOnSending() {
        assertThat(outcomes(stranger, ONE + 1).getLast()).isEqualTo(Outcome.WRITTEN);
        awaitMessages(ONE + 1);

        assertThat(outcomes(stranger, 1)).containsExactly(Outcome.STRANGER);
        assertThat(outcomes(another, ALL - ONE - 1)).containsOnly(Outcome.WRITTEN);
        awaitMessages(ALL);
        assertThat(outcomes(another, 1)).containsExactly(Outcome.STRANGER);
        assertThat(outcomes(person(), 1)).containsExactly(Outcome.STRANGER);

        member.post(own.path("/messages"), Map.of("to", "0".repeat(32), "content", "I can still write"))
                .then()
                .statusCode(202);
    }

    @Test
    void whatAStrangerHasBeenToldIsThereIsToldAgain() {
        Journal.Arrival first = arrival(stranger, "first");
        assertThat(write(List.of(first))).containsExactly(Outcome.WRITTEN);
        outcomes(stranger, ONE);
        awaitMessages(ONE + 1);

        assertThat(write(List.of(first))).containsExactly(Outcome.REPEATED);
    }

    @Test
    void whoIsAcceptedIsNoStrangerAndGivesStrangersTheirRoomBack() throws SQLException {
        know(stranger);
        outcomes(stranger, ONE);
        awaitMessages(ONE);
        assertThat(outcomes(stranger, 1)).containsExactly(Outcome.STRANGER);

        member.patch(own.path("/conversations/" + address(stranger)), Map.of("name", "A friend"))
                .then()
                .statusCode(200);

        assertThat(outcomes(stranger, 1)).containsExactly(Outcome.WRITTEN);
        awaitMessages(ONE + 1);
        assertThat(counted("stranger_messages")).isZero();
        assertThat(counted("stranger_bytes")).isZero();
    }

    @Test
    void whoOnlyClaimsToBeAcceptedIsAStrangerAsLongAsNobodyCanTell() {
        member.post(own.path("/messages"), Map.of("to", address(stranger), "content", "Hello"))
                .then()
                .statusCode(202);
        outcomes(stranger, ONE);
        awaitMessages(ONE + 1);

        assertThat(outcomes(stranger, 1)).containsExactly(Outcome.STRANGER);
    }

    @Test
    void deletingAnIdentityGivesAllOfItsRoomBack() {
        outcomes(stranger, 3);
        awaitMessages(3);
        assertThat(counted("stored_messages")).isEqualTo(3);

        member.call().delete(own.path("")).then().statusCode(204);

        assertThat(List.of(
                        counted("stored_messages"),
                        counted("stored_bytes"),
                        counted("stranger_messages"),
                        counted("stranger_bytes")))
                .containsOnly(0L);
    }

    @Test
    void aFewBytesThatStandForManyTakeAFew() {
        String long_ = "x".repeat(890_000);
        assertThat(write(List.of(arrival(stranger, long_)))).containsExactly(Outcome.WRITTEN);
        assertThat(queried("select octet_length(sealed_packed) from messages.inbox_journal where account = ?"))
                .isLessThan(8_000);
        awaitMessages(1);

        member.get(own.path("/messages")).then().body("items[0].content", equalTo(long_));
        assertThat(queried(
                        "select octet_length(sealed_packed) + octet_length(sealed_body) + octet_length(sealed_preview)"
                                + " from messages.message where account = ?"))
                .isEqualTo(counted("stored_bytes"))
                .isLessThan(16_000);
    }

    @Test
    void aMemberOfThisNodeIsAStrangerLikeOthers() throws SQLException {
        Member bob = new Member();
        Member.Own bobs = bob.identity("Bob");
        sql("update messages.account set message_quota = 1 where id = ?", member.account);
        bob.post(bobs.path("/messages"), Map.of("to", own.address(), "content", "one"))
                .then()
                .body("state", equalTo("delivered"));
        sql("update messages.account set message_quota = 2, stranger_messages = 2 where id = ?", member.account);

        bob.post(bobs.path("/messages"), Map.of("to", own.address(), "content", "two"))
                .then()
                .statusCode(202)
                .body("state", equalTo("refused"));
    }

    private List<Outcome> outcomes(PrivateIdentity sender, int messages) {
        return write(IntStream.range(0, messages)
                .mapToObj(_ -> arrival(sender, "number " + written++))
                .toList());
    }

    private List<Outcome> write(List<Journal.Arrival> arrivals) {
        return database.transact(transaction -> journal.write(transaction, arrivals, UNDECIDED));
    }

    private void awaitMessages(int number) {
        await().atMost(PATIENCE).until(() -> counted("stored_messages") == number);
        // Each of them is there once.
        Set<String> ids = new HashSet<>();
        List<String> all =
                new ArrayList<>(member.get(own.path("/messages?limit=200")).<List<String>>path("items.id"));
        assertThat(all).allMatch(ids::add).hasSize(number);
    }

    private Journal.Arrival arrival(PrivateIdentity sender, String content) {
        return member.arrival(own, sender, content);
    }

    private static PrivateIdentity person() {
        return PrivateIdentity.generate(new SecureRandom()::nextBytes);
    }

    private static String address(PrivateIdentity person) {
        return DestinationName.LXMF_DELIVERY
                .destination(person.identity().hash())
                .toString();
    }

    /** As if it had announced itself. */
    private void know(PrivateIdentity person) throws SQLException {
        sql(
                """
                insert into messages.known_destination
                    (address, identity_hash, aspect, public_key, app_data, hops, emitted_at, heard_at, announce)
                values (decode(?, 'hex'), decode(?, 'hex'), 'lxmf.delivery', ?, '', 1, 0, now(), decode(repeat('00', 32), 'hex'))""",
                address(person),
                person.identity().hash().toString(),
                person.identity().publicKeySet());
    }

    private long counted(String column) {
        return queried("select " + column + " from messages.account where id = ?");
    }

    private long queried(String sql) {
        try (Connection connection = data.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            query.setObject(1, member.account);
            try (ResultSet rows = query.executeQuery()) {
                assertThat(rows.next()).isTrue();
                return rows.getLong(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void sql(String sql, Object... arguments) throws SQLException {
        try (Connection connection = data.getConnection();
                PreparedStatement update = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                update.setObject(i + 1, arguments[i]);
            }
            assertThat(update.executeUpdate()).isOne();
        }
    }
}
