package weft.message.hosting;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import weft.message.hosting.endpoint.MemberEndpoint;
import weft.message.store.Events;
import weft.message.store.outbound.OutboundChange;
import weft.message.store.outbound.OutboundChanges;
import weft.message.store.ownership.Shards;
import weft.message.store.sql.Database;
import weft.message.store.sql.StoreUnavailable;
import weft.message.store.sql.Transaction;
import weft.service.work.BatchWriter;

/**
 * Writes what the endpoints say, in the order in which they said it, many changes in one commit, each under its shard's epoch.
 * A change waits until the database takes it.
 *
 * <p>Accounts are spread over {@value #LANES} queues of at most {@value #QUEUE} changes. While one is a quarter full no more messages
 * are brought on their way, so that those which are find room. Past the bound a change is dropped and counted: a state that is
 * lost so comes again when its message is taken up after a restart, and the recipient knows the message by its hash.
 */
@ApplicationScoped
public class GroupCommit {

    /** Accounts are spread over this many queues, each with its thread: while one waits for the disk, the others write. */
    static final int LANES = 4;

    /** Changes that wait in one queue. */
    static final int QUEUE = 20_000;

    private static final Logger LOG = Logger.getLogger(GroupCommit.class);
    private static final int BATCH = 256;

    /** After a batch of n changes the next one begins n times this long later: what happens to many messages shares commits. */
    private static final Duration FOR_EACH = Duration.ofMillis(1);

    private static final Duration AT_MOST = Duration.ofMillis(50);

    private record Change(
            UUID account, int shard, long epoch, List<OutboundChange> outbound, Consumer<Transaction> write) {}

    private final Database database;
    private final Shards shards;
    private final Events events;
    private final OutboundChanges outbound;
    private final Ownership ownership;
    private final Counter dropped;
    private final Counter failed;
    private final List<BatchWriter<Change>> lanes = new ArrayList<>();

    GroupCommit(
            Database database,
            Shards shards,
            Events events,
            OutboundChanges outbound,
            Ownership ownership,
            MeterRegistry metrics) {
        this.database = database;
        this.shards = shards;
        this.events = events;
        this.outbound = outbound;
        this.ownership = ownership;
        this.dropped = metrics.counter("weft_group_commit_dropped", "reason", "queue_full");
        this.failed = metrics.counter("weft_group_commit_dropped", "reason", "failed");
        for (int i = 0; i < LANES; i++) {
            BatchWriter.Bounds bounds = BatchWriter.Bounds.of(QUEUE, BATCH).paced(FOR_EACH, AT_MOST);
            lanes.add(new BatchWriter<>("group-commit-" + i, bounds, new Lane()));
        }
        BatchWriter.measure(metrics, "group_commit", lanes);
    }

    /** Whether messages may be brought on their way, which will have changes to write. From any thread. */
    boolean hasRoom() {
        return BatchWriter.longest(lanes) < QUEUE / 4;
    }

    /** Takes a change for an identity, which is written beside those of messages. From any thread, without waiting. */
    void write(MemberEndpoint endpoint, Consumer<Transaction> write) {
        write(endpoint, List.of(), write);
    }

    /**
     * Takes what happened to a message of an identity; all of it is written together with what happened to others. From any thread,
     * without waiting.
     */
    void write(MemberEndpoint endpoint, List<OutboundChange> outbound) {
        write(endpoint, outbound, _ -> {});
    }

    /** Takes both, for one commit. From any thread, without waiting. */
    void write(MemberEndpoint endpoint, List<OutboundChange> outbound, Consumer<Transaction> write) {
        Change change = new Change(
                endpoint.identity().account(), endpoint.identity().shard(), endpoint.epoch(), outbound, write);
        if (!lanes.get(Math.floorMod(change.account().hashCode(), LANES)).offer(change)) {
            dropped.increment();
            LOG.warnf("a change for %s was dropped: the queue to the database is full", endpoint.address());
        }
    }

    /** The changes of some accounts, in their order. */
    private final class Lane implements BatchWriter.Target<Change> {

        @Override
        public Runnable write(List<Change> changes) {
            commit(changes);
            return () -> {};
        }

        @Override
        public boolean passes(RuntimeException failure) {
            return failure instanceof StoreUnavailable;
        }

        @Override
        public void refused(Change change, RuntimeException why) {
            if (why instanceof Shards.StaleEpoch taken) {
                LOG.info(taken.getMessage());
                ownership.doubt(taken);
            } else {
                failed.increment();
                LOG.error("a change of a message or identity could not be written", why);
            }
        }

        /** Only while the process ends: they are as lost as what a process that is killed had not written. */
        @Override
        public void lost(List<Change> changes, RuntimeException why) {
            failed.increment(changes.size());
            LOG.warnf("%d changes were not written before the end: %s", changes.size(), why);
        }
    }

    private void commit(List<Change> changes) {
        SortedMap<Integer, Long> epochs = new TreeMap<>();
        changes.forEach(change -> epochs.merge(change.shard(), change.epoch(), Math::min));
        database.perform(transaction -> {
            Runnable fence = shards.fence(transaction, epochs);
            events.lock(
                    transaction,
                    changes.stream().map(Change::account).distinct().toArray(UUID[]::new));
            fence.run();
            outbound.apply(
                    transaction,
                    changes.stream()
                            .flatMap(change -> change.outbound().stream())
                            .toList());
            changes.forEach(change -> change.write().accept(transaction));
        });
    }

    /** Waits until what was taken before is on disk or refused, or the time is over. */
    void awaitWritten(Duration most) {
        long end = System.nanoTime() + most.toNanos();
        lanes.forEach(lane -> lane.awaitWritten(Duration.ofNanos(end - System.nanoTime())));
    }

    void stop(@Observes @Priority(Workers.WRITERS_STOP) ShutdownEvent ending) {
        lanes.forEach(BatchWriter::end);
        lanes.forEach(lane -> lane.close(Workers.LAST_WRITES));
    }
}
