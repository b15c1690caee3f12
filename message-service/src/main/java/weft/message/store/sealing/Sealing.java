package weft.message.store.sealing;

import com.github.benmanes.caffeine.cache.Cache;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import weft.message.store.sql.Transaction;
import weft.message.store.sql.UnknownObject;
import weft.service.cache.BoundedCache;
import weft.service.vault.AccountKey;
import weft.service.vault.AnswerSeal;
import weft.service.vault.Vault;

/**
 * Seals what a member wrote, and keys, under the account's own key, bound to the column and row in which it stands. The
 * account's key is stored wrapped, with the account; open ones are remembered within a bound.
 */
@ApplicationScoped
public class Sealing {

    /** Stands where members have their account, in what the node's own key is bound to. */
    public static final UUID NODE = new UUID(0, 0);

    private static final int REMEMBERED = 10_000;

    private final Vault vault;
    private final Cache<UUID, AccountKey> keys;

    public Sealing(Vault vault, MeterRegistry metrics) {
        this.vault = vault;
        this.keys = BoundedCache.of("account_keys", REMEMBERED, metrics);
    }

    /** Makes the account's row and its key, where this is its first contact with this service. */
    public void ensureAccount(Transaction transaction, UUID account) {
        if (keys.getIfPresent(account) == null) {
            transaction.send(
                    "insert into account (id, wrapped_key) values ($1, $2) on conflict do nothing",
                    account,
                    vault.newAccountKey(account));
        }
    }

    /** Forgets the key of an account that was deleted. */
    public void forget(UUID account) {
        keys.invalidate(account);
    }

    /**
     * Seals bytes for one place.
     *
     * @param column table and column
     * @param row what tells the row apart within the account
     */
    public byte[] seal(Transaction transaction, UUID account, String column, Object row, byte[] plain) {
        return key(transaction, account).seal(plain, column + "/" + row);
    }

    /**
     * Opens what was sealed for that place.
     *
     * @throws weft.service.vault.UnreadableSeal when it was moved or changed
     */
    public byte[] open(Transaction transaction, UUID account, String column, Object row, byte[] sealed) {
        return key(transaction, account).open(sealed, column + "/" + row);
    }

    /**
     * Seals bytes for one place, compressed where that makes them clearly shorter: what repeats itself costs little on the wire, and
     * shall cost little here. Their length stands in the row beside them, as {@link #openLarge} needs it.
     */
    public byte[] sealLarge(Transaction transaction, UUID account, String column, Object row, byte[] plain) {
        return seal(transaction, account, column, row, Compression.compress(plain));
    }

    /**
     * Opens what was sealed for that place, compressed or not.
     *
     * @param length that it had
     * @throws weft.service.vault.UnreadableSeal when it was moved or changed
     */
    public byte[] openLarge(
            Transaction transaction, UUID account, String column, Object row, byte[] sealed, int length) {
        return Compression.restore(open(transaction, account, column, row, sealed), length);
    }

    /** Seals what is kept for the account's repeated writes. */
    public AnswerSeal answers(Transaction transaction, UUID account) {
        return key(transaction, account).answers();
    }

    private AccountKey key(Transaction transaction, UUID account) {
        AccountKey known = keys.getIfPresent(account);
        return known != null ? known : transaction.remembered(account, () -> load(transaction, account));
    }

    private AccountKey load(Transaction transaction, UUID account) {
        byte[] wrapped = transaction
                .first("select wrapped_key from account where id = $1", row -> row.bytes("wrapped_key"), account)
                .orElseThrow(() -> new UnknownObject("account"));
        AccountKey key = vault.unwrap(account, wrapped);
        // Not before the commit: the row, and with it the key, may have been made in this transaction.
        transaction.afterCommit(() -> keys.put(account, key));
        return key;
    }
}
