package weft.node.database;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import weft.service.files.KeyFile;
import weft.service.files.UnusableFile;
import weft.service.vault.KeyedDigest;

/** One random secret in the keys directory, and the passwords of the database's roles, which follow from it. */
final class DatabaseSecret {

    private static final int LENGTH = 32;

    private final byte[] secret;

    private DatabaseSecret(byte[] secret) {
        this.secret = secret;
    }

    /**
     * Reads the secret; makes it where there is none.
     *
     * @throws UnusableFile when the file holds something else or can't be read; it is never overwritten
     */
    static DatabaseSecret load(Path keys) {
        KeyFile stored = new KeyFile(
                "The key of the database",
                keys.resolve("database.key"),
                LENGTH,
                "Put the right file back from your backup.");
        return new DatabaseSecret(stored.load(() -> {
            byte[] fresh = new byte[LENGTH];
            new SecureRandom().nextBytes(fresh);
            return fresh;
        }));
    }

    /** The password of a role: 43 characters of {@code [A-Za-z0-9_-]}. */
    String password(String role) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(KeyedDigest.under(secret).of("weft database role " + role));
    }
}
