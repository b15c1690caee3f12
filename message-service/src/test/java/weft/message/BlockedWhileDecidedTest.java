package weft.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import weft.lxmf.message.Message;
import weft.lxmf.message.MessageFields;
import weft.message.store.Conversations;
import weft.message.store.Database;
import weft.message.store.Events;
import weft.message.store.Journal;
import weft.reticulum.Address;
import weft.reticulum.identity.PrivateIdentity;
import weft.service.test.TestDatabase;

/** A block that is committed between the decision on a message and its place in the list. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class BlockedWhileDecidedTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    Database database;

    @Inject
    Journal journal;

    @Inject
    Events events;

    @Inject
    Conversations conversations;

    @Inject
    @DataSource("messages")
    AgroalDataSource data;

    @Test
    void nothingOfThePeerAppearsAfterTheBlock() throws SQLException {
        Member bob = new Member();
        Member.Own own = bob.identity("Bob");
        UUID identity = UUID.fromString(own.id());
        SecureRandom random = new SecureRandom();
        PrivateIdentity sender = PrivateIdentity.generate(random::nextBytes);
        Message message = Message.sign(
                sender,
                Address.parse(own.address()),
                Instant.now().getEpochSecond(),
                new byte[0],
                "too late".getBytes(StandardCharsets.UTF_8),
                MessageFields.NONE);

        database.perform(transaction -> {
            events.lock(transaction, bob.account);
            events.bounds(transaction, bob.account);
            // Whoever keeps the message has decided it and waits for this lock.
            database.perform(other -> journal.write(other, List.of(bob.arrival(own, message.packed())), 500));
            await().atMost(PATIENCE).until(() -> count("pg_stat_activity where wait_event_type = 'Lock'") > 0);
            conversations.block(transaction, bob.account, identity, message.source(), true);
        });

        await().atMost(PATIENCE)
                .until(() -> count("messages.inbox_journal where account = '" + bob.account
                                + "' and outcome = 'refused: blocked'")
                        == 1);
        assertThat(count("messages.message where account = '" + bob.account + "'"))
                .isZero();
    }

    private int count(String from) throws SQLException {
        try (Connection connection = data.getConnection();
                var rows = connection
                        .prepareStatement("select count(*) from " + from)
                        .executeQuery()) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
