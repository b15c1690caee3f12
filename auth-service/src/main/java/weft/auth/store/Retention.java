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

/** What is kept of the past, and for how long: acts on accounts, and invites that can't be used any more. */
@ApplicationScoped
public class Retention {

    /**
     * Acts on API tokens kept, and closed invites. Members make and delete tokens as they like, so these acts are bounded in
     * number too and can't push out what operators did; those go by age alone.
     */
    public static final int ROWS = 100_000;

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
                .replaceWithVoid();
    }

    private static OffsetDateTime before(Duration retention) {
        return MachineClock.system().atLeast().minus(retention).atOffset(ZoneOffset.UTC);
    }
}
