package weft.auth.store;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import weft.auth.config.AuthSettings;
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

    private final Pool pool;
    private final AuthSettings config;

    Retention(@ReactiveDataSource("auth") Pool pool, AuthSettings config) {
        this.pool = pool;
        this.config = config;
    }

    /** Drops what is older than its retention and what is beyond the bound, the oldest first. */
    public Uni<Void> prune() {
        return pool.preparedQuery("delete from auth.audit_outbox where at < $1")
                .execute(Tuple.of(before(config.auditRetention())))
                .chain(() -> pool.preparedQuery(
                                "delete from auth.audit_outbox where action like 'token.%' and sequence <= (select sequence"
                                        + " from auth.audit_outbox where action like 'token.%'"
                                        + " order by sequence desc offset $1 limit 1)")
                        .execute(Tuple.of(ROWS)))
                .chain(() -> pool.preparedQuery(
                                "delete from auth.invites where coalesce(used_at, revoked_at, expires_at) < $1")
                        .execute(Tuple.of(before(config.inviteRetention()))))
                .chain(() -> pool.preparedQuery("delete from auth.invites where id in (select id from auth.invites"
                                + " where coalesce(used_at, revoked_at, expires_at) < $2"
                                + " order by coalesce(used_at, revoked_at, expires_at) desc, id desc offset $1)")
                        .execute(Tuple.of(ROWS, before(Duration.ZERO))))
                .chain(() -> pool.preparedQuery("delete from auth.ended_sessions where ended_at < $1")
                        .execute(Tuple.of(before(ENDED_SESSIONS))))
                .chain(() -> pool.preparedQuery("delete from auth.ended_sessions where ended_at <= (select ended_at"
                                + " from auth.ended_sessions order by ended_at desc offset $1 limit 1)")
                        .execute(Tuple.of(ROWS)))
                .replaceWithVoid();
    }

    private static OffsetDateTime before(Duration retention) {
        return MachineClock.system().atLeast().minus(retention).atOffset(ZoneOffset.UTC);
    }
}
