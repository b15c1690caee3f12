package weft.auth.store;

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
import weft.auth.domain.Throttle;
import weft.auth.domain.Throttle.Counter;
import weft.auth.domain.Throttle.Kind;

/** The guessing counters, in the database, so that neither a restart nor a second replica forgets them. */
@ApplicationScoped
public class ThrottleStore {

    private final Pool pool;

    @Inject
    ThrottleStore(@ReactiveDataSource("auth") Pool pool) {
        this.pool = pool;
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
                        .chain(counter -> write(connection, key, Throttle.refund(key.kind(), counter))))
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

    /** Drops counters that have nothing left to say. */
    public Uni<Void> prune() {
        OffsetDateTime old = Instant.now().minus(Throttle.MEMORY).atOffset(ZoneOffset.UTC);
        return pool.preparedQuery("delete from auth.throttles where updated_at < $1 and blocked_until < now()")
                .execute(Tuple.of(old))
                .replaceWithVoid();
    }

    private static Uni<Duration> decide(SqlConnection connection, List<Key> keys, List<Counter> counters) {
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

    private static Uni<Counter> lock(SqlConnection connection, Key key) {
        Counter fresh = Counter.fresh(Instant.now());
        Object[] inserted = {
            key.kind().name(),
            Buffer.buffer(key.key()),
            fresh.tokens(),
            utc(fresh.updatedAt()),
            key.accountKey() == null ? null : Buffer.buffer(key.accountKey()),
            utc(fresh.blockedUntil())
        };
        return connection
                .preparedQuery("insert into auth.throttles (kind, key, tokens, updated_at, account_key, blocked_until)"
                        + " values ($1, $2, $3, $4, $5, $6) on conflict (kind, key) do nothing")
                .execute(Tuple.from(Arrays.asList(inserted)))
                .chain(() -> connection
                        .preparedQuery("select failures, blocks, tokens, blocked_until, updated_at from auth.throttles"
                                + " where kind = $1 and key = $2 for update")
                        .execute(Tuple.of(key.kind().name(), Buffer.buffer(key.key()))))
                .map(rows -> rows.size() == 0 ? fresh : counter(rows.iterator().next()));
    }

    private static Uni<Void> write(SqlConnection connection, Key key, Counter counter) {
        return connection
                .preparedQuery("update auth.throttles set failures = $3, blocks = $4, tokens = $5, blocked_until = $6,"
                        + " updated_at = $7 where kind = $1 and key = $2")
                .execute(Tuple.from(List.of(
                        key.kind().name(),
                        Buffer.buffer(key.key()),
                        counter.failures(),
                        counter.blocks(),
                        counter.tokens(),
                        utc(counter.blockedUntil()),
                        utc(counter.updatedAt()))))
                .replaceWithVoid();
    }

    private static Counter counter(Row row) {
        return new Counter(
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
