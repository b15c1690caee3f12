package weft.auth.store;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import weft.auth.domain.OpaqueToken;
import weft.auth.store.entity.Roles;
import weft.auth.store.entity.Scopes;
import weft.auth.store.sql.Statements;
import weft.service.id.TimeOrderedId;
import weft.service.problem.Problem;
import weft.service.token.Caller;
import weft.service.token.Role;
import weft.service.token.Scope;

/** What sign-in and each request with an API token are checked against. */
@ApplicationScoped
public class CredentialStore {

    /** Browsers remembered for an account; the one not used for longest is forgotten. */
    public static final int DEVICES_PER_ACCOUNT = 20;

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

    /** The refusal of whoever signs in with a name or password that isn't right. */
    public static Problem wrongCredentials() {
        return Problem.of(401, "wrong-credentials", "Username or password is wrong");
    }

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

    /** The caller behind an API token, while it is valid and its account isn't disabled. */
    public Uni<Optional<Caller>> apiToken(byte[] secretHash) {
        return tokenOf(
                "update auth.tokens t set last_used_at = case when t.last_used_at > now() - interval '1 minute'"
                        + " then t.last_used_at else now() end from auth.accounts a where t.secret_hash = :hash"
                        + " and t.expires_at > now() and a.id = t.account_id and not a.disabled"
                        + " returning t.id, t.account_id, t.scopes, a.username, a.roles",
                secretHash);
    }

    /** As {@link #apiToken}, but the token is not used by it. */
    public Uni<Optional<Caller>> peekApiToken(byte[] secretHash) {
        return tokenOf(
                "select t.id, t.account_id, t.scopes, a.username, a.roles from auth.tokens t"
                        + " join auth.accounts a on a.id = t.account_id where t.secret_hash = :hash"
                        + " and t.expires_at > now() and not a.disabled",
                secretHash);
    }

    private Uni<Optional<Caller>> tokenOf(String statement, byte[] secretHash) {
        return statements.run(session -> session.createNativeQuery(statement, Tuple.class)
                .setParameter("hash", secretHash)
                .getSingleResultOrNull()
                .map(row -> Optional.ofNullable(row).map(CredentialStore::caller)));
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

    private static Caller caller(Tuple row) {
        Set<Role> roles = Roles.parse(row.get("roles", String.class));
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        scopes.addAll(Scopes.parse(row.get("scopes", String.class)));
        scopes.retainAll(Scope.of(roles));
        return new Caller(
                Caller.Kind.API_TOKEN,
                row.get("account_id", UUID.class),
                row.get("username", String.class),
                row.get("id", UUID.class),
                roles,
                scopes,
                null,
                null);
    }
}
