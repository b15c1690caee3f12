package weft.message.hosting;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import weft.message.config.MessageSettings;
import weft.message.domain.MemberIdentity;
import weft.message.store.Wakeups;
import weft.message.store.Wakeups.Work;
import weft.message.store.ownership.ShardLocks;
import weft.message.store.ownership.Shards;
import weft.message.store.ownership.Shards.StaleEpoch;
import weft.message.store.sql.Database;

/**
 * Which shards this process owns: its share of them among the processes that live. A lock in the database says who may take a shard;
 * the epoch that grows at each
 * taking makes writes of an earlier owner fail. When the connection that holds the locks ends, so does the ownership, whoever notices
 * first ({@link ShardLocks}). Who has more than its share gives the rest back, after it has drained them ({@link HandOver}); who has
 * less takes what is free.
 */
@ApplicationScoped
public class Ownership {

    private static final Logger LOG = Logger.getLogger(Ownership.class);
    private final ShardLocks locks;
    private final Database database;
    private final Shards shards;
    private final Wakeups wakeups;
    private final String replica;
    private final List<Consumer<Map<Integer, Long>>> listeners = new CopyOnWriteArrayList<>();
    private final Map<Integer, Long> doubted = new ConcurrentHashMap<>();
    private volatile Map<Integer, Long> held = Map.of();
    private volatile int living;
    private volatile Consumer<Set<Integer>> drain = _ -> {};
    private volatile Consumer<Set<Integer>> owned = _ -> {};

    Ownership(
            ShardLocks locks,
            Database database,
            Shards shards,
            Wakeups wakeups,
            MessageSettings config,
            MeterRegistry metrics) {
        this.locks = locks;
        this.database = database;
        this.shards = shards;
        this.wakeups = wakeups;
        this.replica = config.replica()
                .orElseGet(() -> "process-" + ProcessHandle.current().pid());
        Gauge.builder("weft_shards_owned", () -> held.size()).register(metrics);
        Gauge.builder("weft_message_replicas", () -> living).register(metrics);
    }

    /** The shards held now, each with its epoch, in the order in which they were taken. */
    public Map<Integer, Long> held() {
        return held;
    }

    /** The epoch in which a shard is held now; empty when it is not. */
    Optional<Long> epoch(int shard) {
        return Optional.ofNullable(held.get(shard));
    }

    /** How many processes lived when this one looked last, with itself; 0 while it is none of them. */
    public int living() {
        return living;
    }

    /** Is told the new holdings after each change, on the thread that noticed it. */
    public void onChange(Consumer<Map<Integer, Long>> listener) {
        listeners.add(listener);
        listener.accept(held);
    }

    /**
     * Is told whose shards' locks are held, after each change: those that are being handed over are among them to the end. May not
     * wait.
     */
    void onOwned(Consumer<Set<Integer>> listener) {
        this.owned = listener;
        listener.accept(held.keySet());
    }

    /** What is done for shards that are no longer among the held ones and whose locks are about to be given back. May wait. */
    void onHandOver(Consumer<Set<Integer>> drained) {
        this.drain = drained;
    }

    /**
     * Looks whether what is held still is, gives back what is more than this process's share, and takes what is free up to it. Called
     * again and again by one thread.
     */
    synchronized void renew() {
        if (!locks.areHeld()) {
            LOG.warn("the connection that holds this process's shards is gone; taking them again");
            drop();
        }
        giveUpDoubted();
        ShardLocks.Standing standing = locks.stand();
        int share = standing.share(MemberIdentity.SHARDS);
        if (held.size() > share) {
            handOver(held.size() - share);
        } else if (held.size() < share) {
            take(share - held.size());
        }
        living = standing.living();
    }

    private void take(int most) {
        List<Integer> missing = IntStream.range(0, MemberIdentity.SHARDS)
                .filter(shard -> !held.containsKey(shard))
                .boxed()
                .toList();
        List<Integer> free = locks.take(missing, most);
        if (!free.isEmpty()) {
            Map<Integer, Long> now = new LinkedHashMap<>(held);
            now.putAll(database.transact(transaction -> shards.takeAll(transaction, free, replica)));
            publish(now);
            owned.accept(held.keySet());
        }
    }

    /** Those that were taken last. */
    private void handOver(int surplus) {
        Set<Integer> leaving = new TreeSet<>(
                List.copyOf(held.keySet()).reversed().stream().limit(surplus).toList());
        long begun = System.nanoTime();
        without(leaving);
        drain.accept(leaving);
        owned.accept(held.keySet());
        locks.giveBack(leaving);
        LOG.infof("%d shards were handed over in %d ms", leaving.size(), (System.nanoTime() - begun) / 1_000_000);
    }

    /** Gives everything back, so that another process need not wait. */
    synchronized void release() {
        drop();
    }

    /**
     * A write found that another owner has taken a shard: it is let go, with what is hosted of it. Nothing happens when it is held in
     * another epoch by now: the write was a late one. From any thread, without waiting.
     */
    void doubt(StaleEpoch found) {
        if (epoch(found.shard()).filter(epoch -> epoch == found.epoch()).isPresent()) {
            doubted.put(found.shard(), found.epoch());
            wakeups.wakeHere(Work.SHARDS);
        }
    }

    private void giveUpDoubted() {
        if (doubted.isEmpty()) {
            return;
        }
        Set<Integer> lost = new TreeSet<>();
        doubted.forEach((shard, epoch) -> {
            if (epoch(shard).filter(epoch::equals).isPresent()) {
                lost.add(shard);
            }
            doubted.remove(shard, epoch);
        });
        if (!lost.isEmpty()) {
            without(lost);
            owned.accept(held.keySet());
            locks.giveBack(lost);
        }
    }

    private void drop() {
        living = 0;
        doubted.clear();
        if (!held.isEmpty()) {
            publish(Map.of());
            owned.accept(Set.of());
        }
        locks.release();
    }

    private void without(Collection<Integer> gone) {
        Map<Integer, Long> rest = new LinkedHashMap<>(held);
        rest.keySet().removeAll(gone);
        publish(rest);
    }

    private void publish(Map<Integer, Long> now) {
        held = Collections.unmodifiableMap(now);
        listeners.forEach(listener -> listener.accept(held));
    }
}
