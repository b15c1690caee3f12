package weft.service.vault;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.UUID;

/**
 * Encryption at rest: the master key wraps one key per account, and that key seals the account's data. Where an account's
 * wrapped key is deleted, nothing that was sealed with it can be read any more; a backup from before has the wrapped key, too.
 *
 * <p>Thread-safe. An operation takes microseconds for what members write; callers move megabytes to a pool.
 */
public final class Vault {

    private final SecureRandom random = new SecureRandom();
    private final SealingKey wrapping;

    public Vault(MasterKey master) {
        this.wrapping = SealingKey.derive(master.bytes(), "weft account keys", random);
    }

    /** A new account key, wrapped: what is stored. Open it with {@link #unwrap}. */
    public byte[] newAccountKey(UUID account) {
        byte[] key = new byte[MasterKey.LENGTH];
        random.nextBytes(key);
        return wrapping.seal(key, context(account));
    }

    /**
     * The account's key, ready for use.
     *
     * @throws UnreadableSeal when it was wrapped under another master key, for another account, or has been changed
     */
    public AccountKey unwrap(UUID account, byte[] wrapped) {
        return new AccountKey(wrapping.open(wrapped, context(account)), random);
    }

    private static byte[] context(UUID account) {
        return ("account-key:" + account).getBytes(StandardCharsets.UTF_8);
    }
}
