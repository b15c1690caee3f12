package weft.auth.store;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;
import weft.auth.bus.Outbox;
import weft.events.SessionEvent;

/**
 * Ends what an account has let in: its sessions and API tokens, with an event for each, so that streams which hang on them end too.
 * Every method is part of the caller's transaction.
 */
@ApplicationScoped
class AccessEndings {

    private static final UUID NONE = new UUID(0, 0);

    private final Outbox outbox;

    AccessEndings(Outbox outbox) {
        this.outbox = outbox;
    }

    /** Ends every session. */
    Uni<Void> sessions(Mutiny.Session session, UUID account, SessionEvent.Change why) {
        return otherSessions(session, account, NONE, why);
    }

    /** Ends every session but one. */
    Uni<Void> otherSessions(Mutiny.Session session, UUID account, UUID kept, SessionEvent.Change why) {
        return session.createNativeQuery(
                        SessionEndings.ending("account_id = :account and id <> :kept", why, "id"), UUID.class)
                .setParameter("account", account)
                .setParameter("kept", kept)
                .getResultList()
                .chain(ended -> outbox.put(session, account, ended, why));
    }

    /** Deletes every API token. */
    Uni<Void> tokens(Mutiny.Session session, UUID account, SessionEvent.Change why) {
        return session.createNativeQuery("delete from auth.tokens where account_id = :account returning id", UUID.class)
                .setParameter("account", account)
                .getResultList()
                .chain(deleted -> outbox.put(session, account, deleted, why));
    }

    /** Ends streams that hang on API tokens like those of a session; the tokens themselves stay with their account. */
    Uni<Void> streamsOfTokens(Mutiny.Session session, UUID account, SessionEvent.Change why) {
        return session.createQuery("select id from ApiToken where accountId = :account", UUID.class)
                .setParameter("account", account)
                .getResultList()
                .chain(tokens -> outbox.put(session, account, tokens, why));
    }
}
