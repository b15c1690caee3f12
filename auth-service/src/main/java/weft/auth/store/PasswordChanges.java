package weft.auth.store;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;
import weft.auth.domain.Refused;
import weft.auth.domain.Refused.Reason;
import weft.events.SessionEvent;
import weft.service.time.MachineClock;
import weft.service.token.Caller;

/**
 * Puts a password in the place of another, and ends what the other one has let in. Every method is part of the caller's transaction and
 * locks the account first, as a session that is made does: so none is made by a password that is over.
 */
@ApplicationScoped
public class PasswordChanges {

    private final AccessEndings accessEndings;
    private final Notices notices;
    private final ThrottleStore throttles;

    PasswordChanges(AccessEndings accessEndings, Notices notices, ThrottleStore throttles) {
        this.accessEndings = accessEndings;
        this.notices = notices;
        this.throttles = throttles;
    }

    /**
     * The owner chooses another password: the session this is done in stays, and is proven; the others end, and a reset link with them.
     * API tokens stay: each is a secret of its own.
     *
     * @param owner in a session
     * @param version of the password that was given as the current one
     * @param password PHC string
     * @return nothing; refused when the session has ended and when the password was changed meanwhile
     */
    public Uni<Void> byOwner(Mutiny.Session session, Caller owner, int version, String password) {
        UUID account = owner.accountId();
        return lock(session, account)
                .chain(() -> session.createNativeQuery(
                                "update auth.credentials set password = :password,"
                                        + " changed_at = now(), version = version + 1 where account_id = :account and version = :version")
                        .setParameter("password", password)
                        .setParameter("account", account)
                        .setParameter("version", version)
                        .executeUpdate())
                .invoke(changed -> {
                    if (changed == 0) {
                        throw Refused.because(Reason.PASSWORD_CHANGED);
                    }
                })
                .chain(() -> prove(session, account, owner.credential()))
                .chain(() -> accessEndings.otherSessions(
                        session, account, owner.credential(), SessionEvent.Change.PASSWORD_CHANGED))
                .chain(() -> session.createNativeQuery("delete from auth.resets where account_id = :account")
                        .setParameter("account", account)
                        .executeUpdate())
                .call(() -> Transactions.audit(session, account, "password.changed", account, null))
                .replaceWithVoid();
    }

    /**
     * Somebody who holds a reset link chooses a password: everything ends that got in before, sessions and API tokens, guesses are
     * forgotten, and the member is told.
     *
     * @param reset whose link was used up in this transaction; the account is locked
     * @param password PHC string
     */
    Uni<Void> byReset(Mutiny.Session session, Resets.Reset reset, String password) {
        UUID account = reset.account();
        return session.createNativeQuery("update auth.credentials set password = :password, changed_at = now(),"
                        + " version = version + 1 where account_id = :account")
                .setParameter("password", password)
                .setParameter("account", account)
                .executeUpdate()
                .chain(() -> accessEndings.sessions(session, account, SessionEvent.Change.PASSWORD_RESET))
                .chain(() -> accessEndings.tokens(session, account, SessionEvent.Change.PASSWORD_RESET))
                .chain(() -> throttles.unlock(session, account))
                .chain(() -> notices.add(session, account, Notices.PASSWORD_RESET, reset.maker()))
                .call(() -> Transactions.audit(session, account, "password.reset", account, null));
    }

    /** Until the transaction ends nobody else changes the account's password or makes a session of it. */
    static Uni<Void> lock(Mutiny.QueryProducer session, UUID account) {
        return session.createNativeQuery(
                        "select cast(1 as integer) from auth.accounts where id = :account for update", Integer.class)
                .setParameter("account", account)
                .getResultList()
                .replaceWithVoid();
    }

    private static Uni<Void> prove(Mutiny.Session session, UUID account, UUID id) {
        OffsetDateTime now = MachineClock.system().now().atOffset(ZoneOffset.UTC);
        return session.createNativeQuery(
                        "update auth.sessions set proven_at = :now where account_id = :account and id = :id")
                .setParameter("now", now)
                .setParameter("account", account)
                .setParameter("id", id)
                .executeUpdate()
                .invoke(proven -> {
                    if (proven == 0) {
                        throw Refused.because(Reason.SESSION_OVER);
                    }
                })
                .replaceWithVoid();
    }
}
