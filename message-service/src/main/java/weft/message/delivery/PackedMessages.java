package weft.message.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import weft.lxmf.message.Message;
import weft.message.store.sql.Transaction;
import weft.service.cache.BoundedCache;

/**
 * Messages that were packed here a moment ago: who brings them on their way need not open and unpack what has just been sealed. At
 * most {@value #BOUND} of at most {@value #LARGEST} bytes each; the others are read from the disk, as they are in another process.
 */
@ApplicationScoped
public class PackedMessages {

    static final int BOUND = 2_000;
    static final int LARGEST = 2_000;

    private static final Duration LIFE = Duration.ofMinutes(1);

    private final Cache<UUID, Message> messages;

    PackedMessages(MeterRegistry metrics) {
        this.messages = BoundedCache.of("packed_messages", BOUND, LIFE, metrics);
    }

    /** Remembers a message once the transaction that stores it is committed. */
    void remember(Transaction transaction, UUID id, Message message) {
        if (message.packed().length <= LARGEST) {
            transaction.afterCommit(() -> messages.put(id, message));
        }
    }

    /** The message, if it is remembered; it no longer is then. From any thread. */
    public Optional<Message> take(UUID id) {
        return Optional.ofNullable(messages.asMap().remove(id));
    }
}
