package weft.auth.store;

import static weft.auth.store.sql.Statements.column;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;
import weft.auth.config.AuthSettings;
import weft.auth.domain.AgentName;
import weft.auth.domain.AttemptTally;
import weft.auth.domain.AttemptTally.Kind;
import weft.auth.domain.AttemptTally.Last;
import weft.auth.domain.AttemptTally.Repeats;
import weft.auth.store.sql.Statements;
import weft.service.http.PageRequest;
import weft.service.id.TimeOrderedId;
import weft.service.net.Source;
import weft.service.time.MachineClock;
import weft.service.work.PeriodicWork;

/**
 * Who tried to get in: attempts of one action with one outcome, from one network, about one account, in one hour are a row with
 * their number. Those let in and those refused have bounds of their own, so nobody can push the ones out with the others.
 *
 * <p>The first refusal of a row is on disk before it is answered; repetitions are counted in memory and written every
 * {@value #WRITTEN_EVERY_MILLIS} ms and when the log is read, so that a flood doesn't keep the database busy. What the end of a
 * process takes along is their number in that time.
 *
 * <p>For refusals there are lines in the log {@code weft.access} that tools such as fail2ban can act on: one for each of the
 * first {@value #LINES} of a row, then one for every power of ten.
 */
@ApplicationScoped
public class AccessLog {

    static final long WRITTEN_EVERY_MILLIS = 2_000;

    /** Lines in the log for refusals that become one row, one each. */
    static final int LINES = 100;

    private static final String ADMITTED = "admitted";
    private static final String WRITE = """
            insert into auth.access_attempts as a
                (id, at, last_at, hour, action, outcome, account_id, username, network, source, user_agent, count)
            select r.id, r.at, r.at, r.hour, r.action, r.outcome, r.account, r.username, r.network, r.source, r.agent, r.count
            from unnest(cast(:ids as uuid[]), cast(cast(:ats as text[]) as timestamptz[]),
                cast(cast(:hours as text[]) as timestamptz[]), cast(:actions as text[]), cast(:outcomes as text[]),
                cast(:accounts as uuid[]), cast(:usernames as text[]), cast(:networks as text[]), cast(:sources as text[]),
                cast(:agents as text[]), cast(:counts as bigint[])) with ordinality
                as r (id, at, hour, action, outcome, account, username, network, source, agent, count, place)
            order by r.place
            on conflict (action, outcome, network,
                coalesce(account_id, cast('00000000-0000-0000-0000-000000000000' as uuid)), hour) where hour is not null
            do update set count = a.count + excluded.count, last_at = greatest(a.last_at, excluded.last_at),
                username = excluded.username, source = excluded.source, user_agent = excluded.user_agent""";

    /** So that no two replicas wait for each other's rows. */
    private static final Comparator<Repeats> ONE_ORDER =
            Comparator.comparing(row -> row.kind().toString());

    private static final Logger LOG = Logger.getLogger("weft.access");
    private static final Duration LAST_WRITE = Duration.ofSeconds(2);

    private final Statements statements;
    private final AuthSettings config;
    private final AttemptTally tally = new AttemptTally();
    private final AtomicLong admissions = new AtomicLong();
    private final AtomicLong refusals = new AtomicLong();
    private final Counter forgotten;
    private final PeriodicWork work = new PeriodicWork(
            "the access log",
            Duration.ofMillis(WRITTEN_EVERY_MILLIS),
            () -> writeRepeats().onFailure().invoke(AccessLog::lost).onFailure().recoverWithNull());

    AccessLog(Statements statements, AuthSettings config, MeterRegistry metrics) {
        this.statements = statements;
        this.config = config;
        this.forgotten = metrics.counter("weft_auth_access_rows_forgotten");
        gauge(metrics, ADMITTED, admissions, config.accessLogRows());
        gauge(metrics, "refused", refusals, config.accessLogRefusals());
        Gauge.builder("weft_auth_access_tally", tally, AttemptTally::size)
                .description("Kinds of refusals that are counted in memory")
                .register(metrics);
        Gauge.builder("weft_auth_access_tally_bound", () -> AttemptTally.KINDS).register(metrics);
    }

    /** What was tried. */
    public enum Action {
        SIGN_IN("sign-in"),
        PROOF("proof"),
        PASSWORD("password"),
        RESET_LINK("reset-link"),
        RESET("reset"),
        UNLOCK("unlock"),
        SET_UP("set-up"),
        INVITE("invite"),
        API_TOKEN("api-token");

        private final String text;

        Action(String text) {
            this.text = text;
        }
    }

    /** Whose account an attempt was about. What was typed is not kept when no account has that name: it may be a password. */
    public record Subject(UUID account, String username) {}

    /**
     * Attempts that are one row.
     *
     * @param firstAt when the first was
     * @param lastAt when the last was; {@code source} and {@code userAgent} are the last one's
     * @param count how many there were
     * @param outcome {@code admitted}, or a word for why not
     * @param account whose account they were about; null, like {@code username}, when there is none
     */
    public record Attempts(
            UUID id,
            Instant firstAt,
            Instant lastAt,
            long count,
            String action,
            String outcome,
            UUID account,
            String username,
            String source,
            String userAgent) {}

    void start(@Observes StartupEvent started, Vertx vertx) {
        work.start(vertx);
    }

    void stop(@Observes ShutdownEvent stopping) {
        work.stop();
        try {
            writeRepeats().await().atMost(LAST_WRITE);
        } catch (RuntimeException failed) {
            lost(failed);
        }
    }

    /** Notes an attempt that was let in. */
    public Uni<Void> admitted(Action action, Subject subject, String source, String userAgent) {
        List<Repeats> one = admission(action, subject, source, userAgent);
        return statements.run(session -> write(session, one));
    }

    /** Notes what was done, in the transaction that does it: there is no act without its entry. */
    public Uni<Void> admitted(Mutiny.Session session, Action action, Subject subject, String source, String userAgent) {
        return write(session, admission(action, subject, source, userAgent));
    }

    private static List<Repeats> admission(Action action, Subject subject, String source, String userAgent) {
        Instant now = Instant.now();
        return List.of(
                new Repeats(kind(action, ADMITTED, subject, source, now), last(subject, source, userAgent, now), 1));
    }

    /** Notes a refused attempt; subject is null when no account was concerned. */
    public Uni<Void> refused(Action action, String outcome, Subject subject, String source, String userAgent) {
        Instant now = Instant.now();
        Kind kind = kind(action, outcome, subject, source, now);
        Last last = last(subject, source, userAgent, now);
        long number = tally.add(kind, last);
        line(kind, source, number);
        return number > 1
                ? Uni.createFrom().voidItem()
                : statements.run(session -> write(session, List.of(new Repeats(kind, last, 1))));
    }

    /** The page of attempts, those that began last first, one row more than asked for. */
    public Uni<List<Attempts>> list(PageRequest page) {
        UUID before = page.afterId().orElse(new UUID(-1, -1));
        return writeRepeats()
                .chain(() -> statements.run(session -> session.createNativeQuery(
                                "select id, at, last_at, count, action, outcome, account_id, username, source, user_agent"
                                        + " from auth.access_attempts where id < :before order by id desc limit :most",
                                Tuple.class)
                        .setParameter("before", before)
                        .setParameter("most", page.limit() + 1)
                        .getResultList()))
                .map(rows -> rows.stream().map(AccessLog::attempts).toList());
    }

    /** Drops what is older than the retention and what is beyond the bounds. */
    public Uni<Void> prune() {
        OffsetDateTime old = SqlTime.of(MachineClock.system().atLeast().minus(config.accessLogRetention()));
        return statements.run(session -> session.createNativeQuery(
                        "delete from auth.access_attempts where last_at < :old")
                .setParameter("old", old)
                .executeUpdate()
                .chain(() -> prune(session, "outcome = '" + ADMITTED + "'", config.accessLogRows(), admissions))
                .chain(() -> prune(session, "outcome <> '" + ADMITTED + "'", config.accessLogRefusals(), refusals)));
    }

    private Uni<Void> prune(Mutiny.QueryProducer session, String which, int bound, AtomicLong rows) {
        return session.createNativeQuery(
                        "delete from auth.access_attempts where " + which + " and id <= (select id from"
                                + " auth.access_attempts where " + which + " order by id desc offset :most limit 1)")
                .setParameter("most", bound)
                .executeUpdate()
                .invoke(gone -> forgotten.increment(gone))
                .chain(() -> session.createNativeQuery(
                                "select count(*) from auth.access_attempts where " + which, Long.class)
                        .getSingleResult())
                .invoke(rows::set)
                .replaceWithVoid();
    }

    private static void gauge(MeterRegistry metrics, String which, AtomicLong rows, int bound) {
        Gauge.builder("weft_auth_access_rows", rows::get)
                .description("Rows of the access log, as of the last minute's look")
                .tag("outcome", which)
                .register(metrics);
        Gauge.builder("weft_auth_access_rows_bound", () -> bound)
                .tag("outcome", which)
                .register(metrics);
    }

    private Uni<Void> writeRepeats() {
        return Uni.createFrom().deferred(() -> {
            List<Repeats> taken = tally.take(Instant.now().truncatedTo(ChronoUnit.HOURS));
            return taken.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : statements
                            .run(session -> write(session, taken))
                            .onFailure()
                            .invoke(failed -> tally.putBack(taken));
        });
    }

    private static Uni<Void> write(Mutiny.QueryProducer session, List<Repeats> unordered) {
        List<Repeats> rows = unordered.stream().sorted(ONE_ORDER).toList();
        return session.createNativeQuery(WRITE)
                .setParameter("ids", column(rows, row -> TimeOrderedId.next(), UUID[]::new))
                .setParameter("ats", column(rows, row -> row.last().at().toString(), String[]::new))
                .setParameter("hours", column(rows, row -> row.kind().hour().toString(), String[]::new))
                .setParameter("actions", column(rows, row -> row.kind().action(), String[]::new))
                .setParameter("outcomes", column(rows, row -> row.kind().outcome(), String[]::new))
                .setParameter("accounts", column(rows, row -> row.kind().account(), UUID[]::new))
                .setParameter("usernames", column(rows, row -> row.last().username(), String[]::new))
                .setParameter("networks", column(rows, row -> row.kind().network(), String[]::new))
                .setParameter("sources", column(rows, row -> row.last().source(), String[]::new))
                .setParameter("agents", column(rows, row -> row.last().userAgent(), String[]::new))
                .setParameter("counts", column(rows, Repeats::count, Long[]::new))
                .executeUpdate()
                .replaceWithVoid();
    }

    private static void line(Kind kind, String source, long number) {
        if (number <= LINES || isPowerOfTen(number)) {
            LOG.warnf(
                    "refused action=%s outcome=%s source=%s account=%s%s",
                    kind.action(),
                    kind.outcome(),
                    source,
                    Optional.ofNullable(kind.account()).map(UUID::toString).orElse("-"),
                    number > LINES ? " count=" + number : "");
        }
    }

    private static boolean isPowerOfTen(long number) {
        return String.valueOf(number).matches("10+");
    }

    private static void lost(Throwable failed) {
        LOG.warnf("repeated refusals wait to be counted in the database: %s", failed.getMessage());
    }

    private static Kind kind(Action action, String outcome, Subject subject, String source, Instant now) {
        return new Kind(
                action.text,
                outcome,
                Source.of(source).network(),
                subject == null ? null : subject.account(),
                now.truncatedTo(ChronoUnit.HOURS));
    }

    private static Last last(Subject subject, String source, String userAgent, Instant now) {
        return new Last(subject == null ? null : subject.username(), source, AgentName.of(userAgent), now);
    }

    private static Attempts attempts(Tuple row) {
        return new Attempts(
                row.get("id", UUID.class),
                row.get("at", OffsetDateTime.class).toInstant(),
                row.get("last_at", OffsetDateTime.class).toInstant(),
                row.get("count", Long.class),
                row.get("action", String.class),
                row.get("outcome", String.class),
                row.get("account_id", UUID.class),
                row.get("username", String.class),
                row.get("source", String.class),
                row.get("user_agent", String.class));
    }
}
