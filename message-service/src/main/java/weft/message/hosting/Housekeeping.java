package weft.message.hosting;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.function.ToIntFunction;
import weft.message.config.MessageSettings;
import weft.message.store.Events;
import weft.message.store.Idempotency;
import weft.message.store.Journal;
import weft.message.store.KnownDestinations;
import weft.message.store.sql.Database;
import weft.message.store.sql.StoreUnavailable;
import weft.message.store.sql.Transaction;
import weft.service.quarantine.Quarantine;
import weft.service.quarantine.Quarantines;
import weft.service.time.MachineClock;

/** Removes what has had its time, a small batch per transaction. */
@ApplicationScoped
public class Housekeeping {

    private static final int BATCH = 1_000;
    private static final Duration DECIDED_KEPT = Duration.ofDays(7);
    private static final Duration KEYS_KEPT = Duration.ofDays(1);

    private final Database database;
    private final Journal journal;
    private final Events events;
    private final Idempotency idempotency;
    private final KnownDestinations destinations;
    private final Quarantine<String> unusable;
    private final Duration eventHistory;

    Housekeeping(
            Database database,
            Journal journal,
            Events events,
            Idempotency idempotency,
            KnownDestinations destinations,
            Quarantines quarantines,
            MessageSettings config) {
        this.database = database;
        this.journal = journal;
        this.events = events;
        this.idempotency = idempotency;
        this.destinations = destinations;
        this.unusable = quarantines.of("housekeeping");
        this.eventHistory = config.eventHistory();
    }

    boolean round() {
        Instant now = MachineClock.system().atLeast();
        drain("inbox_journal", transaction -> journal.prune(transaction, now, now.minus(DECIDED_KEPT), BATCH));
        drain("event_log", transaction -> events.prune(transaction, now.minus(eventHistory), BATCH));
        drain("idempotency", transaction -> idempotency.prune(transaction, now.minus(KEYS_KEPT), BATCH));
        drain("known_destination", transaction -> destinations.prune(transaction, BATCH));
        return false;
    }

    /** A table that can't be cleaned must not keep the others from it. */
    private void drain(String table, ToIntFunction<Transaction> prune) {
        try {
            int removed = BATCH;
            while (removed >= BATCH) {
                removed = database.transact(prune::applyAsInt);
            }
            unusable.used(table);
        } catch (StoreUnavailable away) {
            throw away;
        } catch (RuntimeException damaged) {
            unusable.failed(table, damaged);
        }
    }
}
