package weft.service.token;

import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import weft.service.files.SmallFile;
import weft.service.files.UnusableFile;

/**
 * A key set in a file, read at the start, and again for an unknown key unless that was done in the last two seconds. A file that is
 * damaged later is a warning, and the keys that were known stay.
 */
public final class KeySetFile implements KeySet {

    private static final Logger LOG = Logger.getLogger(KeySetFile.class);
    private static final String WHAT = "The key set";
    private static final String REMEDY = "Put there what auth-service publishes under /internal/jwks.json.";
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Path file;
    private volatile PublishedKeys keys = PublishedKeys.NONE;
    private long notBefore = System.nanoTime();

    /**
     * Reads the file. One that isn't there yet is a warning: whoever publishes the keys may start later. File access: not on an event
     * loop.
     *
     * @throws UnusableFile when there is one that can't be read or holds no key set
     */
    public KeySetFile(Path file) {
        this.file = file;
        try {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                keys = PublishedKeys.parse(SmallFile.text(file));
            } else {
                LOG.warnf("the key set %s isn't there yet: until it is, nobody is let in", file);
            }
        } catch (IOException unreadable) {
            throw new UnusableFile(WHAT, file, UnusableFile.problem(file, unreadable), REMEDY);
        } catch (JoseException damaged) {
            throw new UnusableFile(WHAT, file, "holds no JSON Web Key set (" + damaged.getMessage() + ")", REMEDY);
        }
    }

    @Override
    public Uni<Optional<PublicJsonWebKey>> key(String id) {
        Optional<PublicJsonWebKey> known = keys.key(id);
        return Uni.createFrom().item(known.isPresent() ? known : readAgain().key(id));
    }

    /** Who waited here for another's reading finds its keys. */
    private synchronized PublishedKeys readAgain() {
        if (System.nanoTime() - notBefore < 0) {
            return keys;
        }
        notBefore = System.nanoTime() + PAUSE.toNanos();
        try {
            keys = PublishedKeys.parse(SmallFile.text(file));
        } catch (IOException | JoseException unreadable) {
            LOG.warnf("the key set %s can't be read: %s", file, unreadable.getMessage());
        }
        return keys;
    }
}
