package weft.transport.mesh;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jboss.logging.Logger;
import weft.reticulum.Entropy;
import weft.reticulum.identity.PrivateIdentity;
import weft.service.files.KeyFile;
import weft.service.files.UnusableFile;

/** The router's own identity in its file: the 64 raw private bytes, as the reference keeps it (rns-core §23). */
final class TransportIdentity {

    private static final Logger LOG = Logger.getLogger(TransportIdentity.class);

    private TransportIdentity() {}

    /**
     * Reads the identity, or makes it, readable by its owner only, where there is none. No data needs it; one that was lost is a new
     * address of this node, which the log says wherever this is not the first start. File access: not on an event loop.
     *
     * @throws UnusableFile when the file holds something else or can't be read; it is never overwritten
     */
    static PrivateIdentity load(Path directory, Entropy entropy) {
        Path file = directory.resolve("transport_identity");
        if (Files.isDirectory(directory) && Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            LOG.warnf(
                    "The transport identity %s isn't there: a new one is made, and this node has another address in the mesh. To keep the"
                            + " old one, put the file back from your backup and start again",
                    file);
        }
        KeyFile stored = new KeyFile(
                "The transport identity",
                file,
                PrivateIdentity.KEY_SET_LENGTH,
                "Put the right file back, or remove it to get a new identity.");
        return PrivateIdentity.of(
                stored.load(() -> false, () -> PrivateIdentity.generate(entropy).privateKeySet()));
    }
}
