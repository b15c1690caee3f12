package weft.transport.mesh;

import java.nio.file.Path;
import weft.reticulum.Entropy;
import weft.reticulum.identity.PrivateIdentity;
import weft.service.files.KeyFile;
import weft.service.files.UnusableFile;

/** The router's own identity in its file: the 64 raw private bytes, as the reference keeps it (rns-core §23). */
final class TransportIdentity {

    private TransportIdentity() {}

    /**
     * Reads the identity, or makes it, readable by its owner only, where there is none. File access: not on an event loop.
     *
     * @throws UnusableFile when the file holds something else or can't be read; it is never overwritten
     */
    static PrivateIdentity load(Path directory, Entropy entropy) {
        KeyFile stored = new KeyFile(
                "The transport identity",
                directory.resolve("transport_identity"),
                PrivateIdentity.KEY_SET_LENGTH,
                "Put the right file back, or remove it to get a new identity.");
        return PrivateIdentity.of(
                stored.load(() -> PrivateIdentity.generate(entropy).privateKeySet()));
    }
}
