package weft.message.hosting;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import weft.message.config.MessageConfig;
import weft.message.domain.MemberIdentity;
import weft.message.store.Database;
import weft.message.store.Shards;

/**
 * Which shards this process owns. A lock in the database, held by one connection, says who may take a shard; the epoch that
 * grows at each taking makes writes of an earlier owner fail. When the connection ends, so does the ownership, whoever
 * notices first; the database ends it when it hears nothing for {@link #SILENCE}, of a process that stands still.
 */
@ApplicationScoped
public class Ownership {

    private static final Logger LOG = Logger.getLogger(Ownership.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Several rounds of {@link #renew}. The system of a machine on which a process stands still answers for it, so that nobody else notices. */
    static final Duration SILENCE = Duration.ofSeconds(15);

    /** Tells these locks from others in the same database: "weft". */
    private static final int LOCK_CLASS = 0x77656674;

    private final Pool pool;
    private final Database database;
    private final Shards shards;
    private final String replica;
    private final List<Consumer<Map<Integer, Long>>> listeners = new CopyOnWriteArrayList<>();
    private volatile Map<Integer, Long> held = Map.of();
    private SqlConnection locks;

    Ownership(
            @ReactiveDataSource("messages") Pool pool,
            Database database,
            Shards shards,
            MessageConfig config,
            MeterRegistry metrics) {
        this.pool = pool;
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
        if (locks != null && !isAlive()) {
            LOG.warn("the connection that holds this node's shards is gone; taking them again");
            drop();
        }
        if (held.size() == MemberIdentity.SHARDS) {
            return;
        }
        if (locks == null) {
            locks = pool.getConnection().await().atMost(PATIENCE);
            locks.query("set idle_session_timeout = " + SILENCE.toMillis())
                    .execute()
                    .await()
                    .atMost(PATIENCE);
        }
        List<Integer> free = new ArrayList<>();
        for (int shard = 0; shard < MemberIdentity.SHARDS; shard++) {
            if (!held.containsKey(shard) && lock(shard)) {
                free.add(shard);
            }
        }
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

    private boolean isAlive() {
        try {
            locks.query("select 1").execute().await().atMost(PATIENCE);
            return true;
        } catch (RuntimeException gone) {
            LOG.debug("the connection that holds the shards failed", gone);
            return false;
        }
    }

    private boolean lock(int shard) {
        for (Row row : locks.preparedQuery("select pg_try_advisory_lock($1, $2) as got")
                .execute(Tuple.of(LOCK_CLASS, shard))
                .await()
                .atMost(PATIENCE)) {
            return row.getBoolean("got");
        }
        return false;
    }

    private void drop() {
        if (locks != null) {
            SqlConnection ended = locks;
            locks = null;
            publish(Map.of());
            // Session locks would outlive the return to the pool, and so would the bound on silence.
            ended.query("select pg_advisory_unlock_all(), set_config('idle_session_timeout', '0', false)")
                    .execute()
                    .onFailure()
                    .recoverWithNull()
                    .await()
                    .atMost(PATIENCE);
            ended.close().onFailure().recoverWithNull().await().atMost(PATIENCE);
        }
    }

    private void publish(Map<Integer, Long> now) {
        held = Collections.unmodifiableMap(now);
        listeners.forEach(listener -> listener.accept(held));
    }
}
