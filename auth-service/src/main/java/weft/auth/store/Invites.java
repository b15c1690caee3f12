package weft.auth.store;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;
import weft.auth.domain.Refused;
import weft.auth.domain.Refused.Reason;
import weft.auth.store.entity.Invite;
import weft.auth.store.entity.InviteUse;
import weft.auth.store.entity.Roles;
import weft.service.http.PageRequest;
import weft.service.token.Role;

/** The invites. Every method is part of the caller's transaction. */
@ApplicationScoped
public class Invites {

    /** Most invites that can be used at one time. */
    public static final int OPEN = 1_000;

    /** Adds an invite; refused when as many are open as may be. */
    public Uni<Invite> add(Mutiny.Session session, Invite invite) {
        return session.createQuery(
                        "select count(*) from Invite where usedAt is null and revokedAt is null and expiresAt > :now",
                        Long.class)
                .setParameter("now", invite.createdAt())
                .getSingleResult()
                .invoke(open -> {
                    if (open >= OPEN) {
                        throw Refused.past(OPEN, null, Reason.TOO_MANY_INVITES);
                    }
                })
                .call(() -> session.persist(invite))
                .call(() -> Transactions.audit(
                        session, invite.createdBy(), "invite.created", invite.id(), Roles.text(invite.roles())))
                .replaceWith(invite);
    }

    /** The page of invites, the newest first, one row more than asked for. */
    public Uni<List<Invite>> list(Mutiny.Session session, PageRequest page) {
        return session.createQuery("from Invite where id < :before order by id desc", Invite.class)
                .setParameter("before", page.afterId().orElse(new UUID(-1, -1)))
                .setMaxResults(page.limit() + 1)
                .getResultList();
    }

    /** Takes an invite back; one that is used or was taken back stays as it is. Refused when there is none. */
    public Uni<Void> revoke(Mutiny.Session session, UUID actor, UUID id) {
        return session.find(Invite.class, id, LockModeType.PESSIMISTIC_WRITE)
                .onItem()
                .ifNull()
                .failWith(() -> Refused.because(Reason.UNKNOWN))
                .invoke(invite -> {
                    if (invite.usedAt() == null && invite.revokedAt() == null) {
                        invite.revoke(Instant.now());
                    }
                })
                .call(() -> Transactions.audit(session, actor, "invite.revoked", id, null))
                .replaceWithVoid();
    }

    /**
     * The open invite with this code, locked until the transaction ends, so that no more can join than may. Refused
     * for an unknown code and for one that is used, expired or taken back.
     */
    public Uni<Invite> open(Mutiny.Session session, byte[] codeHash) {
        return session.createQuery("from Invite where codeHash = :code", Invite.class)
                .setParameter("code", codeHash)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getSingleResultOrNull()
                .invoke(invite -> {
                    if (invite == null) {
                        throw Refused.about("code", Reason.INVITE_UNKNOWN);
                    }
                    if (!invite.open(Instant.now())) {
                        throw Refused.about("code", Reason.INVITE_GONE);
                    }
                });
    }

    /** Notes that an account was made with this invite, which is one use less. */
    public Uni<Void> accept(Mutiny.Session session, Invite invite, UUID account) {
        Instant now = Instant.now();
        invite.accept(account, now);
        return session.persist(new InviteUse(invite.id(), account, now))
                .call(() -> Transactions.audit(session, account, "invite.accepted", invite.id(), null));
    }

    /** Who joined with these invites, each in order. */
    public Uni<List<InviteUse>> uses(Mutiny.Session session, Collection<UUID> invites) {
        return invites.isEmpty()
                ? Uni.createFrom().item(List.of())
                : session.createQuery("from InviteUse where inviteId in (:invites) order by id", InviteUse.class)
                        .setParameter("invites", invites)
                        .getResultList();
    }

    /**
     * Takes back the open invites of an account that give more than to be a member: it may give that no more. Those for plain members
     * stay.
     */
    public static Uni<Void> takeBackGranting(Mutiny.Session session, UUID actor, UUID account) {
        return session.createQuery(
                        "from Invite where createdBy = :account and usedAt is null and revokedAt is null"
                                + " and expiresAt > :now order by id",
                        Invite.class)
                .setParameter("account", account)
                .setParameter("now", Instant.now())
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList()
                .chain(invites -> {
                    Uni<Void> done = Uni.createFrom().voidItem();
                    for (Invite invite : invites) {
                        if (!Set.of(Role.MEMBER).containsAll(invite.roles())) {
                            invite.revoke(Instant.now());
                            done = done.chain(
                                    () -> Transactions.audit(session, actor, "invite.revoked", invite.id(), null));
                        }
                    }
                    return done;
                });
    }
}
