package weft.auth.store;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.reactive.mutiny.Mutiny;
import weft.auth.bus.Outbox;
import weft.auth.domain.Refused;
import weft.auth.domain.Refused.Reason;
import weft.auth.domain.Username;
import weft.auth.store.entity.Account;
import weft.auth.store.entity.Credential;
import weft.auth.store.entity.Roles;
import weft.events.AccountEvent;
import weft.events.SessionEvent;
import weft.service.http.PageRequest;
import weft.service.token.Role;

/** The accounts. Every method is part of the caller's transaction. */
@ApplicationScoped
public class Accounts {

    /** Of the lock that a change of an account holds until it is committed. */
    private static final long CHANGES = 0x77656674_61636374L;

    /** Of PostgreSQL's advisory locks, the one that whoever gives a name holds. */
    private static final long NAMES_LOCK = 0x6e616d6573L;

    private final Outbox outbox;
    private final AccessEndings accessEndings;
    private final ThrottleStore throttles;

    Accounts(Outbox outbox, AccessEndings accessEndings, ThrottleStore throttles) {
        this.outbox = outbox;
        this.accessEndings = accessEndings;
        this.throttles = throttles;
    }

    /**
     * Adds an account with its password.
     *
     * @param actor who adds it; null when it adds itself
     * @param password PHC string
     * @return the account; refused when the name is taken or can be taken for another one
     */
    public Uni<Account> add(Mutiny.Session session, UUID actor, Username name, Set<Role> roles, String password) {
        Instant now = Instant.now();
        Account account = new Account(name, roles, now);
        return refuseLookAlikes(session, name)
                .chain(() -> session.persist(account))
                .call(session::flush)
                .onFailure(Accounts::violatesUniqueness)
                .transform(taken -> taken())
                .call(() -> session.persist(new Credential(account.id(), password, now)))
                .call(() -> outbox.put(session, new AccountEvent(account.id(), AccountEvent.Change.CREATED)))
                .call(() -> Transactions.audit(session, actor, "account.created", account.id(), Roles.text(roles)))
                .replaceWith(account);
    }

    /** Names are given one at a time, so that of two at once that look alike one is refused. */
    private static Uni<Void> refuseLookAlikes(Mutiny.Session session, Username name) {
        return session.createNativeQuery("select cast(pg_advisory_xact_lock(:names) as text)", String.class)
                .setParameter("names", NAMES_LOCK)
                .getSingleResult()
                .chain(() -> session.createQuery("select usernameKey from Account where look = :look", String.class)
                        .setParameter("look", name.look())
                        .getResultList())
                .invoke(alike -> {
                    if (alike.contains(name.key())) {
                        throw taken();
                    }
                    if (!alike.isEmpty()) {
                        throw Refused.about("username", Reason.USERNAME_LOOKS_ALIKE);
                    }
                })
                .replaceWithVoid();
    }

    private static Refused taken() {
        return Refused.about("username", Reason.USERNAME_TAKEN);
    }

    /** The account; refused when there is none. */
    public Uni<Account> get(Mutiny.Session session, UUID id) {
        return session.find(Account.class, id).onItem().ifNull().failWith(() -> Refused.because(Reason.UNKNOWN));
    }

    /**
     * The account, to be changed; refused when there is none. Changes of accounts go one after the other, of all replicas: the rules are about
     * several of them, and two that begin with different ones would wait for each other.
     */
    public Uni<Account> forChange(Mutiny.Session session, UUID id) {
        return session.createNativeQuery("select 1 from (select pg_advisory_xact_lock(:all)) held", Integer.class)
                .setParameter("all", CHANGES)
                .getSingleResult()
                .chain(() -> session.find(Account.class, id, LockModeType.PESSIMISTIC_WRITE))
                .onItem()
                .ifNull()
                .failWith(() -> Refused.because(Reason.UNKNOWN));
    }

    /** The page of accounts by age, one row more than asked for. */
    public Uni<List<Account>> list(Mutiny.Session session, PageRequest page) {
        return session.createQuery("from Account where id > :after order by id", Account.class)
                .setParameter("after", page.afterId().orElse(new UUID(0, 0)))
                .setMaxResults(page.limit() + 1)
                .getResultList();
    }

    /** The usernames of these accounts. */
    public Uni<List<Account>> named(Mutiny.Session session, Set<UUID> ids) {
        return ids.isEmpty()
                ? Uni.createFrom().item(List.of())
                : session.createQuery("from Account where id in (:ids)", Account.class)
                        .setParameter("ids", ids)
                        .getResultList();
    }

    /** Changes roles; every session ends, because its life depends on them, and so does every stream. Refused for the last operator. */
    public Uni<Void> changeRoles(Mutiny.Session session, UUID actor, Account account, Set<Role> roles) {
        if (account.roles().equals(roles)) {
            return Uni.createFrom().voidItem();
        }
        return keepOneOperator(session, account, roles.contains(Role.OPERATOR))
                .invoke(() -> account.setRoles(roles))
                .call(() -> keepGrants(session, actor, account, roles.contains(Role.OPERATOR)))
                .call(() -> accessEndings.sessions(session, account.id(), SessionEvent.Change.ROLES_CHANGED))
                .call(() -> accessEndings.streamsOfTokens(session, account.id(), SessionEvent.Change.RIGHTS_CHANGED))
                .call(() -> outbox.put(session, new AccountEvent(account.id(), AccountEvent.Change.ROLES_CHANGED)))
                .call(() -> Transactions.audit(session, actor, "account.roles", account.id(), Roles.text(roles)));
    }

    /** Disables or enables; disabling ends every session. Refused for the last operator. */
    public Uni<Void> setDisabled(Mutiny.Session session, UUID actor, Account account, boolean disabled) {
        if (account.disabled() == disabled) {
            return Uni.createFrom().voidItem();
        }
        AccountEvent.Change change = disabled ? AccountEvent.Change.DISABLED : AccountEvent.Change.ENABLED;
        return keepOneOperator(session, account, !disabled)
                .invoke(() -> account.setDisabled(disabled))
                .call(() -> keepGrants(session, actor, account, !disabled))
                .call(() -> accessEndings.sessions(session, account.id(), SessionEvent.Change.DISABLED))
                .call(() -> accessEndings.streamsOfTokens(session, account.id(), SessionEvent.Change.DISABLED))
                .call(() -> outbox.put(session, new AccountEvent(account.id(), change)))
                .call(() -> Transactions.audit(
                        session, actor, disabled ? "account.disabled" : "account.enabled", account.id(), null));
    }

    /** Lets everybody who waits because of wrong passwords for the account try again at once. */
    public Uni<Void> unlock(Mutiny.Session session, UUID actor, Account account) {
        return throttles
                .unlock(session, account.id())
                .call(() -> Transactions.audit(session, actor, "account.unlocked", account.id(), null));
    }

    /** Deletes the account with everything that hangs on it here. Refused for the last operator. */
    public Uni<Void> delete(Mutiny.Session session, UUID actor, Account account) {
        return keepOneOperator(session, account, false)
                .call(() -> keepGrants(session, actor, account, false))
                .call(() -> accessEndings.sessions(session, account.id(), SessionEvent.Change.DELETED))
                .call(() -> accessEndings.streamsOfTokens(session, account.id(), SessionEvent.Change.DELETED))
                .call(() -> outbox.put(session, new AccountEvent(account.id(), AccountEvent.Change.DELETED)))
                .call(() -> Transactions.audit(session, actor, "account.deleted", account.id(), null))
                // Hibernate Reactive keeps a removal under way in a field that all sessions share: two at once, and one
                // never ends.
                .call(() -> session.createMutationQuery("delete from Account where id = :id")
                        .setParameter("id", account.id())
                        .executeUpdate());
    }

    /** The account without which nobody would operate the node; empty when there are several, or none. */
    public Uni<Optional<UUID>> onlyOperator(Mutiny.Session session) {
        return session.createNativeQuery(
                        "select id from auth.accounts where not disabled and roles like '%operator%' limit 2",
                        UUID.class)
                .getResultList()
                .map(operators -> operators.size() == 1 ? Optional.of(operators.getFirst()) : Optional.empty());
    }

    /** Operators are counted under a lock, so that two of them can't remove each other at once. */
    private Uni<Void> keepOneOperator(Mutiny.Session session, Account account, boolean staysOperator) {
        if (!account.operates() || staysOperator) {
            return Uni.createFrom().voidItem();
        }
        return session.createNativeQuery(
                        "select id from auth.accounts where not disabled and roles like '%operator%' order by id for update",
                        UUID.class)
                .getResultList()
                .invoke(operators -> {
                    if (operators.stream().allMatch(account.id()::equals)) {
                        throw Refused.because(Reason.LAST_OPERATOR);
                    }
                })
                .replaceWithVoid();
    }

    /** Who is no operator any more makes none any more, also not by an invite that is on its way. */
    private static Uni<Void> keepGrants(Mutiny.Session session, UUID actor, Account account, boolean mayGive) {
        return mayGive ? Uni.createFrom().voidItem() : Invites.takeBackGranting(session, actor, account.id());
    }

    private static boolean violatesUniqueness(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConstraintViolationException) {
                return true;
            }
        }
        return false;
    }
}
