package weft.node.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import weft.node.PrivateFile;
import weft.node.StartFailure;
import weft.service.vault.KeyedDigest;

/** One random secret in the keys directory, and the passwords of the database's roles, which follow from it. */
final class DatabaseSecret {

    private static final int LENGTH = 32;

    private final byte[] secret;

    private DatabaseSecret(byte[] secret) {
        this.secret = secret;
    }

    /** Reads the secret; makes it where there is none. */
    static DatabaseSecret load(Path keys) {
        Path file = keys.resolve("database.key");
        try {
            if (!Files.exists(file)) {
                byte[] fresh = new byte[LENGTH];
                new SecureRandom().nextBytes(fresh);
                PrivateFile.write(file, fresh);
            }
            byte[] secret = Files.readAllBytes(file);
            if (secret.length != LENGTH) {
                throw new StartFailure("The key " + file + " must have " + LENGTH + " bytes and has " + secret.length
                        + ". Put the right file back from your backup.");
            }
            return new DatabaseSecret(secret);
        } catch (IOException e) {
            throw new StartFailure("The key " + file + " can't be read or made", e);
        }
    }

    /** The password of a role: 43 characters of {@code [A-Za-z0-9_-]}. */
    String password(String role) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(KeyedDigest.under(secret).of("weft database role " + role));
    }
}
