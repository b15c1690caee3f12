package weft.message.hosting;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import weft.message.config.CrashPoint;
import weft.message.config.CrashPoint.Place;
import weft.message.config.LimitSettings;
import weft.message.config.MessageSettings;
import weft.message.delivery.FullMailboxes;
import weft.message.store.Journal;
import weft.message.store.Journal.Arrival;
import weft.message.store.Journal.Outcome;
import weft.message.store.Wakeups;
import weft.message.store.sql.Database;
import weft.message.store.sql.StoreUnavailable;
import weft.message.store.sql.Transaction;
import weft.service.health.StorageRoom;
import weft.service.quarantine.Quarantine;
import weft.service.quarantine.Quarantines;

/**
 * Writes what arrives to the journal, many members' messages in one commit: while one commit is under way the next batch
 * gathers, at most 5 ms beyond it.
 *
 * <p>At most {@value #QUEUE} arrivals wait, and an eighth of the heap in bytes. Past either an arrival is not journalled, so not
 * acknowledged, and counted; its sender tries again. So is one for a member whose quota is used up or who has too much that
 * waits for its decision, and one from a stranger when strangers have no more room there ({@link weft.message.store.Strangers}); and every one
 * while the disk has no room ({@link StorageRoom}).
 */
@ApplicationScoped
public class JournalWriter {

    static final int QUEUE = 4_096;

    /** Part of the heap that what waits may take: it is in memory twice while it is written. */
    private static final int PART = 8;

    /** Bytes that wait at most, however large the heap is. */
    static final long MOST_QUEUE_BYTES = 128L << 20;

    private static final Logger LOG = Logger.getLogger(JournalWriter.class);
    private static final int BATCH = 256;
    private static final long GATHER_MILLIS = 5;

    private record Waiting(Arrival arrival, Runnable onDisk) {}

    private final Database database;
    private final Journal journal;
    private final Wakeups wakeups;
    private final CrashPoint crashPoint;
    private final FullMailboxes fullMailboxes;
    private final StorageRoom storage;
    private final int undecidedPerAccount;
    private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>(QUEUE);
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
    private final Loop loop;

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
        Gauge.builder("weft_journal_queue", queue, Collection::size).register(metrics);
        Gauge.builder("weft_journal_queue_bound", () -> QUEUE).register(metrics);
        Gauge.builder("weft_journal_queue_bytes", queuedBytes::get).register(metrics);
        Gauge.builder("weft_journal_queue_bytes_bound", () -> queueBytes).register(metrics);
        this.loop = new Loop("journal", Duration.ofSeconds(1), this::round);
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
        if (queuedBytes.addAndGet(bytes) > queueBytes || !queue.offer(new Waiting(arrival, onDisk))) {
            queuedBytes.addAndGet(-bytes);
            overflow.increment();
            return;
        }
        loop.wake();
    }

    private boolean round() {
        List<Waiting> batch = gather();
        if (batch.isEmpty()) {
            return false;
        }
        try {
            writeAll(batch);
        } catch (RuntimeException e) {
            unavailable.increment(batch.size());
            LOG.warnf("%d received messages could not be put on disk and were not acknowledged: %s", batch.size(), e);
        } finally {
            batch.forEach(waiting -> queuedBytes.addAndGet(-waiting.arrival().packed().length));
        }
        return !queue.isEmpty();
    }

    private void writeAll(List<Waiting> batch) {
        try {
            commit(batch);
        } catch (StoreUnavailable away) {
            throw away;
        } catch (RuntimeException e) {
            LOG.debug("arrivals that can't be written together are written one by one", e);
            batch.forEach(this::writeAlone);
        }
    }

    /** A member whose key can't be read must not keep the others' messages from the disk. */
    private void writeAlone(Waiting waiting) {
        UUID account = waiting.arrival().account();
        if (unusable.rests(account)) {
            unwritable.increment();
            return;
        }
        try {
            commit(List.of(waiting));
            unusable.used(account);
        } catch (StoreUnavailable away) {
            throw away;
        } catch (RuntimeException e) {
            unusable.failed(account, e);
            unwritable.increment();
        }
    }

    private void commit(List<Waiting> batch) {
        List<Outcome> outcomes = commits.record(() -> database.transact(transaction -> insert(transaction, batch)));
        crashPoint.reach(Place.AFTER_COMMIT);
        wakeups.wake(Wakeups.Work.JOURNAL);
        for (int i = 0; i < batch.size(); i++) {
            tell(batch.get(i), outcomes.get(i));
        }
    }

    /** What waits now, and what comes within a few milliseconds. */
    private List<Waiting> gather() {
        List<Waiting> batch = new ArrayList<>();
        try {
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GATHER_MILLIS);
            queue.drainTo(batch, BATCH);
            while (!batch.isEmpty() && batch.size() < BATCH) {
                Waiting next = queue.poll(Math.min(1_000_000, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                if (next == null) {
                    // A pause of a millisecond: whoever comes later goes with the next commit.
                    return batch;
                }
                batch.add(next);
                queue.drainTo(batch, BATCH - batch.size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return batch;
    }

    private List<Outcome> insert(Transaction transaction, List<Waiting> batch) {
        List<Outcome> outcomes =
                journal.write(transaction, batch.stream().map(Waiting::arrival).toList(), undecidedPerAccount);
        crashPoint.reach(Place.AFTER_JOURNAL);
        return outcomes;
    }

    private void tell(Waiting waiting, Outcome outcome) {
        switch (outcome) {
            case WRITTEN, REPEATED -> waiting.onDisk().run();
            case FULL -> memberFull.increment();
            case STRANGER -> strangers.increment();
        }
    }

    @PreDestroy
    void stop() {
        loop.close();
    }
}
