package weft.auth.store;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import weft.auth.store.sql.Statements;
import weft.service.time.MachineClock;

/**
 * Puts right what was written before the clock was set back. A row of a time that has not come would block or live until it
 * comes; it gets the time that it had left, from now on.
 */
@ApplicationScoped
public class ClockSetBack {

    private final Statements statements;

    ClockSetBack(Statements statements) {
        this.statements = statements;
    }

    /**
     * Does it. Blocks go by what the clock shows, because one of a day keeps people out; sessions only once the clock is believed,
     * because a step that is taken back must not end them.
     */
    public Uni<Void> repair() {
        OffsetDateTime now = SqlTime.of(MachineClock.system().now());
        OffsetDateTime latest = SqlTime.of(MachineClock.system().atMost());
        return statements.run(
                session -> session.createNativeQuery("update auth.throttles set updated_at = cast(:now as timestamptz),"
                                + " blocked_until = cast(:now as timestamptz) + greatest(interval '0', blocked_until - updated_at)"
                                + " where updated_at > cast(:now as timestamptz) + interval '1 minute'")
                        .setParameter("now", now)
                        .executeUpdate()
                        .chain(() -> session.createNativeQuery(
                                        "update auth.sessions set last_seen_at = cast(:latest as timestamptz),"
                                                + " idle_at = cast(:latest as timestamptz) + (idle_at - last_seen_at),"
                                                + " created_at = least(created_at, cast(:latest as timestamptz)),"
                                                + " expires_at = least(expires_at, cast(:latest as timestamptz) + (expires_at - created_at))"
                                                + " where last_seen_at > cast(:latest as timestamptz) + interval '1 minute'")
                                .setParameter("latest", latest)
                                .executeUpdate())
                        .replaceWithVoid());
    }
}
