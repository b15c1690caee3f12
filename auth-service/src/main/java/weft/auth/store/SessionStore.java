package weft.auth.store;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import weft.auth.bus.Outbox;
import weft.auth.bus.OutboxRelay;
import weft.auth.domain.AgentName;
import weft.auth.domain.OpaqueToken;
import weft.auth.domain.SessionLife;
import weft.auth.store.entity.Roles;
import weft.events.SessionEvent;
import weft.service.http.PageRequest;
import weft.service.id.TimeOrderedId;
import weft.service.problem.Problem;
import weft.service.time.MachineClock;
import weft.service.token.Caller;
import weft.service.token.Role;
import weft.service.token.Scope;

/** Browser sessions. They are looked up by the hash of their reference, with every request. */
@ApplicationScoped
public class SessionStore {

    private final MachineClock clock = MachineClock.system();

    private final Pool pool;
    private final Outbox outbox;
    private final OutboxRelay relay;

    SessionStore(@ReactiveDataSource("auth") Pool pool, Outbox outbox, OutboxRelay relay) {
        this.pool = pool;
        this.outbox = outbox;
        this.relay = relay;
    }

    /**
     * A session to be made.
     *
     * @param account whose
     * @param passwordVersion of the password that was given for it
     * @param reference the fresh secret of its cookie
     * @param life how long it lives
     * @param source network address it is made from
     * @param userAgent what the browser calls itself; may be null; shown to its owner, never decided by
     */
    public record NewSession(
            UUID account,
            int passwordVersion,
            OpaqueToken reference,
            SessionLife life,
            String source,
            String userAgent) {}

    /**
     * A session as its owner sees it.
     *
     * @param id not its reference
     */
    public record Device(
            UUID id, Instant createdAt, Instant lastSeenAt, Instant expiresAt, String source, String userAgent) {}

    /**
     * Makes a session, drops the oldest ones beyond {@code max} and ends the one that the browser had before.
     *
     * @param replaced the session this one takes the place of, if any
     * @return its id; fails with 401 when the password that was given for it isn't the account's any more
     */
    public Uni<UUID> create(NewSession wanted, int max, Optional<Caller> replaced) {
        UUID id = TimeOrderedId.next();
        Instant now = clock.atMost();
        return pool.withTransaction(connection -> lockAccount(connection, wanted.account())
                        .chain(() -> stillItsPassword(connection, wanted))
                        .chain(() -> connection
                                .preparedQuery("insert into auth.sessions (id, account_id, reference_hash, created_at,"
                                        + " last_seen_at, idle_at, expires_at, proven_at, source, user_agent)"
                                        + " values ($1, $2, $3, $4, $4, $5, $6, $9, $7, $8)")
                                .execute(Tuple.from(List.of(
                                        id,
                                        wanted.account(),
                                        Buffer.buffer(wanted.reference().hash()),
                                        SqlTime.of(now),
                                        SqlTime.of(wanted.life().idleAt(now)),
                                        SqlTime.of(wanted.life().expiresAt(now)),
                                        wanted.source(),
                                        Optional.ofNullable(AgentName.of(wanted.userAgent()))
                                                .orElse(""),
                                        SqlTime.of(clock.now())))))
                        .chain(() -> connection
                                .preparedQuery("update auth.accounts set last_sign_in_at = $2 where id = $1")
                                .execute(Tuple.of(wanted.account(), SqlTime.of(now))))
                        .chain(() -> dropOldest(connection, wanted.account(), max))
                        .chain(() -> replaced.isEmpty()
                                ? Uni.createFrom().item(0)
                                : end(
                                        connection,
                                        replaced.get().accountId(),
                                        List.of(replaced.get().credential()))))
                .chain(relay::drain)
                .replaceWith(id);
    }

    /**
     * The caller behind a reference, while the session lives and the account isn't disabled. Seeing it keeps it alive.
     *
     * @param life gives the idle time of the account's roles
     */
    public Uni<Optional<Caller>> find(byte[] referenceHash, Function<Set<Role>, SessionLife> life) {
        return live(referenceHash).chain(found -> {
            if (found.isEmpty()) {
                return Uni.createFrom().item(Optional.<Caller>empty());
            }
            Row row = found.get();
            SessionLife lives = lives(row, life);
            return seen(row, lives).replaceWith(Optional.of(caller(row, lives)));
        });
    }

    /** As {@link #find}, but the session is not seen by it. */
    public Uni<Optional<Caller>> peek(byte[] referenceHash, Function<Set<Role>, SessionLife> life) {
        return live(referenceHash).map(found -> found.map(row -> caller(row, lives(row, life))));
    }

    private static SessionLife lives(Row row, Function<Set<Role>, SessionLife> life) {
        return life.apply(Roles.parse(row.getString("roles")));
    }

    private Uni<Optional<Row>> live(byte[] referenceHash) {
        return pool.preparedQuery("select s.id, s.account_id, s.proven_at, s.last_seen_at, a.username, a.roles"
                        + " from auth.sessions s join auth.accounts a on a.id = s.account_id"
                        + " where s.reference_hash = $1 and s.idle_at > $2 and s.expires_at > $2 and not a.disabled")
                .execute(Tuple.of(Buffer.buffer(referenceHash), SqlTime.of(clock.atLeast())))
                .map(rows -> stream(rows).findFirst());
    }

    /** Notes that the password was given again in an account's session; fails with 401 when that has ended. */
    public Uni<Void> prove(UUID account, UUID id) {
        return pool.preparedQuery("update auth.sessions set proven_at = $3 where account_id = $1 and id = $2")
                .execute(Tuple.of(account, id, SqlTime.of(Instant.now())))
                .invoke(rows -> {
                    if (rows.rowCount() == 0) {
                        throw Problem.notSignedIn().exception();
                    }
                })
                .replaceWithVoid();
    }

    /** The page of an account's live sessions by age, one row more than asked for. */
    public Uni<List<Device>> list(UUID account, PageRequest page) {
        return pool.preparedQuery(
                        "select id, created_at, last_seen_at, expires_at, source, user_agent from auth.sessions"
                                + " where account_id = $1 and id > $2 and idle_at > $4 and expires_at > $4"
                                + " order by id limit $3")
                .execute(Tuple.of(
                        account, page.afterId().orElse(new UUID(0, 0)), page.limit() + 1, SqlTime.of(clock.atLeast())))
                .map(rows -> stream(rows).map(SessionStore::device).toList());
    }

    /** Ends an account's session; false when it has no such session. */
    public Uni<Boolean> end(UUID account, UUID id) {
        return pool.withTransaction(connection -> end(connection, account, List.of(id)))
                .call(relay::drain)
                .map(ended -> ended == 1);
    }

    /** Ends what has reached its idle or absolute limit, so that streams that hang on it are closed. */
    public Uni<Void> endExpired() {
        return pool.withTransaction(connection -> connection
                        .preparedQuery(SessionEndings.ending(
                                "least(idle_at, expires_at) <= $1", SessionEvent.Change.EXPIRED, "id, account_id"))
                        .execute(Tuple.of(SqlTime.of(clock.atLeast())))
                        .chain(rows -> publish(connection, rows, SessionEvent.Change.EXPIRED)))
                .chain(relay::drain);
    }

    private static Uni<Void> lockAccount(SqlConnection connection, UUID account) {
        return connection
                .preparedQuery("select 1 from auth.accounts where id = $1 for update")
                .execute(Tuple.of(account))
                .replaceWithVoid();
    }

    /** Only after the lock: then whoever was changing the password has done so, and has ended the sessions that were there. */
    private static Uni<Void> stillItsPassword(SqlConnection connection, NewSession wanted) {
        return connection
                .preparedQuery("select 1 from auth.credentials where account_id = $1 and version = $2")
                .execute(Tuple.of(wanted.account(), wanted.passwordVersion()))
                .invoke(rows -> {
                    if (rows.size() == 0) {
                        throw CredentialStore.wrongCredentials().exception();
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Void> dropOldest(SqlConnection connection, UUID account, int max) {
        return connection
                .preparedQuery(SessionEndings.ending(
                        "id in (select id from auth.sessions where account_id = $1"
                                + " order by created_at desc, id desc offset $2)",
                        SessionEvent.Change.DISPLACED,
                        "id, account_id"))
                .execute(Tuple.of(account, max))
                .chain(rows -> publish(connection, rows, SessionEvent.Change.DISPLACED));
    }

    private Uni<Integer> end(SqlConnection connection, UUID account, List<UUID> ids) {
        return connection
                .preparedQuery(SessionEndings.ending(
                        "account_id = $1 and id = any($2)", SessionEvent.Change.ENDED, "id, account_id"))
                .execute(Tuple.of(account, ids.toArray(UUID[]::new)))
                .call(rows -> publish(connection, rows, SessionEvent.Change.ENDED))
                .map(RowSet::rowCount);
    }

    private Uni<Void> publish(SqlConnection connection, RowSet<Row> ended, SessionEvent.Change why) {
        return Multi.createFrom()
                .iterable(ended)
                .onItem()
                .transformToUniAndConcatenate(row ->
                        outbox.put(connection, new SessionEvent(row.getUUID("account_id"), row.getUUID("id"), why)))
                .collect()
                .last()
                .replaceWithVoid();
    }

    /**
     * Written once a minute at most: a busy session is no reason to write with every request. A clock that was set back shortens
     * nothing: until it has caught up there is nothing to write.
     */
    private Uni<Void> seen(Row row, SessionLife life) {
        Instant now = clock.atMost();
        if (row.getOffsetDateTime("last_seen_at").toInstant().plusSeconds(60).isAfter(now)) {
            return Uni.createFrom().voidItem();
        }
        return pool.preparedQuery("update auth.sessions set last_seen_at = $2, idle_at = $3 where id = $1")
                .execute(Tuple.of(row.getUUID("id"), SqlTime.of(now), SqlTime.of(life.idleAt(now))))
                .replaceWithVoid();
    }

    private static Caller caller(Row row, SessionLife life) {
        var roles = Roles.parse(row.getString("roles"));
        return new Caller(
                Caller.Kind.SESSION,
                row.getUUID("account_id"),
                row.getString("username"),
                row.getUUID("id"),
                roles,
                Scope.of(roles),
                life.provenUntil(row.getOffsetDateTime("proven_at").toInstant(), Instant.now()),
                null);
    }

    private static Device device(Row row) {
        return new Device(
                row.getUUID("id"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("last_seen_at").toInstant(),
                row.getOffsetDateTime("expires_at").toInstant(),
                row.getString("source"),
                row.getString("user_agent"));
    }

    private static Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }
}
