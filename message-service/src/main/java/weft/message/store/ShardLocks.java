package weft.message.store;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * The locks that say which process may take a shard. One connection holds them all; when it ends, so do they, whoever notices
 * first. The database ends it when it hears nothing for {@link #SILENCE}, of a process that stands still. For one thread at a time,
 * which may wait.
 */
@ApplicationScoped
public class ShardLocks {

    private static final Logger LOG = Logger.getLogger(ShardLocks.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * Several rounds of who holds them. The system of a machine on which a process stands still answers for it, so that nobody else
     * notices.
     */
    public static final Duration SILENCE = Duration.ofSeconds(15);

    /** Tells these locks from others in the same database: "weft". */
    private static final int LOCK_CLASS = 0x77656674;

    private final Pool pool;
    private SqlConnection connection;

    ShardLocks(@ReactiveDataSource("messages") Pool pool) {
        this.pool = pool;
    }

    /** Whether what was held still is: false when the connection is gone, and true while there never was one. */
    public boolean areHeld() {
        if (connection == null) {
            return true;
        }
        try {
            connection.query("select 1").execute().await().atMost(PATIENCE);
            return true;
        } catch (RuntimeException gone) {
            LOG.debug("the connection that holds the shards failed", gone);
            return false;
        }
    }

    /** Takes the locks that are free, and says of which shards. */
    public List<Integer> take(List<Integer> shards) {
        if (connection == null) {
            connection = pool.getConnection().await().atMost(PATIENCE);
            connection
                    .query("set idle_session_timeout = " + SILENCE.toMillis())
                    .execute()
                    .await()
                    .atMost(PATIENCE);
        }
        return shards.stream().filter(this::lock).toList();
    }

    private boolean lock(int shard) {
        for (Row row : connection
                .preparedQuery("select pg_try_advisory_lock($1, $2) as got")
                .execute(Tuple.of(LOCK_CLASS, shard))
                .await()
                .atMost(PATIENCE)) {
            return row.getBoolean("got");
        }
        return false;
    }

    /** Gives all of them back. */
    public void release() {
        if (connection != null) {
            SqlConnection ended = connection;
            connection = null;
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
}
