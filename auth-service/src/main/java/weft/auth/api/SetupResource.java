package weft.auth.api;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import weft.auth.authentication.AttemptThrottle;
import weft.auth.authentication.Passwords;
import weft.auth.domain.HashingPool.Lane;
import weft.auth.domain.OpaqueToken;
import weft.auth.domain.PasswordRules;
import weft.auth.domain.Refused;
import weft.auth.domain.Refused.Reason;
import weft.auth.domain.Username;
import weft.auth.store.AccessLog;
import weft.auth.store.AccessLog.Action;
import weft.auth.store.AccessLog.Subject;
import weft.auth.store.Accounts;
import weft.auth.store.SetupStore;
import weft.auth.store.keys.KeyDirectory;
import weft.service.constraint.BoundedText;
import weft.service.setup.SetupToken;
import weft.service.token.AuthPermission;
import weft.service.token.CurrentCaller;
import weft.service.token.Role;
import weft.service.token.ServicePermission;

/** The first operator, made with the token that is shown until there is one; and one more, with a token made at the machine. */
@Path("/api/v1/setup")
public class SetupResource {

    private static final int TOKEN_BYTES = 24;

    private final SetupStore setup;
    private final Accounts accounts;
    private final Passwords passwords;
    private final AttemptThrottle throttle;
    private final AccessLog log;
    private final IdempotentWrites writes;
    private final CurrentCaller caller;

    SetupResource(
            SetupStore setup,
            Accounts accounts,
            Passwords passwords,
            AttemptThrottle throttle,
            AccessLog log,
            IdempotentWrites writes,
            CurrentCaller caller) {
        this.setup = setup;
        this.accounts = accounts;
        this.passwords = passwords;
        this.throttle = throttle;
        this.log = log;
        this.writes = writes;
        this.caller = caller;
    }

    /** What set-up asks for. */
    public record Request(
            @NotNull @BoundedText(max = OpaqueToken.MAX_LENGTH)
            String token,

            @NotNull @BoundedText(max = Username.MAX_TYPED) String username,

            @NotNull @BoundedText(max = PasswordRules.MAX_LENGTH)
            String password) {

        /** Never the token or the password. */
        @Override
        public String toString() {
            return "Request[hidden]";
        }
    }

    /**
     * Tells the process the token, as long as there is no operator. It comes from the keys, so that every replica and every start
     * has the same one: whoever missed it sees it again.
     */
    static void offer(@Observes StartupEvent started, SetupStore setup, KeyDirectory keys, Event<SetupToken> waits) {
        byte[] secret = Arrays.copyOf(keys.derived("set-up token"), TOKEN_BYTES);
        OpaqueToken token =
                OpaqueToken.of(Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
        if (setup.offer(token.hash()).await().atMost(Duration.ofSeconds(30))) {
            waits.fire(new SetupToken(token.text()));
        }
    }

    /**
     * What a page asks before anybody has signed in.
     *
     * @param needed the node waits for its first operator
     * @param possible a set-up token makes an operator now: that one, or one more for whom {@code weft admin} has made a token
     */
    public record Needed(boolean needed, boolean possible) {}

    /** Says so to anybody; {@code GET /session} does too, with its 401. */
    @GET
    @PermissionsAllowed(value = ServicePermission.ANYONE, permission = AuthPermission.class)
    public Uni<Needed> needed() {
        return setup.pending().map(pending -> new Needed(pending.first(), pending.any()));
    }

    /** Makes an operator: 201; 403 for another token; 410 when no token is good any more. */
    @POST
    @PermissionsAllowed(value = ServicePermission.ANYONE, permission = AuthPermission.class)
    @APIResponse(
            responseCode = "201",
            description = "The operator",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = AccountView.class)))
    public Uni<Response> setUp(@NotNull @Valid Request request) {
        String token = request.token();
        Username name = Username.of(request.username());
        AttemptThrottle.Attempt attempt =
                AttemptThrottle.Attempt.withCode(Action.SET_UP, caller.get().address());
        return writes.once(
                request,
                () -> throttle.decide(attempt, place -> check(token))
                        .chain(() -> passwords.hashNew(Lane.STRANGER, request.password(), name.text())),
                (session, hash) -> setup.use(session, token)
                        .invoke(used -> {
                            if (!used) {
                                throw Refused.because(Reason.SETUP_DONE);
                            }
                        })
                        .chain(() -> accounts.add(session, null, name, Set.of(Role.MEMBER, Role.OPERATOR), hash))
                        .call(account -> log.admitted(
                                session,
                                Action.SET_UP,
                                new Subject(account.id(), account.username()),
                                attempt.address(),
                                null))
                        .map(account -> writes.answer(201, AccountView.of(account))));
    }

    private Uni<Void> check(String token) {
        return setup.standing(token)
                .invoke(standing -> {
                    if (!standing.matches()) {
                        throw standing.pending().any()
                                ? Refused.about("token", Reason.SETUP_TOKEN_WRONG)
                                : Refused.because(Reason.SETUP_DONE);
                    }
                })
                .replaceWithVoid();
    }
}
