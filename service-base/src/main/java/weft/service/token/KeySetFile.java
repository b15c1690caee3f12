package weft.service.token;

import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** A key set in a file, read again for an unknown key unless that was done in the last two seconds. */
public final class KeySetFile implements KeySet {

    private static final Logger LOG = Logger.getLogger(KeySetFile.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Path file;
    private volatile PublishedKeys keys = PublishedKeys.NONE;
    private Instant read = Instant.EPOCH;

    public KeySetFile(Path file) {
        this.file = file;
    }

    @Override
    public Uni<Optional<PublicJsonWebKey>> key(String id) {
        Optional<PublicJsonWebKey> known = keys.key(id);
        return Uni.createFrom().item(known.isPresent() ? known : readAgain().key(id));
    }

    /** Who waited here for another's reading finds its keys. */
    private synchronized PublishedKeys readAgain() {
        Instant now = Instant.now();
        if (read.plus(PAUSE).isAfter(now)) {
            return keys;
        }
        read = now;
        try {
            keys = PublishedKeys.parse(Files.readString(file));
        } catch (IOException | JoseException unreadable) {
            LOG.warnf("the key set %s can't be read: %s", file, unreadable.getMessage());
        }
        return keys;
    }
}
