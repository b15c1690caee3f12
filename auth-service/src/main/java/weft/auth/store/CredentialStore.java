package weft.auth.store;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import weft.auth.domain.OpaqueToken;
import weft.auth.store.entity.Roles;
import weft.auth.store.entity.Scopes;
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

    private final Pool pool;

    CredentialStore(@ReactiveDataSource("auth") Pool pool) {
        this.pool = pool;
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
        return pool.preparedQuery(
                        "select a.id, a.username, a.roles, a.disabled, c.password, c.version, exists (select 1 from"
                                + " auth.devices d where d.account_id = a.id and d.reference_hash = $2) as knows_device"
                                + " from auth.accounts a join auth.credentials c on c.account_id = a.id where a.username_key = $1")
                .execute(Tuple.of(usernameKey, deviceHash.map(Buffer::buffer).orElse(null)))
                .map(rows -> {
                    if (rows.size() == 0) {
                        return Optional.empty();
                    }
                    Row row = rows.iterator().next();
                    return Optional.of(new Password(
                            row.getUUID("id"),
                            row.getString("username"),
                            Roles.parse(row.getString("roles")),
                            row.getBoolean("disabled"),
                            row.getString("password"),
                            row.getInteger("version"),
                            row.getBoolean("knows_device")));
                });
    }

    /** Puts the same password's hash of today's cost in the place of an outdated one. */
    public Uni<Void> rehash(UUID account, String outdated, String phc) {
        return pool.preparedQuery("update auth.credentials set password = $3 where account_id = $1 and password = $2")
                .execute(Tuple.of(account, outdated, phc))
                .replaceWithVoid();
    }

    /** The caller behind an API token, while it is valid and its account isn't disabled. */
    public Uni<Optional<Caller>> apiToken(byte[] secretHash) {
        return pool.preparedQuery(
                        "update auth.tokens t set last_used_at = case when t.last_used_at > now() - interval '1 minute'"
                                + " then t.last_used_at else now() end from auth.accounts a where t.secret_hash = $1"
                                + " and t.expires_at > now() and a.id = t.account_id and not a.disabled"
                                + " returning t.id, t.account_id, t.scopes, a.username, a.roles")
                .execute(Tuple.of(Buffer.buffer(secretHash)))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(caller(rows.iterator().next())));
    }

    /** As {@link #apiToken}, but the token is not used by it. */
    public Uni<Optional<Caller>> peekApiToken(byte[] secretHash) {
        return pool.preparedQuery("select t.id, t.account_id, t.scopes, a.username, a.roles from auth.tokens t"
                        + " join auth.accounts a on a.id = t.account_id where t.secret_hash = $1"
                        + " and t.expires_at > now() and not a.disabled")
                .execute(Tuple.of(Buffer.buffer(secretHash)))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(caller(rows.iterator().next())));
    }

    /** Remembers a browser, or that it was used again. */
    public Uni<Void> rememberDevice(UUID account, OpaqueToken reference) {
        return pool.withTransaction(connection -> connection
                .preparedQuery(
                        "insert into auth.devices (id, account_id, reference_hash, created_at, last_used_at)"
                                + " values ($1, $2, $3, now(), now()) on conflict (reference_hash) do update set last_used_at = now()")
                .execute(Tuple.of(TimeOrderedId.next(), account, Buffer.buffer(reference.hash())))
                .chain(() -> connection
                        .preparedQuery(
                                "delete from auth.devices where id in (select id from auth.devices where account_id = $1"
                                        + " order by last_used_at desc, id desc offset $2)")
                        .execute(Tuple.of(account, DEVICES_PER_ACCOUNT)))
                .replaceWithVoid());
    }

    private static Caller caller(Row row) {
        Set<Role> roles = Roles.parse(row.getString("roles"));
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        scopes.addAll(Scopes.parse(row.getString("scopes")));
        scopes.retainAll(Scope.of(roles));
        return new Caller(
                Caller.Kind.API_TOKEN,
                row.getUUID("account_id"),
                row.getString("username"),
                row.getUUID("id"),
                roles,
                scopes,
                null,
                null);
    }
}
