package weft.auth.store;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.hibernate.reactive.mutiny.Mutiny;
import weft.auth.config.AuthSettings;
import weft.auth.store.sql.Statements;
import weft.service.time.MachineClock;

/** What is kept of the past, and for how long: acts on accounts, invites that can't be used any more, and why sessions ended. */
@ApplicationScoped
public class Retention {

    /**
     * Acts on API tokens kept, and closed invites, and ended sessions. Members make and delete tokens as they like, so these acts are
     * bounded in number too and can't push out what operators did; those go by age alone.
     */
    public static final int ROWS = 100_000;

    /** Longer than a session lives by default: who comes back with its cookie later than that is told no reason. */
    public static final Duration ENDED_SESSIONS = Duration.ofDays(30);

    private final Statements statements;
    private final AuthSettings config;

    Retention(Statements statements, AuthSettings config) {
        this.statements = statements;
        this.config = config;
    }

    /** Drops what is older than its retention and what is beyond the bound, the oldest first. */
    public Uni<Void> prune() {
        return statements.run(session -> older(
                        session, "delete from auth.audit_outbox where at < :old", config.auditRetention())
                .chain(() -> beyond(
                        session,
                        "delete from auth.audit_outbox where action like 'token.%' and sequence <= (select sequence"
                                + " from auth.audit_outbox where action like 'token.%'"
                                + " order by sequence desc offset :most limit 1)"))
                .chain(() -> older(
                        session,
                        "delete from auth.invites where coalesce(used_at, revoked_at, expires_at) < :old",
                        config.inviteRetention()))
                .chain(() -> session.createNativeQuery(
                                "delete from auth.invites where id in (select id from auth.invites"
                                        + " where coalesce(used_at, revoked_at, expires_at) < :now"
                                        + " order by coalesce(used_at, revoked_at, expires_at) desc, id desc offset :most)")
                        .setParameter("now", before(Duration.ZERO))
                        .setParameter("most", ROWS)
                        .executeUpdate())
                .chain(() -> older(session, "delete from auth.ended_sessions where ended_at < :old", ENDED_SESSIONS))
                .chain(() -> beyond(
                        session,
                        "delete from auth.ended_sessions where ended_at <= (select ended_at from auth.ended_sessions"
                                + " order by ended_at desc offset :most limit 1)"))
                .replaceWithVoid());
    }

    private static Uni<Integer> older(Mutiny.QueryProducer session, String statement, Duration retention) {
        return session.createNativeQuery(statement)
                .setParameter("old", before(retention))
                .executeUpdate();
    }

    private static Uni<Integer> beyond(Mutiny.QueryProducer session, String statement) {
        return session.createNativeQuery(statement).setParameter("most", ROWS).executeUpdate();
    }

    private static OffsetDateTime before(Duration retention) {
        return MachineClock.system().atLeast().minus(retention).atOffset(ZoneOffset.UTC);
    }
}
