package weft.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import weft.message.store.Accounts;
import weft.message.store.Events;
import weft.message.store.KnownDestinations;
import weft.message.store.Messages;
import weft.message.store.Ratchets;
import weft.message.store.sql.Database;
import weft.reticulum.identity.Ratchet;
import weft.service.test.TestDatabase;

/** The bounds of tables that grow with what is heard and made. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class StoreBoundsTest {

    private static final int PAST = 5;
    private static final int LIMIT = 2;

    @Inject
    Database database;

    @Inject
    KnownDestinations destinations;

    @Inject
    Ratchets ratchets;

    @Inject
    Accounts accounts;

    @Inject
    Events events;

    @Inject
    @DataSource("messages")
    AgroalDataSource data;

    private final Member member = new Member();

    /** The oldest of all has a conversation, so the ones after it go. */
    @Test
    void pastItsBoundTheDestinationsHeardLongestAgoAreForgottenExceptOnesWithAConversation() throws SQLException {
        var own = member.identity("Member");
        String partner = "00000000000000000000000000000001";
        member.post(own.path("/messages"), Map.of("to", partner, "content", "hello"))
                .then()
                .statusCode(202);
        try (Connection connection = data.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("truncate messages.known_destination");
            statement.execute("""
                    insert into messages.known_destination (address, identity_hash, aspect, public_key, app_data, compression,
                        hops, emitted_at, heard_at, announce)
                    select decode(lpad(to_hex(n), 32, '0'), 'hex'), decode(repeat('00', 16), 'hex'), 'some.other',
                        decode(repeat('00', 64), 'hex'), '', false, 1, n, to_timestamp(n), decode(repeat('00', 32), 'hex')
                    from generate_series(1, %d) n""".formatted(KnownDestinations.BOUND + PAST));
            try {
                int removed = database.transact(transaction -> destinations.prune(transaction, 1_000));

                assertThat(removed).isEqualTo(PAST);
                assertThat(number(statement, "select count(*) from messages.known_destination"))
                        .isEqualTo(KnownDestinations.BOUND);
                assertThat(number(statement, "select emitted_at from messages.known_destination order by 1 limit 1"))
                        .isEqualTo(1);
                assertThat(number(
                                statement,
                                "select emitted_at from messages.known_destination order by 1 limit 1 offset 1"))
                        .isEqualTo(PAST + 2);
                assertThat(database.<Integer>transact(transaction -> destinations.prune(transaction, 1_000)))
                        .isZero();
            } finally {
                statement.execute("truncate messages.known_destination");
            }
        }
    }

    @Test
    void pastItsBoundTheOldestRatchetOfAnIdentityIsLetGo() {
        UUID identity = UUID.fromString(member.identity("Member").id());
        Instant start = Instant.parse("2100-01-01T00:00:00Z");
        List<Ratchet> made = new ArrayList<>();
        database.perform(transaction -> {
            for (int i = 0; i < Ratchets.RETAINED + PAST; i++) {
                Ratchet ratchet = Ratchet.generate(new SecureRandom()::nextBytes);
                made.add(ratchet);
                ratchets.keep(transaction, member.account, identity, ratchet, start.plusSeconds(i), 1);
            }
        });

        List<Ratchets.Kept> kept =
                database.transact(transaction -> ratchets.list(transaction, member.account, identity, (_, _) -> {}));

        assertThat(kept.stream().map(one -> one.ratchet().id()))
                .containsExactlyElementsOf(made.subList(PAST, made.size()).reversed().stream()
                        .map(Ratchet::id)
                        .toList());
    }

    /** What prunes goes on while as many as it asked for are removed, so the number has to be that of the events. */
    @Test
    void oldEventsAreCountedWhenTheyAreRemovedAndAStreamKnowsFromWhereItCanGoOn() {
        for (int i = 0; i < PAST; i++) {
            database.perform(transaction -> {
                accounts.ensure(transaction, member.account);
                events.append(transaction, member.account, Events.CONVERSATION_CHANGED, null, null, null);
            });
        }
        int removed = 0;
        for (int round = LIMIT; round == LIMIT; removed += round) {
            round = database.transact(
                    transaction -> events.prune(transaction, Instant.now().plusSeconds(60), LIMIT));
        }

        assertThat(removed).isGreaterThanOrEqualTo(PAST);
        assertThat(database.<Events.Bounds>transact(transaction -> events.bounds(transaction, member.account)))
                .isEqualTo(new Events.Bounds(PAST, PAST));
    }

    @Test
    void aPageOfLargeMessagesEndsEarlyAndTheNextGoesOn() {
        var own = member.identity("Member");
        var other = new Member().identity("Other");
        int length = 800_000;
        int fit = Messages.PAGE_BYTES / length + 1;
        for (int i = 0; i <= fit; i++) {
            member.post(own.path("/messages"), Map.of("to", other.address(), "content", i + "x".repeat(length)))
                    .then()
                    .statusCode(202);
        }

        var first = member.get(own.path("/messages?limit=50"));
        var second = member.get(own.path("/messages?limit=50&cursor=" + first.path("next")));

        assertThat(first.<List<Object>>path("items")).hasSize(fit);
        assertThat(second.<List<String>>path("items.content"))
                .singleElement()
                .asString()
                .startsWith(fit + "x");
    }

    private static long number(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
