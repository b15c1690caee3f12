package weft.message.hosting;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import weft.message.config.CrashPoint;
import weft.message.config.CrashPoint.Place;
import weft.message.config.MessageSettings;
import weft.message.delivery.FullMailboxes;
import weft.message.store.Journal;
import weft.message.store.Journal.Arrival;
import weft.message.store.Journal.Outcome;
import weft.message.store.Wakeups;
import weft.message.store.sql.Database;
import weft.message.store.sql.StoreUnavailable;
import weft.message.store.sql.Transaction;
import weft.service.config.LimitSettings;
import weft.service.health.StorageRoom;
import weft.service.quarantine.Quarantine;
import weft.service.quarantine.Quarantines;
import weft.service.work.BatchWriter;

/**
 * Writes what arrives to the journal, many members' messages in one commit: while one commit is under way the next batch
 * gathers, at most 5 ms beyond it.
 *
 * <p>At most {@value #QUEUE} arrivals wait, and an eighth of the heap in bytes. Past either an arrival is not journalled, so not
 * acknowledged, and counted; its sender tries again. So is one for a member whose quota is used up or who has too much that
 * waits for its decision, and one from a stranger when strangers have no more room there ({@link weft.message.store.Strangers}); and every one
 * while the disk has no room ({@link StorageRoom}).
 */
@Startup
@ApplicationScoped
public class JournalWriter {

    static final int QUEUE = 4_096;

    /** Part of the heap that what waits may take: it is in memory twice while it is written. */
    private static final int PART = 8;

    /** Bytes that wait at most, however large the heap is. */
    static final long MOST_QUEUE_BYTES = 128L << 20;

    private static final Logger LOG = Logger.getLogger(JournalWriter.class);
    private static final int BATCH = 256;
    private static final Duration GATHER = Duration.ofMillis(5);

    /** After a batch of n arrivals the next one begins n times this long later; their senders wait for it. */
    private static final Duration FOR_EACH = Duration.ofNanos(200_000);

    private static final Duration AT_MOST = Duration.ofMillis(20);

    private record Waiting(Arrival arrival, Runnable onDisk) {}

    private final Database database;
    private final Journal journal;
    private final Wakeups wakeups;
    private final CrashPoint crashPoint;
    private final FullMailboxes fullMailboxes;
    private final StorageRoom storage;
    private final int undecidedPerAccount;
    private final AtomicLong queuedBytes = new AtomicLong();
    private final long queueBytes;
    private final Counter overflow;
    private final Counter memberFull;
    private final Counter quota;
    private final Counter strangers;
    private final Counter disk;
    private final Counter unavailable;
    private final Counter unwritable;
    private final Quarantine<UUID> unusable;
    private final Timer commits;
    private final BatchWriter<Waiting> writer;

    JournalWriter(
            Database database,
            Journal journal,
            Wakeups wakeups,
            CrashPoint crashPoint,
            FullMailboxes fullMailboxes,
            StorageRoom storage,
            MessageSettings config,
            LimitSettings limits,
            Quarantines quarantines,
            MeterRegistry metrics) {
        this.database = database;
        this.journal = journal;
        this.wakeups = wakeups;
        this.crashPoint = crashPoint;
        this.fullMailboxes = fullMailboxes;
        this.storage = storage;
        this.undecidedPerAccount = config.undecidedPerAccount();
        this.queueBytes = queueBytes(Runtime.getRuntime().maxMemory(), limits.deliveryKb());
        this.overflow = metrics.counter("weft_journal_refused", "reason", "queue_full");
        this.memberFull = metrics.counter("weft_journal_refused", "reason", "member_bound");
        this.quota = metrics.counter("weft_journal_refused", "reason", "quota");
        this.strangers = metrics.counter("weft_journal_refused", "reason", "strangers");
        this.disk = metrics.counter("weft_journal_refused", "reason", "disk");
        this.unwritable = metrics.counter("weft_journal_refused", "reason", "unwritable");
        this.unusable = quarantines.of("journal");
        this.unavailable = metrics.counter("weft_journal_refused", "reason", "database");
        this.commits = metrics.timer("weft_journal_commit");
        Gauge.builder("weft_journal_queue_bytes", queuedBytes::get).register(metrics);
        Gauge.builder("weft_journal_queue_bytes_bound", () -> queueBytes).register(metrics);
        this.writer = new BatchWriter<>(
                "journal",
                BatchWriter.Bounds.of(QUEUE, BATCH)
                        .gathering(GATHER)
                        .paced(FOR_EACH, AT_MOST)
                        .losing(),
                new Rows());
        BatchWriter.measure(metrics, "journal", List.of(writer));
    }

    /**
     * Bytes that may wait: a part of the heap, and the largest message whatever it is, which would never be taken otherwise.
     *
     * @param heap bytes
     * @param deliveryKb of the largest message
     */
    static long queueBytes(long heap, long deliveryKb) {
        return Math.max(deliveryKb * 1000, Math.min(MOST_QUEUE_BYTES, heap / PART));
    }

    /**
     * Takes an arrival. From any thread, without waiting.
     *
     * @param onDisk runs on the writer's thread once the bytes are on disk, these or the same ones earlier; never when they are
     *     not
     */
    public void write(Arrival arrival, Runnable onDisk) {
        crashPoint.reach(Place.AFTER_RECEIVE);
        if (storage.isFull()) {
            disk.increment();
            return;
        }
        if (fullMailboxes.contains(arrival.account())) {
            quota.increment();
            return;
        }
        if (unusable.rests(arrival.account())) {
            unwritable.increment();
            return;
        }
        int bytes = arrival.packed().length;
        if (queuedBytes.addAndGet(bytes) > queueBytes || !writer.offer(new Waiting(arrival, onDisk))) {
            queuedBytes.addAndGet(-bytes);
            overflow.increment();
        }
    }

    /** What waits goes to disk together; what its account keeps from it is left aside. */
    private final class Rows implements BatchWriter.Target<Waiting> {

        @Override
        public Runnable write(List<Waiting> rows) {
            List<Waiting> usable = rows.stream()
                    .filter(waiting -> !unusable.rests(waiting.arrival().account()))
                    .toList();
            List<Outcome> outcomes = usable.isEmpty()
                    ? List.of()
                    : commits.record(() -> database.transact(transaction -> insert(transaction, usable)));
            return () -> {
                try {
                    written(usable, outcomes);
                } finally {
                    unwritable.increment(rows.size() - usable.size());
                    release(rows);
                }
            };
        }

        @Override
        public boolean passes(RuntimeException failure) {
            return failure instanceof StoreUnavailable;
        }

        /** A member whose key can't be read must not keep the others' messages from the disk. */
        @Override
        public void refused(Waiting waiting, RuntimeException why) {
            release(List.of(waiting));
            unusable.failed(waiting.arrival().account(), why);
            unwritable.increment();
        }

        @Override
        public void lost(List<Waiting> rows, RuntimeException why) {
            release(rows);
            unavailable.increment(rows.size());
            LOG.warnf("%d received messages could not be put on disk and were not acknowledged: %s", rows.size(), why);
        }
    }

    private void release(List<Waiting> rows) {
        rows.forEach(waiting -> queuedBytes.addAndGet(-waiting.arrival().packed().length));
    }

    private void written(List<Waiting> rows, List<Outcome> outcomes) {
        if (rows.isEmpty()) {
            return;
        }
        crashPoint.reach(Place.AFTER_COMMIT);
        wakeups.wakeHere(Wakeups.Work.JOURNAL);
        Set<UUID> aside = unusable.rows();
        for (int i = 0; i < rows.size(); i++) {
            if (aside.contains(rows.get(i).arrival().account())) {
                unusable.used(rows.get(i).arrival().account());
            }
            tell(rows.get(i), outcomes.get(i));
        }
    }

    private List<Outcome> insert(Transaction transaction, List<Waiting> batch) {
        List<Outcome> outcomes =
                journal.write(transaction, batch.stream().map(Waiting::arrival).toList(), undecidedPerAccount);
        crashPoint.reach(Place.AFTER_JOURNAL);
        return outcomes;
    }

    private void tell(Waiting waiting, Outcome outcome) {
        switch (outcome) {
            case WRITTEN, REPEATED -> acknowledge(waiting);
            case FULL -> memberFull.increment();
            case STRANGER -> strangers.increment();
        }
    }

    /** One that can't be must not keep the others from it. */
    private static void acknowledge(Waiting waiting) {
        try {
            waiting.onDisk().run();
        } catch (RuntimeException e) {
            LOG.errorf(
                    e,
                    "a message for %s is on disk and could not be acknowledged",
                    waiting.arrival().account());
        }
    }

    /** Waits until what was taken before is on disk and acknowledged, or given up, or the time is over. */
    void awaitWritten(Duration most) {
        writer.awaitWritten(most);
    }

    void stop(@Observes @Priority(Workers.WRITERS_STOP) ShutdownEvent ending) {
        writer.close(Workers.LAST_WRITES);
    }
}
