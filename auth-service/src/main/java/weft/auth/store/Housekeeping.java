package weft.auth.store;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.jboss.logging.Logger;

/** Keeps the tables within their bounds: every minute, what is over is dropped. */
@ApplicationScoped
public class Housekeeping {

    private static final Logger LOG = Logger.getLogger(Housekeeping.class);
    private static final long PERIOD_MILLIS = 60_000;

    private final SessionStore sessions;
    private final ThrottleStore throttles;
    private final AccessLog accessLog;
    private final RepeatedWrites writes;
    private final Records records;

    @Inject
    Housekeeping(
            SessionStore sessions,
            ThrottleStore throttles,
            AccessLog accessLog,
            RepeatedWrites writes,
            Records records) {
        this.sessions = sessions;
        this.throttles = throttles;
        this.accessLog = accessLog;
        this.writes = writes;
        this.records = records;
    }

    void start(@Observes StartupEvent started, Vertx vertx) {
        vertx.setPeriodic(PERIOD_MILLIS, timer -> sweep().subscribe()
                .with(
                        done -> {},
                        failed -> LOG.warnf("housekeeping waits for its next turn: %s", failed.getMessage())));
    }

    /** Drops what is over, once. */
    public Uni<Void> sweep() {
        return sessions.endExpired()
                .chain(throttles::prune)
                .chain(accessLog::prune)
                .chain(writes::prune)
                .chain(records::prune);
    }
}
