package weft.auth.store;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import weft.auth.domain.OpaqueToken;
import weft.events.SessionEvent;
import weft.service.time.MachineClock;

/**
 * Why sessions have ended. A browser that has its event stream open hears it at once; one that was not there at the time, a phone in a
 * pocket for one, is told when it asks again with the cookie of the session that is gone, for as long as {@link Retention} keeps it.
 */
@ApplicationScoped
public class SessionEndings {

    private final Transactions transactions;

    SessionEndings(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * The statement that ends sessions and keeps why, both or neither.
     *
     * @param which a condition on {@code auth.sessions}, with its parameters
     * @param told columns of the sessions it ended: {@code id}, {@code account_id}
     */
    static String ending(String which, SessionEvent.Change why, String told) {
        return "with ended as (delete from auth.sessions where " + which + " returning id, account_id, reference_hash),"
                + " kept as (insert into auth.ended_sessions (reference_hash, reason, ended_at)"
                + " select reference_hash, '" + why.name() + "', now() from ended on conflict do nothing)"
                + " select " + told + " from ended";
    }

    /**
     * Why the session behind a cookie is over.
     *
     * @return empty when it lives, was never there, or ended longer ago than is kept
     */
    public Uni<Optional<SessionEvent.Change>> why(String reference) {
        if (reference.length() > OpaqueToken.MAX_LENGTH) {
            return Uni.createFrom().item(Optional.empty());
        }
        return transactions.read(session -> session.createNativeQuery(
                        "select reason from auth.ended_sessions where reference_hash = :hash"
                                + " union all select '" + SessionEvent.Change.EXPIRED.name() + "' from auth.sessions"
                                + " where reference_hash = :hash and least(idle_at, expires_at) <= :now",
                        String.class)
                .setParameter("hash", OpaqueToken.of(reference).hash())
                .setParameter("now", MachineClock.system().atLeast())
                .setMaxResults(1)
                .getSingleResultOrNull()
                .map(reason -> Optional.ofNullable(reason).map(SessionEvent.Change::valueOf)));
    }
}
