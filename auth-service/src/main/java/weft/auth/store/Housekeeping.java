package weft.auth.store;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.DatabaseException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import weft.service.quarantine.Quarantine;
import weft.service.quarantine.Quarantines;

/** Keeps the tables within their bounds: every minute, what is over is dropped. */
@ApplicationScoped
public class Housekeeping {

    private static final Logger LOG = Logger.getLogger(Housekeeping.class);
    private static final long PERIOD_MILLIS = 60_000;

    private final ClockSetBack clock;
    private final SessionStore sessions;
    private final ThrottleStore throttles;
    private final AccessLog accessLog;
    private final RepeatedWrites writes;
    private final Resets resets;
    private final SetupStore setup;
    private final Records records;
    private final Quarantine<String> unusable;
    private volatile boolean ending;

    @Inject
    Housekeeping(
            ClockSetBack clock,
            SessionStore sessions,
            ThrottleStore throttles,
            AccessLog accessLog,
            RepeatedWrites writes,
            Resets resets,
            SetupStore setup,
            Records records,
            Quarantines quarantines) {
        this.clock = clock;
        this.sessions = sessions;
        this.throttles = throttles;
        this.accessLog = accessLog;
        this.writes = writes;
        this.resets = resets;
        this.setup = setup;
        this.records = records;
        this.unusable = quarantines.of("auth-housekeeping");
    }

    void start(@Observes StartupEvent started, Vertx vertx) {
        vertx.setPeriodic(PERIOD_MILLIS, timer -> {
            if (ending) {
                vertx.cancelTimer(timer);
            } else {
                sweep().subscribe()
                        .with(
                                done -> {},
                                failed -> LOG.logf(
                                        ending ? Logger.Level.DEBUG : Logger.Level.WARN,
                                        "housekeeping waits for its next turn: %s",
                                        failed.getMessage()));
            }
        });
    }

    void stop(@Observes ShutdownEvent stopping) {
        ending = true;
    }

    /** Drops what is over, once. */
    public Uni<Void> sweep() {
        return each("clock", clock::repair)
                .chain(() -> each("sessions", sessions::endExpired))
                .chain(() -> each("throttles", throttles::prune))
                .chain(() -> each("access_attempts", accessLog::prune))
                .chain(() -> each("idempotency", writes::prune))
                .chain(() -> each("resets", resets::prune))
                .chain(() -> each("setup_again", setup::prune))
                .chain(() -> each("records", records::prune));
    }

    /** A table that the database can't clean must not keep the others from it. */
    private Uni<Void> each(String table, Supplier<Uni<? extends Void>> clean) {
        return Uni.createFrom()
                .deferred(clean)
                .invoke(() -> unusable.used(table))
                .onFailure(DatabaseException.class)
                .recoverWithItem(failure -> {
                    unusable.failed(table, failure);
                    return null;
                });
    }
}
