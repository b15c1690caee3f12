package weft.message.store.sealing;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.UUID;
import weft.message.config.MessageSettings;
import weft.message.store.sql.Database;
import weft.service.files.UnusableFile;
import weft.service.vault.UnreadableSeal;
import weft.service.vault.Vault;

/**
 * Looks at the start whether the master key is the one that this database was sealed with. One from another backup is as good a key as
 * any: with it the node would run, and seal what comes under a key that its earlier messages don't know.
 *
 * <p>Single rows may be damaged, and that stops nothing: the start ends only when neither the node's own key nor one of the oldest accounts' opens.
 */
@ApplicationScoped
class VaultCheck {

    /** Before anything works with what is sealed. */
    private static final int EARLY = 100;

    /** Accounts that are tried. */
    static final int TRIED = 20;

    private final Database database;
    private final Vault vault;
    private final MessageSettings config;

    private record Wrapped(UUID account, byte[] key) {}

    VaultCheck(Database database, Vault vault, MessageSettings config) {
        this.database = database;
        this.vault = vault;
        this.config = config;
    }

    void start(@Observes @Priority(EARLY) StartupEvent started) {
        check();
    }

    /**
     * Looks.
     *
     * @throws UnusableFile when something is sealed in the database and the key opens none of what was tried
     */
    void check() {
        List<Wrapped> oldest = database.transact(transaction -> transaction.list(
                """
                (select id, wrapped_key from account order by id limit $1)
                union all select $2::uuid, wrapped_key from node_identity""", row -> new Wrapped(row.uuid("id"), row.bytes("wrapped_key")), TRIED, Sealing.NODE));
        if (!oldest.isEmpty() && oldest.stream().noneMatch(this::opens)) {
            throw new UnusableFile(
                    "The master key",
                    config.masterKeyFile(),
                    "is not the one that this database was sealed with",
                    "Put back the key from the backup that belongs to the database; without it nothing stored can be read.");
        }
    }

    private boolean opens(Wrapped wrapped) {
        try {
            vault.unwrap(wrapped.account(), wrapped.key());
            return true;
        } catch (UnreadableSeal other) {
            return false;
        }
    }
}
