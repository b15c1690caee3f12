package weft.auth.store;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;
import weft.auth.bus.Outbox;
import weft.auth.domain.Refused;
import weft.auth.domain.Refused.Reason;
import weft.auth.store.entity.ApiToken;
import weft.events.SessionEvent;
import weft.service.http.PageRequest;
import weft.service.token.Caller;

/** The API tokens of an account. Every method is part of the caller's transaction. */
@ApplicationScoped
public class ApiTokens {

    /** Most tokens of one account. */
    public static final int PER_ACCOUNT = 100;

    private final Outbox outbox;

    ApiTokens(Outbox outbox) {
        this.outbox = outbox;
    }

    /**
     * Adds a token. The account is locked first, and the session looked for then: what ends the one and deletes the other does the same,
     * so a token is not made by a session that is just being ended.
     *
     * @param owner in a session
     * @return the token; refused when the session has ended and when the account has as many as it may
     */
    public Uni<ApiToken> add(Mutiny.Session session, Caller owner, ApiToken token) {
        UUID account = owner.accountId();
        return PasswordChanges.lock(session, account)
                .chain(() -> requireAlive(session, owner))
                .chain(() -> session.createQuery("select count(*) from ApiToken where accountId = :account", Long.class)
                        .setParameter("account", account)
                        .getSingleResult())
                .invoke(count -> {
                    if (count >= PER_ACCOUNT) {
                        throw Refused.past(PER_ACCOUNT, null, Reason.TOO_MANY_TOKENS);
                    }
                })
                .call(() -> session.persist(token))
                .call(() -> Transactions.audit(session, account, "token.created", token.id(), token.name()))
                .replaceWith(token);
    }

    private static Uni<Void> requireAlive(Mutiny.Session session, Caller owner) {
        return session.createNativeQuery(
                        "select id from auth.sessions where account_id = :account and id = :id", UUID.class)
                .setParameter("account", owner.accountId())
                .setParameter("id", owner.credential())
                .getResultList()
                .invoke(alive -> {
                    if (alive.isEmpty()) {
                        throw Refused.because(Reason.SESSION_OVER);
                    }
                })
                .replaceWithVoid();
    }

    /** The page of an account's tokens by age, one row more than asked for. */
    public Uni<List<ApiToken>> list(Mutiny.Session session, UUID account, PageRequest page) {
        return session.createQuery(
                        "from ApiToken where accountId = :account and id > :after order by id", ApiToken.class)
                .setParameter("account", account)
                .setParameter("after", page.afterId().orElse(new UUID(0, 0)))
                .setMaxResults(page.limit() + 1)
                .getResultList();
    }

    /** Deletes an account's token; refused when it has none of this id. */
    public Uni<Void> delete(Mutiny.Session session, UUID account, UUID id) {
        return session.createMutationQuery("delete from ApiToken where accountId = :account and id = :id")
                .setParameter("account", account)
                .setParameter("id", id)
                .executeUpdate()
                .invoke(deleted -> {
                    if (deleted == 0) {
                        throw Refused.because(Reason.UNKNOWN);
                    }
                })
                .call(() -> outbox.put(session, account, List.of(id), SessionEvent.Change.ENDED))
                .call(() -> Transactions.audit(session, account, "token.deleted", id, null))
                .replaceWithVoid();
    }
}
