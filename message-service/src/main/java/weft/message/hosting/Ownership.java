package weft.message.hosting;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import weft.message.config.MessageSettings;
import weft.message.domain.MemberIdentity;
import weft.message.store.ShardLocks;
import weft.message.store.Shards;
import weft.message.store.sql.Database;

/**
 * Which shards this process owns. A lock in the database says who may take a shard; the epoch that grows at each
 * taking makes writes of an earlier owner fail. When the connection that holds the locks ends, so does the ownership, whoever notices
 * first ({@link ShardLocks}).
 */
@ApplicationScoped
public class Ownership {

    private static final Logger LOG = Logger.getLogger(Ownership.class);
    private final ShardLocks locks;
    private final Database database;
    private final Shards shards;
    private final String replica;
    private final List<Consumer<Map<Integer, Long>>> listeners = new CopyOnWriteArrayList<>();
    private volatile Map<Integer, Long> held = Map.of();

    Ownership(ShardLocks locks, Database database, Shards shards, MessageSettings config, MeterRegistry metrics) {
        this.locks = locks;
        this.database = database;
        this.shards = shards;
        this.replica = config.replica()
                .orElseGet(() -> "process-" + ProcessHandle.current().pid());
        Gauge.builder("weft_shards_owned", () -> held.size()).register(metrics);
    }

    /** The shards held now, each with its epoch, in order. */
    public Map<Integer, Long> held() {
        return held;
    }

    /** Is told the new holdings after each change, on the thread that noticed it. */
    public void onChange(Consumer<Map<Integer, Long>> listener) {
        listeners.add(listener);
        listener.accept(held);
    }

    /** Looks whether what is held still is, and takes what is free. Called again and again by one thread. */
    synchronized void renew() {
        if (!locks.areHeld()) {
            LOG.warn("the connection that holds this node's shards is gone; taking them again");
            drop();
        }
        if (held.size() == MemberIdentity.SHARDS) {
            return;
        }
        List<Integer> missing = IntStream.range(0, MemberIdentity.SHARDS)
                .filter(shard -> !held.containsKey(shard))
                .boxed()
                .toList();
        List<Integer> free = locks.take(missing);
        if (!free.isEmpty()) {
            Map<Integer, Long> now = new LinkedHashMap<>(held);
            now.putAll(database.transact(transaction -> shards.takeAll(transaction, free, replica)));
            publish(now);
        }
    }

    /** Gives everything back, so that another process need not wait. */
    synchronized void release() {
        drop();
    }

    /** A write found that another owner has taken a shard: what is held is not certain any more. */
    synchronized void doubt() {
        drop();
    }

    private void drop() {
        if (!held.isEmpty()) {
            publish(Map.of());
        }
        locks.release();
    }

    private void publish(Map<Integer, Long> now) {
        held = Collections.unmodifiableMap(now);
        listeners.forEach(listener -> listener.accept(held));
    }
}
