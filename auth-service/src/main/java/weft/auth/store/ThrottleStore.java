package weft.auth.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import weft.auth.domain.Throttle;
import weft.auth.domain.Throttle.Kind;

/**
 * The guessing counters, in the database, so that neither a restart nor a second replica forgets them.
 *
 * <p>A row is written only for an attempt that may go on, which costs its sender a hash; a refused attempt writes none. Past
 * {@link #ROWS}, looked at every minute, counters that block nobody go first, of those the ones with the fewest failures. Only
 * when every row blocks do blocks go: those of names that no account has before those of accounts.
 */
@ApplicationScoped
public class ThrottleStore {

    /** Counters kept. */
    public static final int ROWS = 100_000;

    private static final String PAST_THE_BOUND = """
            delete from auth.throttles where (kind, key) in (
                select t.kind, t.key from auth.throttles t
                left join auth.accounts a
                    on sha256(convert_to('account ' || a.username_key, 'UTF8')) = t.account_key
                order by t.blocked_until > now(), t.blocked_until > now() and a.id is not null,
                    t.blocks, t.failures, t.updated_at
                limit greatest(0, (select count(*) from auth.throttles) - $1))""";

    private final Pool pool;
    private final AtomicLong rows = new AtomicLong();
    private final Counter forgotten;

    @Inject
    ThrottleStore(@ReactiveDataSource("auth") Pool pool, MeterRegistry metrics) {
        this.pool = pool;
        this.forgotten = metrics.counter("weft_auth_throttles_forgotten");
        Gauge.builder("weft_auth_throttles", rows::get)
                .description("Guessing counters, as of the last minute's look")
                .register(metrics);
        Gauge.builder("weft_auth_throttles_bound", () -> ROWS).register(metrics);
    }

    /**
     * Names a counter.
     *
     * @param key hash of what is counted; names and addresses are not kept
     * @param accountKey hash of the username key, for unlocking; null when no account is concerned
     */
    public record Key(Kind kind, byte[] key, byte[] accountKey) {}

    /**
     * Counts an attempt on every counter, or on none when one of them refuses.
     *
     * @param keys in the same order in every call, so that no two calls wait for each other
     * @return zero when the attempt may go on, else how long to wait
     */
    public Uni<Duration> attempt(List<Key> keys) {
        return pool.withTransaction(connection -> Multi.createFrom()
                .iterable(keys)
                .onItem()
                .transformToUniAndConcatenate(key -> lock(connection, key))
                .collect()
                .asList()
                .chain(counters -> decide(connection, keys, counters)));
    }

    /** Takes an attempt back on these counters. */
    public Uni<Void> refund(List<Key> keys) {
        return pool.withTransaction(connection -> Multi.createFrom()
                .iterable(keys)
                .onItem()
                .transformToUniAndConcatenate(key -> lock(connection, key)
                        .chain(counter -> putBack(connection, key, Throttle.refund(key.kind(), counter))))
                .collect()
                .last()
                .replaceWithVoid());
    }

    /** Forgets counters: their attempts ended in success. */
    public Uni<Void> clear(List<Key> keys) {
        return pool.preparedQuery("delete from auth.throttles where kind = $1 and key = $2")
                .executeBatch(keys.stream()
                        .map(key -> Tuple.of(key.kind().name(), Buffer.buffer(key.key())))
                        .toList())
                .replaceWithVoid();
    }

    /** Forgets every counter of an account: an operator unlocks it. */
    public Uni<Void> unlock(byte[] accountKey) {
        return pool.preparedQuery("delete from auth.throttles where account_key = $1")
                .execute(Tuple.of(Buffer.buffer(accountKey)))
                .replaceWithVoid();
    }

    /** Drops counters that have nothing left to say, and what is past the bound. */
    public Uni<Void> prune() {
        OffsetDateTime old = Instant.now().minus(Throttle.MEMORY).atOffset(ZoneOffset.UTC);
        return pool.preparedQuery("delete from auth.throttles where updated_at < $1 and blocked_until < now()")
                .execute(Tuple.of(old))
                .chain(() -> pool.preparedQuery(PAST_THE_BOUND).execute(Tuple.of(ROWS)))
                .invoke(gone -> forgotten.increment(gone.rowCount()))
                .chain(() -> pool.query("select count(*) from auth.throttles").execute())
                .invoke(count -> rows.set(count.iterator().next().getLong(0)))
                .replaceWithVoid();
    }

    private static Uni<Duration> decide(SqlConnection connection, List<Key> keys, List<Throttle.Counter> counters) {
        Instant now = Instant.now();
        List<Throttle.Decision> decisions = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            decisions.add(Throttle.attempt(keys.get(i).kind(), counters.get(i), now));
        }
        Duration wait = decisions.stream()
                .map(Throttle.Decision::delay)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        if (!wait.isZero()) {
            return Uni.createFrom().item(wait);
        }
        return Multi.createFrom()
                .range(0, keys.size())
                .onItem()
                .transformToUniAndConcatenate(
                        i -> write(connection, keys.get(i), decisions.get(i).counter()))
                .collect()
                .last()
                .replaceWith(Duration.ZERO);
    }

    /** The counter, for this transaction alone until it ends; there need be no row of it. */
    private static Uni<Throttle.Counter> lock(SqlConnection connection, Key key) {
        return connection
                .preparedQuery("select pg_advisory_xact_lock(hashtextextended($1 || encode($2, 'hex'), 0))")
                .execute(named(key))
                .chain(() -> connection
                        .preparedQuery("select failures, blocks, tokens, blocked_until, updated_at from auth.throttles"
                                + " where kind = $1 and key = $2")
                        .execute(named(key)))
                .map(rows -> rows.size() == 0
                        ? Throttle.Counter.fresh(Instant.now())
                        : counter(rows.iterator().next()));
    }

    private static Uni<Void> write(SqlConnection connection, Key key, Throttle.Counter counter) {
        Object[] row = {
            key.kind().name(),
            Buffer.buffer(key.key()),
            counter.failures(),
            counter.blocks(),
            counter.tokens(),
            utc(counter.blockedUntil()),
            utc(counter.updatedAt()),
            key.accountKey() == null ? null : Buffer.buffer(key.accountKey())
        };
        return connection
                .preparedQuery("insert into auth.throttles"
                        + " (kind, key, failures, blocks, tokens, blocked_until, updated_at, account_key)"
                        + " values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (kind, key) do update set"
                        + " failures = $3, blocks = $4, tokens = $5, blocked_until = $6, updated_at = $7")
                .execute(Tuple.from(Arrays.asList(row)))
                .replaceWithVoid();
    }

    private static Uni<Void> putBack(SqlConnection connection, Key key, Throttle.Counter counter) {
        return counter.countsNothing(key.kind())
                ? connection
                        .preparedQuery("delete from auth.throttles where kind = $1 and key = $2")
                        .execute(named(key))
                        .replaceWithVoid()
                : write(connection, key, counter);
    }

    private static Tuple named(Key key) {
        return Tuple.of(key.kind().name(), Buffer.buffer(key.key()));
    }

    private static Throttle.Counter counter(Row row) {
        return new Throttle.Counter(
                row.getInteger("failures"),
                row.getInteger("blocks"),
                row.getDouble("tokens"),
                row.getOffsetDateTime("blocked_until").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
