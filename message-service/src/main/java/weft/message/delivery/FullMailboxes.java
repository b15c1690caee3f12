package weft.message.delivery;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.UUID;
import weft.message.config.MessageSettings;
import weft.message.store.Accounts;
import weft.message.store.sql.Database;

/**
 * The members whose quota of messages or bytes is used up. What arrives for them is not taken: a sender on the mesh gets no
 * acknowledgement and tries again, one on this node is refused.
 *
 * <p>They are looked up every few seconds and not for each message, so a member may pass its quota by what comes in between.
 */
@ApplicationScoped
public class FullMailboxes {

    private final Database database;
    private final Accounts accounts;
    private final MessageSettings config;
    private volatile Set<UUID> full = Set.of();

    public FullMailboxes(Database database, Accounts accounts, MessageSettings config, MeterRegistry metrics) {
        this.database = database;
        this.accounts = accounts;
        this.config = config;
        Gauge.builder("weft_mailboxes_full", () -> full.size()).register(metrics);
    }

    /** Whether nothing more is taken for this account. From any thread, without waiting. */
    public boolean contains(UUID account) {
        return full.contains(account);
    }

    /** How many there are. From any thread, without waiting. */
    public int count() {
        return full.size();
    }

    /** Looks again who is full. Waits for the database. */
    public void lookAgain() {
        full = Set.copyOf(database.transact(
                transaction -> accounts.full(transaction, config.messagesPerAccount(), config.bytesPerAccount())));
    }
}
