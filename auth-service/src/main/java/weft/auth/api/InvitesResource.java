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
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import weft.auth.authentication.AttemptThrottle;
import weft.auth.authentication.Passwords;
import weft.auth.config.AuthSettings;
import weft.auth.config.NodeAddressSettings;
import weft.auth.domain.HashingPool.Lane;
import weft.auth.domain.OpaqueToken;
import weft.auth.domain.PasswordRules;
import weft.auth.domain.Username;
import weft.auth.store.AccessLog.Action;
import weft.auth.store.Accounts;
import weft.auth.store.Invites;
import weft.auth.store.Transactions;
import weft.auth.store.entity.Account;
import weft.auth.store.entity.Invite;
import weft.auth.store.entity.InviteUse;
import weft.service.constraint.BoundedText;
import weft.service.constraint.Name;
import weft.service.http.Page;
import weft.service.http.PageRequest;
import weft.service.http.PublicUrl;
import weft.service.problem.Problem;
import weft.service.token.AuthPermission;
import weft.service.token.CurrentCaller;
import weft.service.token.Role;
import weft.service.token.ServicePermission;

/** Joining by invite: operators make codes, each of which lets as many people make an account as it was made for. */
@Path("/api/v1/invites")
public class InvitesResource {

    private static final int MAX_LABEL = 100;

    private final Invites invites;
    private final Accounts accounts;
    private final Transactions transactions;
    private final Passwords passwords;
    private final AttemptThrottle throttle;
    private final IdempotentWrites writes;
    private final AuthSettings config;
    private final NodeAddressSettings node;
    private final CurrentCaller current;

    InvitesResource(
            Invites invites,
            Accounts accounts,
            Transactions transactions,
            Passwords passwords,
            AttemptThrottle throttle,
            IdempotentWrites writes,
            AuthSettings config,
            NodeAddressSettings node,
            CurrentCaller current) {
        this.invites = invites;
        this.accounts = accounts;
        this.transactions = transactions;
        this.passwords = passwords;
        this.throttle = throttle;
        this.writes = writes;
        this.config = config;
        this.node = node;
        this.current = current;
    }

    /**
     * An invite that is asked for.
     *
     * @param label what it is for, in the operator's words: one line of 1 to 100 characters; null for nothing
     * @param role what who accepts it becomes: {@code member}, which null stands for, or {@code operator}
     * @param uses how many people may join with it, 1 to 100; null for one
     * @param expiresAt null for the longest life the node allows
     */
    public record Request(
            @Name(max = MAX_LABEL) String label,
            String role,
            @Uses Integer uses,
            Instant expiresAt) {

        private static final Request PLAIN = new Request(null, null, null, null);
    }

    /** What accepting an invite asks for. The code stands in the body: a URL would be logged on its way. */
    public record Acceptance(
            @NotNull @BoundedText(max = OpaqueToken.MAX_LENGTH)
            String code,

            @NotNull @BoundedText(max = Username.MAX_TYPED) String username,

            @NotNull @BoundedText(max = PasswordRules.MAX_LENGTH)
            String password) {

        /** Never the code or the password. */
        @Override
        public String toString() {
            return "Acceptance[hidden]";
        }
    }

    /**
     * An invite in an answer.
     *
     * @param code only in the answer that made it
     * @param url the link that lets people join, only beside the code, and only of a node that has a {@code weft.http.public-url}
     * @param label null when it was given none
     * @param uses how many may join with it in all
     * @param usesLeft how many may still join with it, as long as it is open
     * @param createdBy username; null when that account is gone
     * @param joined the usernames of those who joined with it, in order; accounts that are gone are left out
     * @param usedBy username of who used it up; null when it isn't used up or that account is gone
     * @param usedAt when it was used up; null when it isn't
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record View(
            UUID id,
            String code,
            String url,
            String label,
            Role role,
            int uses,
            int usesLeft,
            Instant createdAt,
            Instant expiresAt,
            String createdBy,
            List<String> joined,
            String usedBy,
            Instant usedAt,
            Instant revokedAt) {

        static View of(Invite invite, List<UUID> joined, Map<UUID, String> names) {
            return new View(
                    invite.id(),
                    null,
                    null,
                    invite.label(),
                    invite.roles().stream().max(Comparator.naturalOrder()).orElse(Role.MEMBER),
                    invite.uses(),
                    invite.usesLeft(),
                    invite.createdAt(),
                    invite.expiresAt(),
                    name(names, invite.createdBy()),
                    joined.stream().map(names::get).filter(Objects::nonNull).toList(),
                    name(names, invite.usedBy()),
                    invite.usedAt(),
                    invite.revokedAt());
        }

        /** Never the code, nor the link that holds it. */
        @Override
        public String toString() {
            return "View[" + id + "]";
        }

        /** The same with what only who makes it sees. */
        View with(String secret, Optional<PublicUrl> node) {
            String link = node.map(found -> found.link("/join#" + secret)).orElse(null);
            return new View(
                    id, secret, link, label, role, uses, usesLeft, createdAt, expiresAt, createdBy, joined, usedBy,
                    usedAt, revokedAt);
        }

        private static String name(Map<UUID, String> names, UUID id) {
            return id == null ? null : names.get(id);
        }
    }

    /** The invites, newest first, without their codes. */
    @GET
    @PermissionsAllowed(value = "accounts:read", permission = AuthPermission.class)
    public Uni<Page<View>> list(@RestQuery String limit, @RestQuery String cursor) {
        PageRequest page = PageRequest.of(limit, cursor);
        return transactions.read(session -> invites.list(session, page).chain(rows -> invites.uses(
                        session, rows.stream().map(Invite::id).toList())
                .chain(uses -> names(session, rows, uses).map(names -> {
                    Map<UUID, List<UUID>> joined = joined(uses);
                    return Page.of(rows, page, invite -> invite.id().toString())
                            .map(invite -> View.of(invite, joined.getOrDefault(invite.id(), List.of()), names));
                }))));
    }

    private static Map<UUID, List<UUID>> joined(List<InviteUse> uses) {
        return uses.stream()
                .filter(use -> use.accountId() != null)
                .collect(Collectors.groupingBy(
                        InviteUse::inviteId, Collectors.mapping(InviteUse::accountId, Collectors.toList())));
    }

    /**
     * Makes an invite: 201 with its code, which is shown this once. The body may be empty. An invite that makes operators takes a recent
     * proof of an operator.
     */
    @POST
    @PermissionsAllowed(value = "accounts:write", permission = AuthPermission.class)
    @APIResponse(
            responseCode = "201",
            description = "The invite and its code",
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = View.class)))
    public Uni<Response> create(@Valid Request request) {
        UUID actor = current.get().accountId();
        String username = current.get().username();
        Request asked = request == null ? Request.PLAIN : request;
        Set<Role> roles = roles(asked.role());
        current.get().requireMayGive("role", roles, Instant.now());
        int uses = asked.uses() == null ? 1 : asked.uses();
        return writes.once(request, (session, answering) -> {
            // Here, because what was in time at first may be past when the answer is asked for again.
            Instant now = Instant.now();
            Instant expiresAt = expiry(Optional.ofNullable(asked.expiresAt()), now);
            OpaqueToken code = OpaqueToken.freshCode();
            Invite.Terms terms = new Invite.Terms(asked.label(), roles, uses, expiresAt);
            return invites.add(session, new Invite(code.hash(), actor, now, terms))
                    .map(invite -> answering.answer(
                            201,
                            View.of(invite, List.of(), Map.of(actor, username)).with(code.text(), node.publicUrl())));
        });
    }

    /** Every account is a member; what else stands in an invite comes on top. */
    private static Set<Role> roles(String wanted) {
        Role role = wanted == null
                ? Role.MEMBER
                : Role.of(wanted).orElseThrow(() -> Problem.ruleBroken("role", "roles", "A role is member or operator.")
                        .exception());
        return EnumSet.of(Role.MEMBER, role);
    }

    /** Takes an invite back: 204. */
    @DELETE
    @Path("/{id}")
    @PermissionsAllowed(value = "accounts:write", permission = AuthPermission.class)
    @APIResponse(responseCode = "204", description = "Taken back")
    public Uni<Response> revoke(@RestPath UUID id) {
        UUID actor = current.get().accountId();
        return writes.once(null, (session, answering) -> invites.revoke(session, actor, id)
                .map(revoked -> answering.answer(204, null)));
    }

    /** Joins: 201 with the new account; 404 for an unknown code, 410 for one that can't be used any more. */
    @POST
    @Path("/accept")
    @PermissionsAllowed(value = ServicePermission.ANYONE, permission = AuthPermission.class)
    @APIResponse(
            responseCode = "201",
            description = "The new account",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = AccountView.class)))
    public Uni<Response> accept(@NotNull @Valid Acceptance request) {
        byte[] code = OpaqueToken.of(request.code()).hash();
        Username name = Username.of(request.username());
        AttemptThrottle.Attempt attempt =
                AttemptThrottle.Attempt.withCode(Action.INVITE, current.get().address());
        return writes.once(
                request,
                () -> throttle.decide(attempt, place -> transactions.in(session -> invites.open(session, code)))
                        .chain(() -> passwords.hashNew(Lane.STRANGER, request.password(), name.text())),
                (session, hash) -> invites.open(session, code)
                        .chain(invite -> accounts.add(session, null, name, invite.roles(), hash)
                                .call(account -> invites.accept(session, invite, account.id())))
                        .map(account -> writes.answer(201, AccountView.of(account))));
    }

    private Uni<Map<UUID, String>> names(Mutiny.Session session, List<Invite> rows, List<InviteUse> uses) {
        Set<UUID> ids = Stream.of(
                        rows.stream().map(Invite::createdBy),
                        rows.stream().map(Invite::usedBy),
                        uses.stream().map(InviteUse::accountId))
                .flatMap(Function.identity())
                .filter(Objects::nonNull)
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
                    .with("until", latest.toString())
                    .exception();
        }
        return expiresAt;
    }
}
