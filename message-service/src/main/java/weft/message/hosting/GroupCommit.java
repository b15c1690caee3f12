package weft.message.hosting;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import weft.message.hosting.endpoint.MemberEndpoint;
import weft.message.store.Events;
import weft.message.store.Shards;
import weft.message.store.sql.Database;
import weft.message.store.sql.StoreUnavailable;
import weft.message.store.sql.Transaction;

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
    private static final int BATCH = 100;

    private record Change(UUID account, int shard, long epoch, Consumer<Transaction> write) {}

    private final Database database;
    private final Shards shards;
    private final Events events;
    private final Ownership ownership;
    private final Counter dropped;
    private final Counter failed;
    private final List<Lane> lanes = new ArrayList<>();

    GroupCommit(Database database, Shards shards, Events events, Ownership ownership, MeterRegistry metrics) {
        this.database = database;
        this.shards = shards;
        this.events = events;
        this.ownership = ownership;
        this.dropped = metrics.counter("weft_group_commit_dropped", "reason", "queue_full");
        this.failed = metrics.counter("weft_group_commit_dropped", "reason", "failed");
        for (int i = 0; i < LANES; i++) {
            lanes.add(new Lane(i));
        }
        Gauge.builder("weft_group_commit_queue", lanes, GroupCommit::longest).register(metrics);
        Gauge.builder("weft_group_commit_queue_bound", () -> QUEUE).register(metrics);
    }

    private static int longest(List<Lane> lanes) {
        return lanes.stream().mapToInt(lane -> lane.queue.size()).max().orElse(0);
    }

    /** Whether messages may be brought on their way, which will have changes to write. From any thread. */
    boolean hasRoom() {
        return longest(lanes) < QUEUE / 4;
    }

    /** Takes a change for an identity. From any thread, without waiting. */
    void write(MemberEndpoint endpoint, Consumer<Transaction> write) {
        Change change =
                new Change(endpoint.identity().account(), endpoint.identity().shard(), endpoint.epoch(), write);
        Lane lane = lanes.get(Math.floorMod(change.account().hashCode(), LANES));
        if (lane.queue.offer(change)) {
            lane.loop.wake();
        } else {
            dropped.increment();
            LOG.warnf("a change for %s was dropped: the queue to the database is full", endpoint.address());
        }
    }

    /** The changes of some accounts, in their order. */
    private final class Lane {
        private final BlockingQueue<Change> queue = new LinkedBlockingQueue<>(QUEUE);
        private final List<Change> batch = new ArrayList<>();
        private final Loop loop;

        Lane(int number) {
            loop = new Loop("group-commit-" + number, Duration.ofSeconds(1), Workers.TOGETHER, this::round);
        }

        private boolean round() {
            if (batch.isEmpty()) {
                queue.drainTo(batch, BATCH);
            }
            if (!batch.isEmpty()) {
                // When the database is away they stay: the same changes are written when it is back.
                commitAll(batch);
                batch.clear();
            }
            return !queue.isEmpty();
        }
    }

    private void commitAll(List<Change> changes) {
        try {
            commit(changes);
        } catch (StoreUnavailable away) {
            throw away;
        } catch (RuntimeException e) {
            LOG.debug("changes that can't be written together are written one by one", e);
            changes.forEach(this::commitAlone);
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
            changes.forEach(change -> change.write().accept(transaction));
        });
    }

    private void commitAlone(Change change) {
        try {
            commit(List.of(change));
        } catch (StoreUnavailable away) {
            throw away;
        } catch (Shards.StaleEpoch taken) {
            LOG.info(taken.getMessage());
            ownership.doubt();
        } catch (RuntimeException e) {
            failed.increment();
            LOG.error("a change of a message or identity could not be written", e);
        }
    }

    @PreDestroy
    void stop() {
        lanes.forEach(lane -> lane.loop.close());
    }
}
