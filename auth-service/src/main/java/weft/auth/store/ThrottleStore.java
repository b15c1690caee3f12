package weft.auth.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.hibernate.reactive.mutiny.Mutiny;
import weft.auth.domain.Throttle;
import weft.auth.domain.Throttle.Kind;
import weft.service.time.MachineClock;

/**
 * The guessing counters and the attempts under way, in the database, so that neither a restart nor a second replica forgets
 * them. Of an attempt under way whose replica has died its lease is the end ({@link Throttle#LEASE}).
 *
 * <p>A counter is written only for an attempt that has failed, which cost its sender a hash; a refused attempt writes none. Past
 * {@link #ROWS}, looked at every minute, counters that block nobody go first, of those the ones with the fewest failures. Only
 * when every row blocks do blocks go: those of names that no account has before those of accounts.
 */
@ApplicationScoped
public class ThrottleStore {

    /** Counters kept. */
    public static final int ROWS = 100_000;

    /** What an account's counters have as their account_key, as an expression over its row {@code a}. */
    static final String ACCOUNT_KEY = "sha256(convert_to('account ' || a.username_key, 'UTF8'))";

    private static final String PAST_THE_BOUND = """
            delete from auth.throttles where (kind, key) in (
                select t.kind, t.key from auth.throttles t
                left join auth.accounts a on %s = t.account_key
                order by t.blocked_until > now(), t.blocked_until > now() and a.id is not null,
                    t.blocks, t.failures, t.updated_at
                limit greatest(0, (select count(*) from auth.throttles) - $1))""".formatted(ACCOUNT_KEY);

    /** In the order given: a volatile function is called after the rows are sorted. */
    private static final String LOCK = """
            select pg_advisory_xact_lock(hashtextextended(k.kind || encode(k.key, 'hex'), 0))
            from unnest($1::text[], $2::bytea[]) with ordinality as k (kind, key, place) order by k.place""";

    /** A lease that ends later than one made now would is from before the clock was set back, and over. */
    private static final String LIVES = "until > clock_timestamp() and until <= clock_timestamp() + interval '"
            + Throttle.LEASE.toSeconds() + " seconds'";

    private static final String STANDINGS = """
            select t.failures, t.blocks, t.tokens, t.blocked_until, t.updated_at,
                (select count(*) from auth.undecided u where u.kind = k.kind and u.key = k.key and %s)::int as under_way
            from unnest($1::text[], $2::bytea[]) with ordinality as k (kind, key, place)
            left join auth.throttles t on t.kind = k.kind and t.key = k.key order by k.place""".formatted(LIVES);

    private static final String RESERVE = """
            insert into auth.undecided (attempt, kind, key, until)
            select $3, k.kind, k.key, clock_timestamp() + interval '%d seconds'
            from unnest($1::text[], $2::bytea[]) as k (kind, key)""".formatted(Throttle.LEASE.toSeconds());

    private final Pool pool;
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong underWay = new AtomicLong();
    private final Counter forgotten;

    private record Standing(Throttle.Counter counter, int underWay) {}

    ThrottleStore(@ReactiveDataSource("auth") Pool pool, MeterRegistry metrics) {
        this.pool = pool;
        this.forgotten = metrics.counter("weft_auth_throttles_forgotten");
        Gauge.builder("weft_auth_throttles", rows::get)
                .description("Guessing counters, as of the last minute's look")
                .register(metrics);
        Gauge.builder("weft_auth_throttles_bound", () -> ROWS).register(metrics);
        Gauge.builder("weft_auth_attempts_undecided", underWay::get)
                .description("Attempts that are being decided, of all replicas, as of the last minute's look")
                .register(metrics);
    }

    /**
     * Names a counter.
     *
     * @param key hash of what is counted; names and addresses are not kept
     * @param accountKey hash of the username key, for unlocking; null when no account is concerned
     */
    public record Key(Kind kind, byte[] key, byte[] accountKey) {}

    /**
     * Lets an attempt go on, which then stands for a failure on every counter until it is settled, or says how long to wait.
     *
     * @param attempt id of its own
     * @param keys in the same order in every call, so that no two calls wait for each other
     */
    public Uni<Throttle.Wait> begin(UUID attempt, List<Key> keys) {
        return pool.withTransaction(connection -> locked(connection, keys).chain(standings -> {
            Throttle.Wait wait = Throttle.Wait.longest(waits(keys, standings));
            return wait.over()
                    ? reserve(connection, attempt, keys).replaceWith(wait)
                    : Uni.createFrom().item(wait);
        }));
    }

    /** Counts the attempt as a failure; whatever was counted under way before it, it is counted now. */
    public Uni<Void> failed(UUID attempt, List<Key> keys) {
        return pool.withTransaction(connection -> locked(connection, keys)
                .chain(standings -> write(connection, keys, standings))
                .chain(() -> release(connection, attempt, keys)));
    }

    /** The attempt was right: what was counted is forgotten, except what its address has used up. */
    public Uni<Void> succeeded(UUID attempt, List<Key> keys) {
        List<Tuple> forgotten = keys.stream()
                .filter(key -> key.kind() != Kind.ADDRESS)
                .map(key -> Tuple.of(key.kind().name(), Buffer.buffer(key.key())))
                .toList();
        return pool.withTransaction(connection -> (forgotten.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : connection
                                .preparedQuery("delete from auth.throttles where kind = $1 and key = $2")
                                .executeBatch(forgotten)
                                .replaceWithVoid())
                .chain(() -> release(connection, attempt, keys)));
    }

    /** The attempt was never decided: it doesn't count. */
    public Uni<Void> undecided(UUID attempt, List<Key> keys) {
        return release(pool, attempt, keys);
    }

    /** Forgets every counter of an account, in the caller's transaction: whoever waits may try again at once. */
    public Uni<Void> unlock(Mutiny.Session session, UUID account) {
        return session.createNativeQuery("delete from auth.throttles where account_key = (select " + ACCOUNT_KEY
                        + " from auth.accounts a where a.id = :account)")
                .setParameter("account", account)
                .executeUpdate()
                .replaceWithVoid();
    }

    /** Until when the last of those waits who failed at an account, for each of these accounts where somebody does. */
    public Uni<Map<UUID, Instant>> lockedUntil(Collection<UUID> accounts) {
        return pool.preparedQuery(
                        "select a.id, max(t.blocked_until) as until from auth.accounts a join auth.throttles t"
                                + " on t.account_key = " + ACCOUNT_KEY
                                + " where a.id = any($1) and t.blocked_until > $2 group by a.id")
                .execute(Tuple.of(accounts.toArray(UUID[]::new), SqlTime.of(Instant.now())))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .collect(Collectors.toMap(row -> row.getUUID("id"), row -> row.getOffsetDateTime("until")
                                .toInstant())));
    }

    /** Drops counters that have nothing left to say, and what is past the bound. */
    public Uni<Void> prune() {
        OffsetDateTime old =
                MachineClock.system().atLeast().minus(Throttle.MEMORY).atOffset(ZoneOffset.UTC);
        return pool.preparedQuery("delete from auth.throttles where updated_at < $1 and blocked_until < now()")
                .execute(Tuple.of(old))
                .chain(() -> pool.preparedQuery(PAST_THE_BOUND).execute(Tuple.of(ROWS)))
                .invoke(gone -> forgotten.increment(gone.rowCount()))
                .chain(() -> pool.query("select count(*) from auth.throttles").execute())
                .invoke(count -> rows.set(count.iterator().next().getLong(0)))
                .chain(() -> pool.query("delete from auth.undecided where not (" + LIVES + ")")
                        .execute())
                .chain(() -> pool.query("select count(distinct attempt) from auth.undecided")
                        .execute())
                .invoke(count -> underWay.set(count.iterator().next().getLong(0)))
                .replaceWithVoid();
    }

    private static List<Throttle.Wait> waits(List<Key> keys, List<Standing> standings) {
        Instant now = Instant.now();
        return IntStream.range(0, keys.size())
                .mapToObj(i -> Throttle.wait(
                        keys.get(i).kind(),
                        standings.get(i).counter(),
                        standings.get(i).underWay(),
                        now))
                .toList();
    }

    /** How the counters stand, for this transaction alone until it ends; there need be no row of one. */
    private static Uni<List<Standing>> locked(SqlConnection connection, List<Key> keys) {
        return connection
                .preparedQuery(LOCK)
                .execute(named(keys))
                .chain(() -> connection.preparedQuery(STANDINGS).execute(named(keys)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(ThrottleStore::standing)
                        .toList());
    }

    private static Uni<Void> reserve(SqlConnection connection, UUID attempt, List<Key> keys) {
        return connection
                .preparedQuery(RESERVE)
                .execute(named(keys).addUUID(attempt))
                .replaceWithVoid();
    }

    private static Uni<Void> release(SqlClient client, UUID attempt, List<Key> keys) {
        return client.preparedQuery("delete from auth.undecided where attempt = $3 and (kind, key) in"
                        + " (select * from unnest($1::text[], $2::bytea[]))")
                .execute(named(keys).addUUID(attempt))
                .replaceWithVoid();
    }

    private static Uni<Void> write(SqlConnection connection, List<Key> keys, List<Standing> standings) {
        Instant now = Instant.now();
        List<Tuple> rows = IntStream.range(0, keys.size())
                .mapToObj(i -> row(
                        keys.get(i),
                        Throttle.failed(keys.get(i).kind(), standings.get(i).counter(), now)))
                .toList();
        return connection
                .preparedQuery("insert into auth.throttles"
                        + " (kind, key, failures, blocks, tokens, blocked_until, updated_at, account_key)"
                        + " values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (kind, key) do update set"
                        + " failures = $3, blocks = $4, tokens = $5, blocked_until = $6, updated_at = $7")
                .executeBatch(rows)
                .replaceWithVoid();
    }

    private static Tuple row(Key key, Throttle.Counter counter) {
        Object[] row = {
            key.kind().name(),
            Buffer.buffer(key.key()),
            counter.failures(),
            counter.blocks(),
            counter.tokens(),
            SqlTime.of(counter.blockedUntil()),
            SqlTime.of(counter.updatedAt()),
            key.accountKey() == null ? null : Buffer.buffer(key.accountKey())
        };
        return Tuple.from(Arrays.asList(row));
    }

    private static Tuple named(List<Key> keys) {
        return Tuple.of(
                keys.stream().map(key -> key.kind().name()).toArray(String[]::new),
                keys.stream().map(key -> Buffer.buffer(key.key())).toArray(Buffer[]::new));
    }

    private static Standing standing(Row row) {
        Throttle.Counter counter = row.getInteger("failures") == null
                ? Throttle.Counter.fresh(Instant.now())
                : new Throttle.Counter(
                        row.getInteger("failures"),
                        row.getInteger("blocks"),
                        row.getDouble("tokens"),
                        row.getOffsetDateTime("blocked_until").toInstant(),
                        row.getOffsetDateTime("updated_at").toInstant());
        return new Standing(counter, row.getInteger("under_way"));
    }
}
