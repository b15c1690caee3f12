package weft.message.config;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Places at which a test lets the process die, to see that nothing acknowledged is lost. Does nothing unless the JVM was started
 * with {@code -Dweft.testing=true}: configuration alone can't arm it.
 */
@ApplicationScoped
public class CrashPoint {

    /** The system property that has to stand on the command line. */
    public static final String ARMED_BY = "weft.testing";

    private static final Logger LOG = Logger.getLogger(CrashPoint.class);
    private static final int HALTED = 137;

    /** What a proof may take through bus, Router and socket, on a busy machine too. */
    private static final Duration PROOF_LEAVES = Duration.ofSeconds(1);

    private final Optional<Place> crashAt;

    /** Where a message is. */
    public enum Place {
        /** Received from the mesh, nowhere yet. */
        AFTER_RECEIVE,
        /** Written to the journal, in a transaction that is open. */
        AFTER_JOURNAL,
        /** The journal's transaction is committed. */
        AFTER_COMMIT,
        /** The proof is about to be made. */
        BEFORE_PROOF,
        /** The proof has left the machine; the process lives on until it must have left the node. */
        AFTER_PROOF,
        /** A write of the API is committed, and its client does not know. */
        BEFORE_ANSWER;

        static Place of(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }

    public CrashPoint(@ConfigProperty(name = "weft.testing.crash-at") Optional<String> crashAt) {
        boolean armed = Boolean.getBoolean(ARMED_BY);
        this.crashAt = armed ? crashAt.map(Place::of) : Optional.empty();
        if (armed) {
            LOG.warnf("armed for tests: crash at %s", this.crashAt);
        }
    }

    /** Dies here, if a test said so: no shutdown hook runs and nothing is flushed. */
    public void reach(Place place) {
        if (crashAt.isEmpty() || crashAt.get() != place) {
            return;
        }
        if (place == Place.AFTER_PROOF) {
            CompletableFuture.delayedExecutor(PROOF_LEAVES.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(CrashPoint::die);
        } else {
            die();
        }
    }

    private static void die() {
        Runtime.getRuntime().halt(HALTED);
    }
}
