package weft.auth.store;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import weft.service.time.MachineClock;

/**
 * Puts right what was written before the clock was set back. A row of a time that has not come would block or live until it
 * comes; it gets the time that it had left, from now on.
 */
@ApplicationScoped
public class ClockSetBack {

    private final Pool pool;

    ClockSetBack(@ReactiveDataSource("auth") Pool pool) {
        this.pool = pool;
    }

    /**
     * Does it. Blocks go by what the clock shows, because one of a day keeps people out; sessions only once the clock is believed,
     * because a step that is taken back must not end them.
     */
    public Uni<Void> repair() {
        OffsetDateTime now = SqlTime.of(MachineClock.system().now());
        OffsetDateTime latest = SqlTime.of(MachineClock.system().atMost());
        return pool.preparedQuery("update auth.throttles set updated_at = $1::timestamptz,"
                        + " blocked_until = $1::timestamptz + greatest(interval '0', blocked_until - updated_at)"
                        + " where updated_at > $1::timestamptz + interval '1 minute'")
                .execute(Tuple.of(now))
                .chain(() -> pool.preparedQuery("update auth.sessions set last_seen_at = $1::timestamptz,"
                                + " idle_at = $1::timestamptz + (idle_at - last_seen_at), created_at = least(created_at, $1::timestamptz),"
                                + " expires_at = least(expires_at, $1::timestamptz + (expires_at - created_at))"
                                + " where last_seen_at > $1::timestamptz + interval '1 minute'")
                        .execute(Tuple.of(latest)))
                .replaceWithVoid();
    }
}
