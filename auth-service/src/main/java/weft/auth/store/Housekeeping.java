package weft.auth.store;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.function.Supplier;
import org.hibernate.JDBCException;
import weft.service.quarantine.Quarantine;
import weft.service.quarantine.Quarantines;
import weft.service.work.PeriodicWork;

/** Keeps the tables within their bounds: every minute, what is over is dropped. */
@ApplicationScoped
public class Housekeeping {

    private static final Duration PERIOD = Duration.ofMinutes(1);

    private final ClockSetBack clock;
    private final SessionStore sessions;
    private final ThrottleStore throttles;
    private final AccessLog accessLog;
    private final IdempotencyStore writes;
    private final Resets resets;
    private final SetupStore setup;
    private final Retention records;
    private final Quarantine<String> unusable;
    private final PeriodicWork work = new PeriodicWork("housekeeping", PERIOD, this::sweep);

    Housekeeping(
            ClockSetBack clock,
            SessionStore sessions,
            ThrottleStore throttles,
            AccessLog accessLog,
            IdempotencyStore writes,
            Resets resets,
            SetupStore setup,
            Retention records,
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
        work.start(vertx);
    }

    void stop(@Observes ShutdownEvent stopping) {
        work.stop();
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
                .onFailure(JDBCException.class)
                .recoverWithItem(failure -> {
                    unusable.failed(table, failure);
                    return null;
                });
    }
}
