package weft.message.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import weft.lxmf.delivery.receiving.SignatureState;
import weft.lxmf.message.Message;
import weft.lxmf.message.MessageFields;
import weft.message.domain.Direction;
import weft.message.domain.MemberIdentity;
import weft.message.domain.MessageState;
import weft.message.domain.Method;
import weft.message.domain.StoredMessage;
import weft.message.domain.StoredMessage.Reception;
import weft.message.hosting.endpoint.MemberEndpoint;
import weft.message.store.Accounts;
import weft.message.store.Deliveries;
import weft.message.store.Identities;
import weft.message.store.NewMessages;
import weft.message.store.StoredIdentity;
import weft.message.store.sql.Database;
import weft.reticulum.Address;
import weft.reticulum.identity.PrivateIdentity;
import weft.service.test.TestDatabase;

/** Messages are not brought on their way faster than what becomes of them can be written. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class DeliveryWorkerTest {

    private static final Address UNKNOWN = new Address(3, 3);

    @Inject
    DeliveryWorker deliveryWorker;

    @Inject
    GroupCommit commits;

    @Inject
    Ownership ownership;

    @Inject
    Database database;

    @Inject
    Accounts accounts;

    @Inject
    Identities identities;

    @Inject
    NewMessages added;

    @Inject
    Deliveries deliveries;

    @Inject
    @DataSource("messages")
    AgroalDataSource data;

    private final CountDownLatch stalled = new CountDownLatch(1);
    private MemberIdentity sender;
    private MemberIdentity other;

    @AfterEach
    void end() {
        stalled.countDown();
        database.perform(transaction -> {
            accounts.delete(transaction, sender.account());
            accounts.delete(transaction, other.account());
        });
    }

    @Test
    void nothingIsTakenWhileTheChangesOfOthersFillAQuarterOfTheirQueue() throws SQLException {
        sender = StoredIdentity.make(database, accounts, identities);
        await().atMost(Duration.ofSeconds(30)).until(() -> ownership.held().containsKey(sender.shard()));
        MemberEndpoint endpoint = new MemberEndpoint(sender, ownership.held().get(sender.shard()), null, null);
        commits.write(endpoint, _ -> stall());
        for (int i = 0; i < GroupCommit.QUEUE / 4 + 200; i++) {
            commits.write(endpoint, _ -> {});
        }
        assertThat(commits.hasRoom()).isFalse();

        UUID message = send();
        deliveryWorker.round();
        assertThat(isTaken(message)).isFalse();

        stalled.countDown();
        await().atMost(Duration.ofSeconds(60)).until(() -> isTaken(message));
    }

    private void stall() {
        try {
            stalled.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Without the lock of its account, which the stalled change holds. */
    private UUID send() throws SQLException {
        other = StoredIdentity.make(database, accounts, identities);
        Message message = Message.sign(
                PrivateIdentity.generate(new SecureRandom()::nextBytes),
                UNKNOWN,
                Instant.now().getEpochSecond(),
                new byte[0],
                "hello".getBytes(StandardCharsets.UTF_8),
                MessageFields.NONE);
        StoredMessage stored = new StoredMessage(
                other.account(),
                UUID.randomUUID(),
                other.id(),
                UNKNOWN,
                Direction.OUT,
                message.id(),
                0,
                Method.DIRECT,
                MessageState.ACCEPTED,
                Optional.empty(),
                0,
                SignatureState.VALID,
                OptionalInt.empty(),
                Optional.empty(),
                Reception.UNKNOWN,
                false,
                Instant.now(),
                Optional.empty(),
                Optional.empty(),
                new byte[] {'{', '}'});
        database.perform(transaction -> {
            StoredMessage inserted = added.add(
                            transaction, List.of(new NewMessages.New(stored, stored.body(), message.packed())))
                    .getFirst();
            deliveries.add(transaction, List.of(new Deliveries.New(inserted, other.shard(), Method.DIRECT)));
        });
        return stored.id();
    }

    private boolean isTaken(UUID message) throws SQLException {
        try (var connection = data.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select 1 from messages.delivery where claimed_epoch is not null"
                        + " and message = '" + message + "'")) {
            return rows.next();
        }
    }
}
