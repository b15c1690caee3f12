package weft.cluster;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;
import weft.service.setup.SetupToken;

/** In a cluster nobody sits at the terminal: the set-up token is in the log of every replica that starts before it is used. */
@Singleton
public class SetupTokenLog {

    private static final Logger LOG = Logger.getLogger(SetupTokenLog.class);

    void show(@Observes SetupToken token) {
        LOG.warnf("No operator yet. Set-up token: %s", token.value());
    }
}
