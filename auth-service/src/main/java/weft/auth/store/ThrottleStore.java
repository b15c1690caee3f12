package weft.auth.store;

import static weft.auth.store.sql.Statements.column;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hibernate.reactive.mutiny.Mutiny;
import weft.auth.domain.Throttle;
import weft.auth.domain.Throttle.Kind;
import weft.auth.store.sql.Statements;
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
                limit greatest(0, (select count(*) from auth.throttles) - :most))""".formatted(ACCOUNT_KEY);

    /** The keys that a statement is about, in hexadecimal: Hibernate has no array of bytes for them. */
    private static final String KEYS = "unnest(cast(:kinds as text[]), cast(:keys as text[]))";

    /** In the order given: a volatile function is called after the rows are sorted. */
    private static final String LOCK = """
            select cast(pg_advisory_xact_lock(hashtextextended(k.kind || k.hex, 0)) as text)
            from %s with ordinality as k (kind, hex, place) order by k.place""".formatted(KEYS);

    /** A lease that ends later than one made now would is from before the clock was set back, and over. */
    private static final String LIVES = "until > clock_timestamp() and until <= clock_timestamp() + interval '"
            + Throttle.LEASE.toSeconds() + " seconds'";

    private static final String STANDINGS = """
            select t.failures, t.blocks, t.tokens, t.blocked_until, t.updated_at,
                (select count(*) from auth.undecided u where u.kind = k.kind and u.key = decode(k.hex, 'hex') and %s)
                    as under_way
            from %s with ordinality as k (kind, hex, place)
            left join auth.throttles t on t.kind = k.kind and t.key = decode(k.hex, 'hex') order by k.place""".formatted(LIVES, KEYS);

    private static final String RESERVE = """
            insert into auth.undecided (attempt, kind, key, until)
            select :attempt, k.kind, decode(k.hex, 'hex'), clock_timestamp() + interval '%d seconds'
            from %s as k (kind, hex)""".formatted(Throttle.LEASE.toSeconds(), KEYS);

    private static final String COUNT = """
            insert into auth.throttles (kind, key, failures, blocks, tokens, blocked_until, updated_at, account_key)
            select c.kind, decode(c.hex, 'hex'), c.failures, c.blocks, c.tokens, c.blocked_until, c.updated_at,
                decode(c.account, 'hex')
            from unnest(cast(:kinds as text[]), cast(:keys as text[]), cast(:failures as integer[]),
                cast(:blocks as integer[]), cast(:tokens as double precision[]),
                cast(cast(:until as text[]) as timestamptz[]), cast(cast(:updated as text[]) as timestamptz[]),
                cast(:accounts as text[]))
                as c (kind, hex, failures, blocks, tokens, blocked_until, updated_at, account)
            on conflict (kind, key) do update set failures = excluded.failures, blocks = excluded.blocks,
                tokens = excluded.tokens, blocked_until = excluded.blocked_until, updated_at = excluded.updated_at""";

    private final Statements statements;
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong underWay = new AtomicLong();
    private final Counter forgotten;

    private record Standing(Throttle.Counter counter, int underWay) {}

    ThrottleStore(Statements statements, MeterRegistry metrics) {
        this.statements = statements;
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
        return statements.inTransaction(session -> locked(session, keys).chain(standings -> {
            Throttle.Wait wait = Throttle.Wait.longest(waits(keys, standings));
            return wait.over()
                    ? reserve(session, attempt, keys).replaceWith(wait)
                    : Uni.createFrom().item(wait);
        }));
    }

    /** Counts the attempt as a failure; whatever was counted under way before it, it is counted now. */
    public Uni<Void> failed(UUID attempt, List<Key> keys) {
        return statements.inTransaction(session -> locked(session, keys)
                .chain(standings -> write(session, keys, standings))
                .chain(() -> release(session, attempt, keys)));
    }

    /** The attempt was right: what was counted is forgotten, except what its address has used up. */
    public Uni<Void> succeeded(UUID attempt, List<Key> keys) {
        List<Key> forgotten =
                keys.stream().filter(key -> key.kind() != Kind.ADDRESS).toList();
        return statements.inTransaction(
                session -> (forgotten.isEmpty() ? Uni.createFrom().voidItem() : forget(session, forgotten))
                        .chain(() -> release(session, attempt, keys)));
    }

    /** The attempt was never decided: it doesn't count. */
    public Uni<Void> undecided(UUID attempt, List<Key> keys) {
        return statements.run(session -> release(session, attempt, keys));
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
        return statements.run(session -> session.createNativeQuery(
                        "select a.id, max(t.blocked_until) as until from auth.accounts a join auth.throttles t"
                                + " on t.account_key = " + ACCOUNT_KEY
                                + " where a.id = any(:accounts) and t.blocked_until > :now group by a.id",
                        Tuple.class)
                .setParameter("accounts", accounts.toArray(UUID[]::new))
                .setParameter("now", SqlTime.of(Instant.now()))
                .getResultList()
                .map(rows -> rows.stream().collect(Collectors.toMap(row -> row.get("id", UUID.class), row -> row.get(
                                "until", OffsetDateTime.class)
                        .toInstant()))));
    }

    /** Drops counters that have nothing left to say, and what is past the bound. */
    public Uni<Void> prune() {
        OffsetDateTime old =
                MachineClock.system().atLeast().minus(Throttle.MEMORY).atOffset(ZoneOffset.UTC);
        return statements.run(session -> session.createNativeQuery(
                        "delete from auth.throttles where updated_at < :old and blocked_until < now()")
                .setParameter("old", old)
                .executeUpdate()
                .chain(() -> session.createNativeQuery(PAST_THE_BOUND)
                        .setParameter("most", ROWS)
                        .executeUpdate())
                .invoke(gone -> forgotten.increment(gone))
                .chain(() -> session.createNativeQuery("select count(*) from auth.throttles", Long.class)
                        .getSingleResult())
                .invoke(rows::set)
                .chain(() -> session.createNativeQuery("delete from auth.undecided where not (" + LIVES + ")")
                        .executeUpdate())
                .chain(() -> session.createNativeQuery("select count(distinct attempt) from auth.undecided", Long.class)
                        .getSingleResult())
                .invoke(underWay::set)
                .replaceWithVoid());
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
    private static Uni<List<Standing>> locked(Mutiny.QueryProducer session, List<Key> keys) {
        return session.createNativeQuery(LOCK, String.class)
                .setParameter("kinds", kinds(keys))
                .setParameter("keys", inHex(keys))
                .getResultList()
                .chain(() -> session.createNativeQuery(STANDINGS, Tuple.class)
                        .setParameter("kinds", kinds(keys))
                        .setParameter("keys", inHex(keys))
                        .getResultList())
                .map(rows -> rows.stream().map(ThrottleStore::standing).toList());
    }

    private static Uni<Void> reserve(Mutiny.QueryProducer session, UUID attempt, List<Key> keys) {
        return session.createNativeQuery(RESERVE)
                .setParameter("attempt", attempt)
                .setParameter("kinds", kinds(keys))
                .setParameter("keys", inHex(keys))
                .executeUpdate()
                .replaceWithVoid();
    }

    private static Uni<Void> forget(Mutiny.QueryProducer session, List<Key> keys) {
        return session.createNativeQuery("delete from auth.throttles where (kind, key) in"
                        + " (select k.kind, decode(k.hex, 'hex') from " + KEYS + " as k (kind, hex))")
                .setParameter("kinds", kinds(keys))
                .setParameter("keys", inHex(keys))
                .executeUpdate()
                .replaceWithVoid();
    }

    private static Uni<Void> release(Mutiny.QueryProducer session, UUID attempt, List<Key> keys) {
        return session.createNativeQuery("delete from auth.undecided where attempt = :attempt and (kind, key) in"
                        + " (select k.kind, decode(k.hex, 'hex') from " + KEYS + " as k (kind, hex))")
                .setParameter("attempt", attempt)
                .setParameter("kinds", kinds(keys))
                .setParameter("keys", inHex(keys))
                .executeUpdate()
                .replaceWithVoid();
    }

    private static Uni<Void> write(Mutiny.QueryProducer session, List<Key> keys, List<Standing> standings) {
        Instant now = Instant.now();
        List<Throttle.Counter> counters = IntStream.range(0, keys.size())
                .mapToObj(i ->
                        Throttle.failed(keys.get(i).kind(), standings.get(i).counter(), now))
                .toList();
        return session.createNativeQuery(COUNT)
                .setParameter("kinds", kinds(keys))
                .setParameter("keys", inHex(keys))
                .setParameter("failures", column(counters, Throttle.Counter::failures, Integer[]::new))
                .setParameter("blocks", column(counters, Throttle.Counter::blocks, Integer[]::new))
                .setParameter("tokens", column(counters, Throttle.Counter::tokens, Double[]::new))
                .setParameter(
                        "until", column(counters, each -> each.blockedUntil().toString(), String[]::new))
                .setParameter(
                        "updated", column(counters, each -> each.updatedAt().toString(), String[]::new))
                .setParameter("accounts", column(keys, key -> hex(key.accountKey()), String[]::new))
                .executeUpdate()
                .replaceWithVoid();
    }

    private static String[] kinds(List<Key> keys) {
        return column(keys, key -> key.kind().name(), String[]::new);
    }

    private static String[] inHex(List<Key> keys) {
        return column(keys, key -> hex(key.key()), String[]::new);
    }

    private static String hex(byte[] key) {
        return key == null ? null : HexFormat.of().formatHex(key);
    }

    private static Standing standing(Tuple row) {
        Throttle.Counter counter = row.get("failures") == null
                ? Throttle.Counter.fresh(Instant.now())
                : new Throttle.Counter(
                        row.get("failures", Integer.class),
                        row.get("blocks", Integer.class),
                        row.get("tokens", Double.class),
                        row.get("blocked_until", OffsetDateTime.class).toInstant(),
                        row.get("updated_at", OffsetDateTime.class).toInstant());
        return new Standing(counter, Math.toIntExact(row.get("under_way", Long.class)));
    }
}
