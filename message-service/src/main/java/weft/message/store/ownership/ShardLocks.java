package weft.message.store.ownership;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jboss.logging.Logger;
import weft.message.store.WakeupRelay;
import weft.message.store.Wakeups.Work;

/**
 * The locks that say which process may take a shard, and one more that all living processes share, which says how many there are.
 * One connection holds those of a process; when it ends, so do they, whoever notices
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

    /** Tells the shards' locks from others in the same database: "weft". */
    private static final int LOCK_CLASS = 0x77656674;

    /** That of the lock that the living share. */
    private static final int LIVING_CLASS = LOCK_CLASS + 1;

    private final Pool pool;
    private SqlConnection connection;

    public ShardLocks(@ReactiveDataSource("messages") Pool pool) {
        this.pool = pool;
    }

    /**
     * Where this process stands among the living.
     *
     * @param living how many there are, with this one
     * @param before how many of them come before this one, in an order that all see alike
     */
    public record Standing(int living, int before) {

        /** How many of so many shards are this process's: those of all the living together are all shards. */
        public int share(int shards) {
            return shards / living + (before < shards % living ? 1 : 0);
        }
    }

    /** Whether what was held still is: false when the connection is gone, and true while there never was one. */
    public boolean areHeld() {
        if (connection == null) {
            return true;
        }
        try {
            waiting(connection.query("select 1").execute());
            return true;
        } catch (RuntimeException gone) {
            LOG.debug("the connection that holds the shards failed", gone);
            return false;
        }
    }

    /** Counts the living. Who was none of them is from here on, and the others are told. */
    public Standing stand() {
        if (connection == null) {
            begin();
        }
        Row counted = waiting(connection.preparedQuery("""
                        select count(*)::int as living, (count(*) filter (where pid < pg_backend_pid()))::int as before
                        from pg_locks where locktype = 'advisory' and granted and classid = $1::bigint::oid
                            and database = (select oid from pg_database where datname = current_database())""").execute(Tuple.of((long) LIVING_CLASS)))
                .iterator()
                .next();
        return new Standing(counted.getInteger("living"), counted.getInteger("before"));
    }

    private void begin() {
        SqlConnection made = waiting(pool.getConnection());
        try {
            waiting(made.query("set idle_session_timeout = " + SILENCE.toMillis())
                    .execute());
            waiting(made.preparedQuery("select pg_advisory_lock_shared($1, 0), pg_notify($2, $3)")
                    .execute(Tuple.of(LIVING_CLASS, WakeupRelay.CHANNEL, WakeupRelay.text(Work.SHARDS))));
            connection = made;
        } catch (RuntimeException failed) {
            end(made);
            throw failed;
        }
    }

    /** Takes locks that are free, of these shards and so many at most, and says of which. Only while this process is one of the living. */
    public List<Integer> take(List<Integer> shards, int most) {
        List<Integer> taken = new ArrayList<>();
        for (int next = 0; next < shards.size() && taken.size() < most; ) {
            int end = Math.min(shards.size(), next + most - taken.size());
            for (Row row : waiting(connection
                    .preparedQuery(
                            "select shard, pg_try_advisory_lock($1, shard) as got from unnest($2::int[]) as s(shard)")
                    .execute(Tuple.of(LOCK_CLASS, shards.subList(next, end).toArray(Integer[]::new))))) {
                if (row.getBoolean("got")) {
                    taken.add(row.getInteger("shard"));
                }
            }
            next = end;
        }
        return taken;
    }

    /** Gives the locks of these shards back, and tells the others. */
    public void giveBack(Collection<Integer> shards) {
        waiting(connection
                .preparedQuery("""
                select count(pg_advisory_unlock($1, shard)), pg_notify($3, $4) from unnest($2::int[]) as s(shard)""")
                .execute(Tuple.of(
                        LOCK_CLASS,
                        shards.toArray(Integer[]::new),
                        WakeupRelay.CHANNEL,
                        WakeupRelay.text(Work.SHARDS))));
    }

    /** Gives all of them back, tells the others, and is no more of the living. */
    public void release() {
        if (connection != null) {
            SqlConnection ended = connection;
            connection = null;
            end(ended);
        }
    }

    /** Session locks would outlive the return to the pool, and so would the bound on silence. */
    private static void end(SqlConnection ended) {
        waiting(ended.preparedQuery(
                        "select pg_advisory_unlock_all(), set_config('idle_session_timeout', '0', false), pg_notify($1, $2)")
                .execute(Tuple.of(WakeupRelay.CHANNEL, WakeupRelay.text(Work.SHARDS)))
                .onFailure()
                .recoverWithNull());
        waiting(ended.close().onFailure().recoverWithNull());
    }

    private static <T> T waiting(Uni<T> step) {
        return step.await().atMost(PATIENCE);
    }
}
