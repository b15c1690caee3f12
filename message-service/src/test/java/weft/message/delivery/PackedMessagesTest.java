package weft.message.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import weft.lxmf.message.Message;
import weft.lxmf.message.MessageFields;
import weft.message.store.sql.Database;
import weft.reticulum.Address;
import weft.reticulum.identity.PrivateIdentity;
import weft.service.test.TestDatabase;

/** What is remembered from the acceptance of a message to its way: of small ones, once, and only what is on disk. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class PackedMessagesTest {

    @Inject
    PackedMessages packed;

    @Inject
    Database database;

    private final PrivateIdentity sender = PrivateIdentity.generate(new SecureRandom()::nextBytes);

    @Test
    void aMessageIsTakenOnce() {
        UUID id = UUID.randomUUID();
        Message message = message(100);
        database.perform(transaction -> packed.remember(transaction, id, message));

        assertThat(packed.take(id)).contains(message);
        assertThat(packed.take(id)).isEmpty();
    }

    @Test
    void aLargeOneIsReadFromTheDisk() {
        UUID id = UUID.randomUUID();
        database.perform(transaction -> packed.remember(transaction, id, message(PackedMessages.LARGEST)));

        assertThat(packed.take(id)).isEmpty();
    }

    @Test
    void ofOneThatWasNotStoredNothingIsRemembered() {
        UUID id = UUID.randomUUID();
        try {
            database.perform(transaction -> {
                packed.remember(transaction, id, message(100));
                throw new IllegalStateException("undone");
            });
        } catch (IllegalStateException undone) {
            assertThat(undone).hasMessage("undone");
        }

        assertThat(packed.take(id)).isEmpty();
    }

    private Message message(int length) {
        return Message.sign(
                sender, Address.of(new byte[Address.LENGTH]), 1, new byte[0], new byte[length], MessageFields.NONE);
    }
}
