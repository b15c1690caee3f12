package weft.auth.store;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import weft.auth.bus.Outbox;
import weft.auth.bus.OutboxRelay;
import weft.auth.domain.AgentName;
import weft.auth.domain.OpaqueToken;
import weft.auth.domain.SessionLife;
import weft.auth.store.entity.BrowserSession;
import weft.auth.store.sql.Statements;
import weft.events.SessionEvent;
import weft.service.http.PageRequest;
import weft.service.time.MachineClock;
import weft.service.token.Caller;
import weft.service.token.Role;
import weft.service.token.Scope;

/** Browser sessions. They are looked up by the hash of their reference, with every request. */
@ApplicationScoped
public class SessionStore {

    private final MachineClock clock = MachineClock.system();

    private static final String LIVE =
            "select s.id as id, s.accountId as account, s.provenAt as proven, s.lastSeenAt as seen,"
                    + " a.username as username, a.roles as roles from BrowserSession s join Account a on a.id = s.accountId"
                    + " where s.referenceHash = :hash and s.idleAt > :now and s.expiresAt > :now and not a.disabled";

    /** What is told of those that have ended. */
    private static final String ENDED = "id, account_id";

    private final Statements statements;
    private final Outbox outbox;
    private final OutboxRelay relay;

    SessionStore(Statements statements, Outbox outbox, OutboxRelay relay) {
        this.statements = statements;
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
     * @return its id; empty when the password that was given for it isn't the account's any more
     */
    public Uni<Optional<UUID>> create(NewSession wanted, int max, Optional<Caller> replaced) {
        return statements
                .inTransaction(session -> PasswordChanges.lock(session, wanted.account())
                        .chain(() -> isStillItsPassword(session, wanted))
                        .chain(still -> still
                                ? begin(session, wanted, max, replaced).map(Optional::of)
                                : Uni.createFrom().item(Optional.<UUID>empty())))
                .call(relay::drain);
    }

    private Uni<UUID> begin(Mutiny.StatelessSession session, NewSession wanted, int max, Optional<Caller> replaced) {
        Instant now = clock.atMost();
        BrowserSession fresh = new BrowserSession(
                wanted.account(),
                wanted.reference().hash(),
                wanted.life(),
                now,
                clock.now(),
                wanted.source(),
                Optional.ofNullable(AgentName.of(wanted.userAgent())).orElse(""));
        return session.insert(fresh)
                .chain(() -> session.createMutationQuery("update Account set lastSignInAt = :now where id = :account")
                        .setParameter("now", now)
                        .setParameter("account", wanted.account())
                        .executeUpdate())
                .chain(() -> dropOldest(session, wanted.account(), max))
                .chain(() -> replaced.isEmpty()
                        ? Uni.createFrom().item(0)
                        : end(
                                session,
                                replaced.get().accountId(),
                                replaced.get().credential()))
                .replaceWith(fresh.id());
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
            Tuple row = found.get();
            SessionLife lives = lives(row, life);
            return seen(row, lives).replaceWith(Optional.of(caller(row, lives)));
        });
    }

    /** As {@link #find}, but the session is not seen by it. */
    public Uni<Optional<Caller>> peek(byte[] referenceHash, Function<Set<Role>, SessionLife> life) {
        return live(referenceHash).map(found -> found.map(row -> caller(row, lives(row, life))));
    }

    private static SessionLife lives(Tuple row, Function<Set<Role>, SessionLife> life) {
        return life.apply(roles(row));
    }

    private Uni<Optional<Tuple>> live(byte[] referenceHash) {
        return statements.run(session -> session.createQuery(LIVE, Tuple.class)
                .setParameter("hash", referenceHash)
                .setParameter("now", clock.atLeast())
                .getSingleResultOrNull()
                .map(Optional::ofNullable));
    }

    /** Notes that the password was given again in an account's session; false when that has ended. */
    public Uni<Boolean> prove(UUID account, UUID id) {
        return statements.run(session -> session.createMutationQuery(
                        "update BrowserSession set provenAt = :now where accountId = :account and id = :id")
                .setParameter("now", Instant.now())
                .setParameter("account", account)
                .setParameter("id", id)
                .executeUpdate()
                .map(proven -> proven == 1));
    }

    /** The page of an account's live sessions by age, one row more than asked for. */
    public Uni<List<Device>> list(UUID account, PageRequest page) {
        return statements.run(session -> session.createQuery(
                        "from BrowserSession where accountId = :account and id > :after and idleAt > :now"
                                + " and expiresAt > :now order by id",
                        BrowserSession.class)
                .setParameter("account", account)
                .setParameter("after", page.afterId().orElse(new UUID(0, 0)))
                .setParameter("now", clock.atLeast())
                .setMaxResults(page.limit() + 1)
                .getResultList()
                .map(rows -> rows.stream().map(SessionStore::device).toList()));
    }

    /** Ends an account's session; false when it has no such session. */
    public Uni<Boolean> end(UUID account, UUID id) {
        return statements
                .inTransaction(session -> end(session, account, id))
                .call(relay::drain)
                .map(ended -> ended == 1);
    }

    /** Ends what has reached its idle or absolute limit, so that streams that hang on it are closed. */
    public Uni<Void> endExpired() {
        return statements
                .inTransaction(session -> session.createNativeQuery(
                                SessionEndings.ending(
                                        "least(idle_at, expires_at) <= :now", SessionEvent.Change.EXPIRED, ENDED),
                                Tuple.class)
                        .setParameter("now", clock.atLeast())
                        .getResultList()
                        .chain(rows -> publish(session, rows, SessionEvent.Change.EXPIRED)))
                .chain(relay::drain);
    }

    /** Only after the lock: then whoever was changing the password has done so, and has ended the sessions that were there. */
    private static Uni<Boolean> isStillItsPassword(Mutiny.StatelessSession session, NewSession wanted) {
        return session.createQuery(
                        "select count(*) from Credential where accountId = :account and version = :version", Long.class)
                .setParameter("account", wanted.account())
                .setParameter("version", wanted.passwordVersion())
                .getSingleResult()
                .map(found -> found == 1);
    }

    private Uni<Void> dropOldest(Mutiny.StatelessSession session, UUID account, int max) {
        return session.createNativeQuery(
                        SessionEndings.ending(
                                "id in (select id from auth.sessions where account_id = :account"
                                        + " order by created_at desc, id desc offset :most)",
                                SessionEvent.Change.DISPLACED,
                                ENDED),
                        Tuple.class)
                .setParameter("account", account)
                .setParameter("most", max)
                .getResultList()
                .chain(rows -> publish(session, rows, SessionEvent.Change.DISPLACED));
    }

    private Uni<Integer> end(Mutiny.StatelessSession session, UUID account, UUID id) {
        return session.createNativeQuery(
                        SessionEndings.ending("account_id = :account and id = :id", SessionEvent.Change.ENDED, ENDED),
                        Tuple.class)
                .setParameter("account", account)
                .setParameter("id", id)
                .getResultList()
                .call(rows -> publish(session, rows, SessionEvent.Change.ENDED))
                .map(List::size);
    }

    private Uni<Void> publish(Mutiny.StatelessSession session, List<Tuple> ended, SessionEvent.Change why) {
        return Multi.createFrom()
                .iterable(ended)
                .onItem()
                .transformToUniAndConcatenate(row -> outbox.put(
                        session, new SessionEvent(row.get("account_id", UUID.class), row.get("id", UUID.class), why)))
                .collect()
                .last()
                .replaceWithVoid();
    }

    /**
     * Written once a minute at most: a busy session is no reason to write with every request. A clock that was set back shortens
     * nothing: until it has caught up there is nothing to write.
     */
    private Uni<Void> seen(Tuple row, SessionLife life) {
        Instant now = clock.atMost();
        if (row.get("seen", Instant.class).plusSeconds(60).isAfter(now)) {
            return Uni.createFrom().voidItem();
        }
        return statements.run(session -> session.createMutationQuery(
                        "update BrowserSession set lastSeenAt = :now, idleAt = :idle where id = :id")
                .setParameter("now", now)
                .setParameter("idle", life.idleAt(now))
                .setParameter("id", row.get("id", UUID.class))
                .executeUpdate()
                .replaceWithVoid());
    }

    private static Caller caller(Tuple row, SessionLife life) {
        Set<Role> roles = roles(row);
        return new Caller(
                Caller.Kind.SESSION,
                row.get("account", UUID.class),
                row.get("username", String.class),
                row.get("id", UUID.class),
                roles,
                Scope.of(roles),
                life.provenUntil(row.get("proven", Instant.class), Instant.now()),
                null);
    }

    @SuppressWarnings("unchecked")
    private static Set<Role> roles(Tuple row) {
        return (Set<Role>) row.get("roles");
    }

    private static Device device(BrowserSession row) {
        return new Device(row.id(), row.createdAt(), row.lastSeenAt(), row.expiresAt(), row.source(), row.userAgent());
    }
}
