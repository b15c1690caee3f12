package weft.node.database;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import weft.service.files.KeyFile;
import weft.service.files.UnusableFile;
import weft.service.vault.KeyedDigest;

/** One random secret in the keys directory, and the passwords of the database's roles, which follow from it. */
final class DatabaseSecret {

    private static final int LENGTH = 32;
    private static final String WHAT = "The key of the database";

    private final byte[] secret;
    private final Path file;
    private final PostgresCluster cluster;

    private DatabaseSecret(byte[] secret, Path file, PostgresCluster cluster) {
        this.secret = secret;
        this.file = file;
        this.cluster = cluster;
    }

    /**
     * Reads the secret; makes it where there is none and no cluster, which is made after it.
     *
     * @throws UnusableFile when the file holds something else, can't be read, or is not there beside a cluster; it is never overwritten
     */
    static DatabaseSecret load(Path keys, PostgresCluster cluster) {
        Path file = keys.resolve("database.key");
        KeyFile stored = new KeyFile(WHAT, file, LENGTH, remedy(cluster));
        byte[] secret = stored.load(() -> Files.exists(cluster.directory(), LinkOption.NOFOLLOW_LINKS), () -> {
            byte[] fresh = new byte[LENGTH];
            new SecureRandom().nextBytes(fresh);
            return fresh;
        });
        return new DatabaseSecret(secret, file, cluster);
    }

    private static String remedy(PostgresCluster cluster) {
        return "Put the right file back from your backup; without it nobody gets into the database in "
                + cluster.directory() + ", which has the accounts and all messages.";
    }

    /** What to tell an operator whose cluster refuses the passwords that follow from this secret. */
    UnusableFile refused() {
        return new UnusableFile(
                WHAT,
                file,
                "is not the one that the database in " + cluster.directory() + " was made with",
                remedy(cluster));
    }

    /** The password of a role: 43 characters of {@code [A-Za-z0-9_-]}. */
    String password(String role) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(KeyedDigest.under(secret).of("weft database role " + role));
    }
}
