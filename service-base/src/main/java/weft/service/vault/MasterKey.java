package weft.service.vault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Set;

/**
 * The key above all keys: 32 random bytes in a file outside the database. Without it nothing sealed can be read again, so it
 * belongs into the operator's backup, apart from the database's.
 */
public final class MasterKey {

    /** Size in bytes. */
    public static final int LENGTH = 32;

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

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
     * Reads the key, or makes it, readable by its owner only, where there is none. File access: not on an event loop.
     *
     * @throws IllegalStateException when the file holds something else; it is never overwritten
     */
    public static MasterKey load(Path file) {
        try {
            if (file.getParent() != null) {
                Files.createDirectories(file.getParent());
            }
            create(file);
            byte[] bytes = Files.readAllBytes(file);
            if (bytes.length != LENGTH) {
                throw new IllegalStateException("The master key " + file + " must have 32 bytes and has " + bytes.length
                        + ". Put the right file back from your backup; without it nothing stored can be read.");
            }
            return new MasterKey(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("The master key " + file + " can't be read or made", e);
        }
    }

    /** Complete or not at all: a half-written key would lock out everything sealed later. */
    private static void create(Path file) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        byte[] fresh = new byte[LENGTH];
        new SecureRandom().nextBytes(fresh);
        Path draft = file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid());
        try {
            Files.deleteIfExists(draft);
            Files.createFile(draft, OWNER_ONLY);
            Files.write(draft, fresh, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            if (!Files.exists(file)) {
                throw e;
            }
        } finally {
            Files.deleteIfExists(draft);
            Arrays.fill(fresh, (byte) 0);
        }
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
