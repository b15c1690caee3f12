package weft.auth.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.hibernate.reactive.mutiny.Mutiny;
import weft.auth.config.AuthConfig;
import weft.auth.domain.HashingPool.Lane;
import weft.auth.domain.PasswordRules;
import weft.auth.domain.Reference;
import weft.auth.domain.Username;
import weft.auth.store.AccessLog.Action;
import weft.auth.store.Account;
import weft.auth.store.Accounts;
import weft.auth.store.Invite;
import weft.auth.store.Invites;
import weft.auth.store.Transactions;
import weft.service.http.Fields;
import weft.service.http.Page;
import weft.service.http.PageRequest;
import weft.service.problem.Problem;
import weft.service.token.Anyone;
import weft.service.token.Audience;
import weft.service.token.CurrentCaller;
import weft.service.token.Needs;
import weft.service.token.Role;
import weft.service.token.Scope;
import weft.service.token.ServiceApi;

/** Joining by invite: operators make codes, each of which lets one person make one account. */
@Path("/api/v1/invites")
@ServiceApi(Audience.AUTH)
public class InvitesResource {

    private static final int CODE_BITS = 128;
    private static final int MAX_CODE_LENGTH = 100;

    private final Invites invites;
    private final Accounts accounts;
    private final Transactions transactions;
    private final Passwords passwords;
    private final Guard guard;
    private final Writes writes;
    private final AuthConfig config;
    private final CurrentCaller current;

    @Inject
    InvitesResource(
            Invites invites,
            Accounts accounts,
            Transactions transactions,
            Passwords passwords,
            Guard guard,
            Writes writes,
            AuthConfig config,
            CurrentCaller current) {
        this.invites = invites;
        this.accounts = accounts;
        this.transactions = transactions;
        this.passwords = passwords;
        this.guard = guard;
        this.writes = writes;
        this.config = config;
        this.current = current;
    }

    /**
     * An invite that is asked for.
     *
     * @param expiresAt null for the longest life the node allows
     */
    public record Request(Instant expiresAt) {}

    /** What accepting an invite asks for. The code stands in the body: a URL would be logged on its way. */
    public record Acceptance(String code, String username, String password) {}

    /**
     * An invite in an answer.
     *
     * @param code only in the answer that made it
     * @param createdBy username; null when that account is gone
     * @param usedBy username; null when it wasn't used or that account is gone
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record View(
            UUID id,
            String code,
            Instant createdAt,
            Instant expiresAt,
            String createdBy,
            String usedBy,
            Instant usedAt,
            Instant revokedAt) {

        static View of(Invite invite, String code, Map<UUID, String> names) {
            return new View(
                    invite.id(),
                    code,
                    invite.createdAt(),
                    invite.expiresAt(),
                    name(names, invite.createdBy()),
                    name(names, invite.usedBy()),
                    invite.usedAt(),
                    invite.revokedAt());
        }

        private static String name(Map<UUID, String> names, UUID id) {
            return id == null ? null : names.get(id);
        }
    }

    /** The invites, oldest first, without their codes. */
    @GET
    @Needs(Scope.ACCOUNTS_READ)
    public Uni<Page<View>> list(@QueryParam("limit") String limit, @QueryParam("cursor") String cursor) {
        PageRequest page = PageRequest.of(limit, cursor);
        return transactions.read(session -> invites.list(session, page).chain(rows -> names(session, rows)
                .map(names -> Page.of(rows, page, invite -> invite.id().toString())
                        .map(invite -> View.of(invite, null, names)))));
    }

    /** Makes an invite: 201 with its code, which is shown this once. The body may be empty. */
    @POST
    @Needs(Scope.ACCOUNTS_WRITE)
    @APIResponseSchema(value = View.class, responseCode = "201", responseDescription = "The invite and its code")
    public Uni<Response> create(Request request) {
        UUID actor = current.get().accountId();
        String username = current.get().username();
        return writes.once(request, (session, answering) -> {
            // Here, because what was in time at first may be past when the answer is asked for again.
            Instant now = Instant.now();
            Instant expiresAt = expiry(Optional.ofNullable(request).map(Request::expiresAt), now);
            Reference code = Reference.fresh("", CODE_BITS);
            return invites.add(session, new Invite(code.hash(), actor, now, expiresAt))
                    .map(invite -> answering.answer(201, View.of(invite, code.text(), Map.of(actor, username))));
        });
    }

    /** Takes an invite back: 204. */
    @DELETE
    @Path("/{id}")
    @Needs(Scope.ACCOUNTS_WRITE)
    @APIResponse(responseCode = "204", description = "Taken back")
    public Uni<Response> revoke(@PathParam("id") UUID id) {
        UUID actor = current.get().accountId();
        return writes.once(null, (session, answering) -> invites.revoke(session, actor, id)
                .map(revoked -> answering.answer(204, null)));
    }

    /** Joins: 201 with the new account; 404 for an unknown code, 410 for one that can't be used any more. */
    @POST
    @Path("/accept")
    @Anyone
    @APIResponseSchema(value = AccountView.class, responseCode = "201", responseDescription = "The new account")
    public Uni<Response> accept(Acceptance request) {
        Fields.body(request);
        byte[] code = Reference.of(Fields.text("code", request.code(), MAX_CODE_LENGTH))
                .hash();
        Username name = Username.of(Fields.text("username", request.username(), 100));
        Fields.text("password", request.password(), PasswordRules.MAX_LENGTH);
        Guard.Attempt attempt =
                Guard.Attempt.withCode(Action.INVITE, current.get().address());
        return writes.once(
                request,
                () -> guard.decide(attempt, place -> transactions.in(session -> invites.open(session, code)))
                        .chain(() -> passwords.hashNew(Lane.STRANGER, request.password(), name.text())),
                (session, hash) -> invites.open(session, code)
                        .chain(invite -> accounts.add(session, null, name, Set.of(Role.MEMBER), hash)
                                .call(account -> invites.accept(session, invite, account.id())))
                        .map(account -> writes.answer(201, AccountView.of(account))));
    }

    private Uni<Map<UUID, String>> names(Mutiny.Session session, List<Invite> rows) {
        Set<UUID> ids = rows.stream()
                .flatMap(invite ->
                        Stream.of(Optional.ofNullable(invite.createdBy()), Optional.ofNullable(invite.usedBy())))
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
        return accounts.named(session, ids)
                .map(found -> found.stream().collect(Collectors.toMap(Account::id, Account::username)));
    }

    private Instant expiry(Optional<Instant> wanted, Instant now) {
        Instant latest = now.plus(config.inviteLifetime());
        Instant expiresAt = wanted.orElse(latest);
        if (!expiresAt.isAfter(now) || expiresAt.isAfter(latest)) {
            throw Problem.ruleBroken(
                            "expiresAt", "expiry", "An invite expires in the future, by " + latest + " at the latest.")
                    .exception();
        }
        return expiresAt;
    }
}
