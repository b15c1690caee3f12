package weft.auth.api;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestPath;
import weft.auth.authentication.AttemptThrottle;
import weft.auth.authentication.Passwords;
import weft.auth.domain.HashingPool.Lane;
import weft.auth.domain.OpaqueToken;
import weft.auth.domain.PasswordRules;
import weft.auth.domain.Refused;
import weft.auth.domain.Refused.Reason;
import weft.auth.store.AccessLog;
import weft.auth.store.AccessLog.Action;
import weft.auth.store.AccessLog.Subject;
import weft.auth.store.Resets;
import weft.service.constraint.BoundedText;
import weft.service.token.AuthPermission;
import weft.service.token.Caller;
import weft.service.token.CurrentCaller;
import weft.service.token.ServicePermission;

/** Choosing a password by a reset link. */
@Path("/api/v1/resets/{code}")
public class ResetsResource {

    private final Resets resets;
    private final Passwords passwords;
    private final AttemptThrottle throttle;
    private final AccessLog log;
    private final IdempotentWrites writes;
    private final CurrentCaller current;

    ResetsResource(
            Resets resets,
            Passwords passwords,
            AttemptThrottle throttle,
            AccessLog log,
            IdempotentWrites writes,
            CurrentCaller current) {
        this.resets = resets;
        this.passwords = passwords;
        this.throttle = throttle;
        this.log = log;
        this.writes = writes;
        this.current = current;
    }

    /** What is chosen. */
    public record Request(
            @NotNull @BoundedText(max = PasswordRules.MAX_LENGTH)
            String password) {

        /** Never the password. */
        @Override
        public String toString() {
            return "Request[hidden]";
        }
    }

    /** Whose password it is now. */
    public record View(String username) {}

    private record Prepared(Resets.Reset reset, String phc) {}

    /**
     * Chooses a password by the code of a reset link: 200, and every session and API token of the account has ended; nobody is signed in
     * by it. 404 for a code that can't be used, 422 for a password that can't be taken, which leaves the code good.
     */
    @POST
    @PermissionsAllowed(value = ServicePermission.ANYONE, permission = AuthPermission.class)
    @APIResponse(
            responseCode = "200",
            description = "The password is another one now",
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = View.class)))
    public Uni<Response> use(
            @RestPath @BoundedText(max = OpaqueToken.MAX_LENGTH) String code,
            @NotNull @Valid Request request,
            @HeaderParam(HttpHeaders.USER_AGENT) String userAgent) {
        Caller caller = current.get();
        AttemptThrottle.Attempt attempt = AttemptThrottle.Attempt.withCode(Action.RESET, caller.address());
        return writes.once(
                request,
                () -> throttle.decide(attempt, place -> opened(code)).chain(reset -> hashed(reset, request)),
                (session, prepared) -> resets.use(session, code, prepared.reset(), prepared.phc())
                        .invoke(used -> {
                            if (!used) {
                                throw Refused.because(Reason.RESET_UNKNOWN);
                            }
                        })
                        .chain(() -> log.admitted(
                                session, Action.RESET, subject(prepared.reset()), caller.address(), userAgent))
                        .replaceWith(
                                writes.answer(200, new View(prepared.reset().username()))));
    }

    private Uni<Resets.Reset> opened(String code) {
        return resets.open(code).map(found -> found.orElseThrow(() -> Refused.because(Reason.RESET_UNKNOWN)));
    }

    private Uni<Prepared> hashed(Resets.Reset reset, Request request) {
        return passwords
                .hashNew(Lane.STRANGER, request.password(), reset.username())
                .map(phc -> new Prepared(reset, phc));
    }

    private static Subject subject(Resets.Reset reset) {
        return new Subject(reset.account(), reset.username());
    }
}
