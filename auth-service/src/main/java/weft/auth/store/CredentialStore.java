package weft.auth.store;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import weft.auth.domain.OpaqueToken;
import weft.auth.store.entity.Roles;
import weft.auth.store.sql.Statements;
import weft.service.id.TimeOrderedId;
import weft.service.token.Caller;
import weft.service.token.Role;
import weft.service.token.Scope;

/** What sign-in and each request with an API token are checked against. */
@ApplicationScoped
public class CredentialStore {

    /** Browsers remembered for an account; the one not used for longest is forgotten. */
    public static final int DEVICES_PER_ACCOUNT = 20;

    private static final Duration NOTED_EVERY = Duration.ofMinutes(1);

    private static final String TOKEN =
            "select t.id as id, t.accountId as account, t.scopes as scopes, t.lastUsedAt as used,"
                    + " a.username as username, a.roles as roles from ApiToken t join Account a on a.id = t.accountId"
                    + " where t.secretHash = :hash and t.expiresAt > :now and not a.disabled";

    private final Statements statements;

    CredentialStore(Statements statements) {
        this.statements = statements;
    }

    /**
     * The password of an account.
     *
     * @param phc PHC string
     * @param version which password of the account it is
     * @param knowsDevice whether the account signed in with the browser that asks before
     */
    public record Password(
            UUID account,
            String username,
            Set<Role> roles,
            boolean disabled,
            String phc,
            int version,
            boolean knowsDevice) {}

    /**
     * The password behind a username key.
     *
     * @param deviceHash hash of the reference of the browser that asks; empty when it has none
     */
    public Uni<Optional<Password>> password(String usernameKey, Optional<byte[]> deviceHash) {
        return statements.run(session -> session.createNativeQuery(
                        "select a.id, a.username, a.roles, a.disabled, c.password, c.version, exists (select 1 from"
                                + " auth.devices d where d.account_id = a.id and d.reference_hash = :device) as knows_device"
                                + " from auth.accounts a join auth.credentials c on c.account_id = a.id"
                                + " where a.username_key = :name",
                        Tuple.class)
                .setParameter("name", usernameKey)
                .setParameter("device", deviceHash.orElse(null))
                .getSingleResultOrNull()
                .map(row -> Optional.ofNullable(row).map(CredentialStore::password)));
    }

    /** Puts the same password's hash of today's cost in the place of an outdated one. */
    public Uni<Void> rehash(UUID account, String outdated, String phc) {
        return statements.run(session -> session.createNativeQuery(
                        "update auth.credentials set password = :phc where account_id = :account and password = :outdated")
                .setParameter("phc", phc)
                .setParameter("account", account)
                .setParameter("outdated", outdated)
                .executeUpdate()
                .replaceWithVoid());
    }

    /** The caller behind an API token, while it is valid and its account isn't disabled. Its use is noted, once a minute at most. */
    public Uni<Optional<Caller>> apiToken(byte[] secretHash) {
        return token(secretHash)
                .call(found -> found.map(this::used).orElse(Uni.createFrom().voidItem()))
                .map(found -> found.map(CredentialStore::caller));
    }

    /** As {@link #apiToken}, but the token is not used by it. */
    public Uni<Optional<Caller>> peekApiToken(byte[] secretHash) {
        return token(secretHash).map(found -> found.map(CredentialStore::caller));
    }

    private Uni<Optional<Tuple>> token(byte[] secretHash) {
        return statements.run(session -> session.createQuery(TOKEN, Tuple.class)
                .setParameter("hash", secretHash)
                .setParameter("now", Instant.now())
                .getSingleResultOrNull()
                .map(Optional::ofNullable));
    }

    private Uni<Void> used(Tuple token) {
        Instant now = Instant.now();
        Instant before = token.get("used", Instant.class);
        if (before != null && before.isAfter(now.minus(NOTED_EVERY))) {
            return Uni.createFrom().voidItem();
        }
        return statements.run(
                session -> session.createMutationQuery("update ApiToken set lastUsedAt = :now where id = :id")
                        .setParameter("now", now)
                        .setParameter("id", token.get("id", UUID.class))
                        .executeUpdate()
                        .replaceWithVoid());
    }

    /** Remembers a browser, or that it was used again. */
    public Uni<Void> rememberDevice(UUID account, OpaqueToken reference) {
        return statements.inTransaction(session -> session.createNativeQuery(
                        "insert into auth.devices (id, account_id, reference_hash, created_at, last_used_at) values (:id,"
                                + " :account, :hash, now(), now()) on conflict (reference_hash) do update set last_used_at = now()")
                .setParameter("id", TimeOrderedId.next())
                .setParameter("account", account)
                .setParameter("hash", reference.hash())
                .executeUpdate()
                .chain(() -> session.createNativeQuery(
                                "delete from auth.devices where id in (select id from auth.devices where account_id = :account"
                                        + " order by last_used_at desc, id desc offset :most)")
                        .setParameter("account", account)
                        .setParameter("most", DEVICES_PER_ACCOUNT)
                        .executeUpdate())
                .replaceWithVoid());
    }

    private static Password password(Tuple row) {
        return new Password(
                row.get("id", UUID.class),
                row.get("username", String.class),
                Roles.parse(row.get("roles", String.class)),
                row.get("disabled", Boolean.class),
                row.get("password", String.class),
                row.get("version", Integer.class),
                row.get("knows_device", Boolean.class));
    }

    @SuppressWarnings("unchecked")
    private static Caller caller(Tuple row) {
        Set<Role> roles = (Set<Role>) row.get("roles");
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        scopes.addAll((Set<Scope>) row.get("scopes"));
        scopes.retainAll(Scope.of(roles));
        return new Caller(
                Caller.Kind.API_TOKEN,
                row.get("account", UUID.class),
                row.get("username", String.class),
                row.get("id", UUID.class),
                roles,
                scopes,
                null,
                null);
    }
}
