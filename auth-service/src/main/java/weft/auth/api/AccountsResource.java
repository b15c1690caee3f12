package weft.auth.api;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import weft.auth.authentication.Passwords;
import weft.auth.domain.HashingPool.Lane;
import weft.auth.domain.PasswordRules;
import weft.auth.domain.Username;
import weft.auth.store.AccessLog;
import weft.auth.store.AccessLog.Action;
import weft.auth.store.AccessLog.Subject;
import weft.auth.store.AccountStatistics;
import weft.auth.store.Accounts;
import weft.auth.store.ThrottleStore;
import weft.auth.store.Transactions;
import weft.auth.store.entity.Account;
import weft.service.constraint.BoundedText;
import weft.service.http.Page;
import weft.service.http.PageRequest;
import weft.service.problem.Problem;
import weft.service.token.AuthPermission;
import weft.service.token.Caller;
import weft.service.token.CurrentCaller;
import weft.service.token.Role;
import weft.service.token.ServicePermission;

/** The members, for operators. */
@Path("/api/v1/accounts")
public class AccountsResource {

    private final Accounts accounts;
    private final Transactions transactions;
    private final Passwords passwords;
    private final ThrottleStore throttles;
    private final AccountStatistics glance;
    private final AccessLog log;
    private final IdempotentWrites writes;
    private final CurrentCaller current;

    AccountsResource(
            Accounts accounts,
            Transactions transactions,
            Passwords passwords,
            ThrottleStore throttles,
            AccountStatistics glance,
            AccessLog log,
            IdempotentWrites writes,
            CurrentCaller current) {
        this.accounts = accounts;
        this.transactions = transactions;
        this.passwords = passwords;
        this.throttles = throttles;
        this.glance = glance;
        this.log = log;
        this.writes = writes;
        this.current = current;
    }

    /**
     * An account that is asked for.
     *
     * @param roles null for a plain member
     */
    public record Request(
            @NotNull @BoundedText(max = Username.MAX_TYPED) String username,

            @NotNull @BoundedText(max = PasswordRules.MAX_LENGTH)
            String password,

            List<String> roles) {

        /** Never the password. */
        @Override
        public String toString() {
            return "Request[hidden]";
        }
    }

    /**
     * What is to change; null members stay as they are.
     *
     * @param locked false forgets the wrong passwords that were given for the account; true is refused
     */
    public record Change(List<String> roles, Boolean disabled, Boolean locked) {}

    /** The accounts, oldest first. */
    @GET
    @PermissionsAllowed(value = "accounts:read", permission = AuthPermission.class)
    public Uni<Page<AccountView>> list(@RestQuery String limit, @RestQuery String cursor) {
        PageRequest page = PageRequest.of(limit, cursor);
        return known(session -> accounts.list(session, page)).map(known -> Page.of(
                        known.accounts(), page, account -> account.id().toString())
                .map(known::view));
    }

    /** One account. */
    @GET
    @Path("/{id}")
    @PermissionsAllowed(value = "accounts:read", permission = AuthPermission.class)
    public Uni<AccountView> get(@RestPath UUID id) {
        return known(session -> accounts.get(session, id).map(List::of))
                .map(known -> known.view(known.accounts().getFirst()));
    }

    /** Accounts, and what stands beside them in an answer. */
    private record Known(
            List<Account> accounts,
            Optional<UUID> onlyOperator,
            Map<UUID, Instant> lockedUntil,
            Map<UUID, Instant> lastSeen) {

        private AccountView view(Account account) {
            return AccountView.of(
                    account,
                    lockedUntil.get(account.id()),
                    lastSeen.getOrDefault(account.id(), account.lastSignInAt()),
                    onlyOperator.filter(account.id()::equals).isPresent());
        }
    }

    /** What stands beside them is asked for once for all, and after the session: who holds a connection must not wait for another. */
    private Uni<Known> known(Function<Mutiny.Session, Uni<List<Account>>> read) {
        return transactions
                .read(session -> read.apply(session).chain(found -> accounts.onlyOperator(session)
                        .map(only -> new Known(found, only, Map.of(), Map.of()))))
                .chain(known -> {
                    List<UUID> ids = known.accounts().stream().map(Account::id).toList();
                    return throttles.lockedUntil(ids).chain(locked -> glance.lastSeen(ids)
                            .map(seen -> new Known(known.accounts(), known.onlyOperator(), locked, seen)));
                });
    }

    /** Makes an account with a first password: 201; 409 when the name is taken. An operator's takes a recent proof. */
    @POST
    @PermissionsAllowed(value = "accounts:write", permission = AuthPermission.class)
    @APIResponse(
            responseCode = "201",
            description = "The account",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = AccountView.class)))
    public Uni<Response> create(@NotNull @Valid Request request) {
        Username name = Username.of(request.username());
        Set<Role> roles = request.roles() == null ? Set.of(Role.MEMBER) : roles(request.roles());
        current.get().requireMayGive(roles, Instant.now());
        UUID actor = current.get().accountId();
        return writes.once(
                request,
                () -> passwords.hashNew(Lane.KNOWN, request.password(), name.text()),
                (session, hash) -> accounts.add(session, actor, name, roles, hash)
                        .map(account -> writes.answer(201, AccountView.of(account))));
    }

    /**
     * Changes roles, disables, enables or unlocks: 200; 409 when it would leave no operator. It takes a recent proof to make an
     * operator, and to change the account of one.
     */
    @PATCH
    @Path("/{id}")
    @PermissionsAllowed(value = "accounts:write", permission = AuthPermission.class)
    @APIResponse(
            responseCode = "200",
            description = "The account",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = AccountView.class)))
    public Uni<Response> change(@RestPath UUID id, @NotNull @Valid Change change) {
        Set<Role> roles = change.roles() == null ? null : roles(change.roles());
        if (Boolean.TRUE.equals(change.locked())) {
            throw Problem.ruleBroken(
                            "locked",
                            "locked",
                            "Wrong passwords lock an account, nobody else does. Disable it instead.")
                    .exception();
        }
        Caller caller = current.get();
        return writes.once(
                change, () -> throttles.lockedUntil(List.of(id)), (session, locked) -> accounts.forChange(session, id)
                        .invoke(account -> mayActOn(caller, account))
                        .invoke(account -> caller.requireMayGive(roles == null ? Set.of() : roles, Instant.now()))
                        .call(account -> apply(session, caller, account, change, roles))
                        .map(account -> writes.answer(
                                200, AccountView.of(account, change.locked() == null ? locked.get(id) : null))));
    }

    /**
     * Deletes an account and all that is its: 204; 409 for the last operator. It can't be taken back, so it takes a recent proof, which
     * no API token has.
     */
    @DELETE
    @Path("/{id}")
    @PermissionsAllowed(value = "accounts:write", permission = AuthPermission.class)
    @PermissionsAllowed(value = ServicePermission.RECENT_PROOF, permission = AuthPermission.class)
    @APIResponse(responseCode = "204", description = "Deleted")
    public Uni<Response> delete(@RestPath UUID id) {
        Caller caller = current.get();
        UUID actor = caller.accountId();
        return writes.once(null, (session, answering) -> accounts.forChange(session, id)
                .invoke(account -> mayActOn(caller, account))
                .chain(account -> accounts.delete(session, actor, account))
                .map(deleted -> answering.answer(204, null)));
    }

    /**
     * What an operator is given or taken is theirs who can give it. Enabling one gives everything back, and disabling or deleting the
     * others would leave the node to whoever got hold of a token.
     */
    private static void mayActOn(Caller caller, Account account) {
        caller.requireMayGive(account.roles(), Instant.now());
    }

    private Uni<Void> apply(Mutiny.Session session, Caller caller, Account account, Change change, Set<Role> roles) {
        UUID actor = caller.accountId();
        Uni<Void> done = Uni.createFrom().voidItem();
        if (roles != null) {
            done = done.chain(() -> accounts.changeRoles(session, actor, account, roles));
        }
        if (change.disabled() != null) {
            done = done.chain(() -> accounts.setDisabled(session, actor, account, change.disabled()));
        }
        if (change.locked() != null) {
            Subject subject = new Subject(account.id(), account.username());
            done = done.chain(() -> accounts.unlock(session, actor, account))
                    .chain(() -> log.admitted(session, Action.UNLOCK, subject, caller.address(), null));
        }
        return done;
    }

    private static Set<Role> roles(List<String> wanted) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (int n = 0; n < wanted.size(); n++) {
            if (wanted.get(n) == null) {
                throw Problem.missing("roles[" + n + "]").exception();
            }
            roles.add(Role.of(wanted.get(n))
                    .orElseThrow(() -> Problem.ruleBroken("roles", "roles", "A role is member or operator.")
                            .exception()));
        }
        if (!roles.contains(Role.MEMBER)) {
            throw Problem.ruleBroken("roles", "roles", "Every account is a member; operator comes on top.")
                    .exception();
        }
        return roles;
    }
}
