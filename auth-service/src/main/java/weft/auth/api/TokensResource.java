package weft.auth.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import weft.auth.config.AuthSettings;
import weft.auth.domain.OpaqueToken;
import weft.auth.store.ApiTokens;
import weft.auth.store.Transactions;
import weft.auth.store.entity.ApiToken;
import weft.service.constraint.Name;
import weft.service.http.Page;
import weft.service.http.PageRequest;
import weft.service.problem.Problem;
import weft.service.token.AuthPermission;
import weft.service.token.Caller;
import weft.service.token.CurrentCaller;
import weft.service.token.Scope;
import weft.service.token.ServicePermission;

/** A member's API tokens. They are made and deleted in a browser session only. */
@Path("/api/v1/tokens")
public class TokensResource {

    private static final int SECRET_BITS = 256;
    private static final int MAX_NAME = 100;

    private final ApiTokens tokens;
    private final Transactions transactions;
    private final IdempotentWrites writes;
    private final AuthSettings config;
    private final CurrentCaller current;

    TokensResource(
            ApiTokens tokens,
            Transactions transactions,
            IdempotentWrites writes,
            AuthSettings config,
            CurrentCaller current) {
        this.tokens = tokens;
        this.transactions = transactions;
        this.writes = writes;
        this.config = config;
        this.current = current;
    }

    /**
     * A token that is asked for.
     *
     * @param name what it is for, in the owner's words
     * @param expiresAt null for the longest life the node allows
     */
    public record Request(
            @NotNull @Name(max = MAX_NAME) String name,
            @NotNull List<String> scopes,
            Instant expiresAt) {}

    /**
     * A token in an answer.
     *
     * @param token the secret; only in the answer that made it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record View(
            UUID id,
            String name,
            List<Scope> scopes,
            Instant createdAt,
            Instant expiresAt,
            Instant lastUsedAt,
            String token) {

        /** Never the token. */
        @Override
        public String toString() {
            return "View[" + id + "]";
        }

        static View of(ApiToken token, String secret) {
            return new View(
                    token.id(),
                    token.name(),
                    token.scopes().stream().sorted().toList(),
                    token.createdAt(),
                    token.expiresAt(),
                    token.lastUsedAt(),
                    secret);
        }
    }

    /** The caller's tokens, oldest first, without their secrets. */
    @GET
    @PermissionsAllowed(value = "account:write", permission = AuthPermission.class)
    public Uni<Page<View>> list(@RestQuery String limit, @RestQuery String cursor) {
        PageRequest page = PageRequest.of(limit, cursor);
        UUID account = current.get().accountId();
        return transactions
                .read(session -> tokens.list(session, account, page))
                .map(rows -> Page.of(rows, page, token -> token.id().toString()).map(token -> View.of(token, null)));
    }

    /** Makes a token: 201 with its secret, which is shown this once. Takes a recent proof. */
    @POST
    @PermissionsAllowed(value = "account:write", permission = AuthPermission.class)
    @PermissionsAllowed(value = ServicePermission.RECENT_PROOF, permission = AuthPermission.class)
    @APIResponse(
            responseCode = "201",
            description = "The token and its secret",
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = View.class)))
    public Uni<Response> create(@NotNull @Valid Request request) {
        Caller caller = current.get();
        Set<Scope> scopes = scopes(request.scopes(), caller);
        return writes.once(request, (session, answering) -> {
            // Here, because what was in time at first may be past when the answer is asked for again.
            Instant now = Instant.now();
            Instant expiresAt = expiry(request.expiresAt(), now);
            OpaqueToken secret = OpaqueToken.fresh("weft_", SECRET_BITS);
            ApiToken token = new ApiToken(caller.accountId(), request.name(), secret.hash(), scopes, now, expiresAt);
            return tokens.add(session, caller, token).map(made -> answering.answer(201, View.of(made, secret.text())));
        });
    }

    /** Deletes one of the caller's tokens, dead at once; 404 for any other. */
    @DELETE
    @Path("/{id}")
    @PermissionsAllowed(value = "account:write", permission = AuthPermission.class)
    @APIResponse(responseCode = "204", description = "Deleted")
    public Uni<Response> delete(@RestPath UUID id) {
        UUID account = current.get().accountId();
        return writes.once(null, (session, answering) -> tokens.delete(session, account, id)
                .map(deleted -> answering.answer(204, null)));
    }

    private static Set<Scope> scopes(List<String> wanted, Caller caller) {
        if (wanted.isEmpty() || wanted.size() > Scope.values().length) {
            throw Problem.ruleBroken("scopes", "scopes", "Choose at least one scope, and each once.")
                    .exception();
        }
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (int n = 0; n < wanted.size(); n++) {
            if (wanted.get(n) == null) {
                throw Problem.missing("scopes[" + n + "]").exception();
            }
            scopes.add(Scope.of(wanted.get(n))
                    .filter(Scope::grantable)
                    .filter(caller.scopes()::contains)
                    .orElseThrow(() -> Problem.ruleBroken(
                                    "scopes",
                                    "scopes",
                                    "A scope in the list doesn't exist, can't be given to a token, or isn't yours to give.")
                            .exception()));
        }
        return scopes;
    }

    private Instant expiry(Instant wanted, Instant now) {
        Instant latest = now.plus(config.tokenLifetime());
        if (wanted == null) {
            return latest;
        }
        if (!wanted.isAfter(now) || wanted.isAfter(latest)) {
            throw Problem.ruleBroken(
                            "expiresAt", "expiry", "A token expires in the future, by " + latest + " at the latest.")
                    .with("until", latest.toString())
                    .exception();
        }
        return wanted;
    }
}
