package weft.service.vault;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.function.BooleanSupplier;
import weft.service.files.KeyFile;
import weft.service.files.UnusableFile;

/**
 * The key above all keys: 32 random bytes in a file outside the database. Without it nothing sealed can be read again, so it
 * belongs into the operator's backup, apart from the database's.
 */
public final class MasterKey {

    /** Size in bytes. */
    public static final int LENGTH = 32;

    private final byte[] bytes;

    private MasterKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * A key of exactly 32 bytes.
     *
     * @throws IllegalArgumentException when there are more or fewer
     */
    public static MasterKey of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a master key has 32 bytes, not " + bytes.length);
        }
        return new MasterKey(bytes.clone());
    }

    /**
     * Reads the key, or makes it, readable by its owner only, where there is none and nothing was sealed yet. File access: not on an
     * event loop.
     *
     * @param sealed whether there is anything that was sealed; asked only where there is no file
     * @throws UnusableFile when the file holds something else, can't be read, or is not there and something was sealed; it is never
     *     overwritten
     */
    public static MasterKey load(Path file, BooleanSupplier sealed) {
        KeyFile stored = new KeyFile(
                "The master key",
                file,
                LENGTH,
                "Put the right file back from your backup; without it nothing stored can be read.");
        return new MasterKey(stored.load(sealed, () -> {
            byte[] fresh = new byte[LENGTH];
            new SecureRandom().nextBytes(fresh);
            return fresh;
        }));
    }

    byte[] bytes() {
        return bytes;
    }

    /** Never a byte of it. */
    @Override
    public String toString() {
        return "MasterKey[…]";
    }
}
