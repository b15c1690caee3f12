package weft.message.config;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Optional;
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

    private final Optional<Place> crashAt;
    private final boolean proveFirst;

    /** Where a received message is. */
    public enum Place {
        AFTER_RECEIVE,
        AFTER_JOURNAL,
        AFTER_COMMIT,
        BEFORE_PROOF,
        AFTER_PROOF;

        static Place of(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }

    public CrashPoint(
            @ConfigProperty(name = "weft.testing.crash-at") Optional<String> crashAt,
            @ConfigProperty(name = "weft.testing.prove-first", defaultValue = "false") boolean proveFirst) {
        boolean armed = Boolean.getBoolean(ARMED_BY);
        this.crashAt = armed ? crashAt.map(Place::of) : Optional.empty();
        this.proveFirst = armed && proveFirst;
        if (armed) {
            LOG.warnf("armed for tests: crash at %s, prove first %s", this.crashAt, proveFirst);
        }
    }

    /** Dies here, if a test said so: no shutdown hook runs and nothing is flushed. */
    public void reach(Place place) {
        if (crashAt.isPresent() && crashAt.get() == place) {
            Runtime.getRuntime().halt(HALTED);
        }
    }

    /** Whether a test wants the wrong order, proof before commit, to see that it notices. */
    public boolean provesFirst() {
        return proveFirst;
    }
}
