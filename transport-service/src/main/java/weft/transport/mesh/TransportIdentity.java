package weft.transport.mesh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import weft.reticulum.Entropy;
import weft.reticulum.identity.PrivateIdentity;

/** The router's own identity in its file: the 64 raw private bytes, as the reference keeps it (rns-core §23). */
final class TransportIdentity {

    private TransportIdentity() {}

    /**
     * Reads the identity, or makes it, readable by its owner only, where there is none. File access: not on an event loop.
     *
     * @throws IllegalStateException when the file holds something else; it is never overwritten
     */
    static PrivateIdentity load(Path directory, Entropy entropy) {
        Path file = directory.resolve("transport_identity");
        try {
            Files.createDirectories(directory);
            if (!Files.exists(file)) {
                create(file, PrivateIdentity.generate(entropy));
            }
            byte[] bytes = Files.readAllBytes(file);
            if (bytes.length != PrivateIdentity.KEY_SET_LENGTH) {
                throw new IllegalStateException("The transport identity " + file + " must have 64 bytes and has "
                        + bytes.length + ". Put the right file back, or remove it to get a new identity.");
            }
            return PrivateIdentity.of(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("The transport identity " + file + " can't be read or made", e);
        }
    }

    private static void create(Path file, PrivateIdentity identity) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(draft, identity.privateKeySet(), StandardOpenOption.SYNC);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
