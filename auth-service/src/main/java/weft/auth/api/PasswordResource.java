package weft.auth.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.text.Normalizer;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import weft.auth.authentication.Passwords;
import weft.auth.authentication.RecentProof;
import weft.auth.domain.HashingPool.Lane;
import weft.auth.domain.PasswordRules;
import weft.auth.store.AccessLog;
import weft.auth.store.AccessLog.Action;
import weft.auth.store.CredentialStore.Password;
import weft.auth.store.PasswordChanges;
import weft.service.constraint.BoundedText;
import weft.service.problem.Problem;
import weft.service.token.AuthPermission;
import weft.service.token.Caller;
import weft.service.token.CurrentCaller;

/** A member's own password. */
@Path("/api/v1/password")
public class PasswordResource {

    private final RecentProof proof;
    private final Passwords passwords;
    private final PasswordChanges changes;
    private final AccessLog log;
    private final IdempotentWrites writes;
    private final CurrentCaller current;

    PasswordResource(
            RecentProof proof,
            Passwords passwords,
            PasswordChanges changes,
            AccessLog log,
            IdempotentWrites writes,
            CurrentCaller current) {
        this.proof = proof;
        this.passwords = passwords;
        this.changes = changes;
        this.log = log;
        this.writes = writes;
        this.current = current;
    }

    /**
     * What a change asks for.
     *
     * @param replacement the password from now on
     */
    public record Change(
            @NotNull @BoundedText(max = PasswordRules.MAX_LENGTH)
            String current,

            @JsonProperty("new") @NotNull @BoundedText(max = PasswordRules.MAX_LENGTH)
            String replacement) {

        /** Never the passwords. */
        @Override
        public String toString() {
            return "Change[hidden]";
        }
    }

    private record Prepared(int version, String phc) {}

    /**
     * Changes the password: 204, and every other session of the account has ended; 403 when the current one is wrong, 422 when the new
     * one can't be taken, 429 when throttled. Guesses are counted with those at a proof. API tokens stay.
     */
    @PUT
    @PermissionsAllowed(value = "account:write", permission = AuthPermission.class)
    @APIResponse(responseCode = "204", description = "Changed; this session goes on and is proven")
    public Uni<Response> change(@NotNull @Valid Change change, @HeaderParam(HttpHeaders.USER_AGENT) String userAgent) {
        Caller caller = current.get();
        if (normal(change.current()).equals(normal(change.replacement()))) {
            throw Problem.ruleBroken("new", "password-same", "This is the current password. Choose another one.")
                    .exception();
        }
        return writes.once(
                change,
                () -> proof.check(caller, Action.PASSWORD, "current", change.current(), userAgent)
                        .chain(known -> hashed(known, change.replacement())),
                (session, prepared) -> changes.byOwner(session, caller, prepared.version(), prepared.phc())
                        .chain(() -> log.admitted(
                                session, Action.PASSWORD, RecentProof.subject(caller), caller.address(), userAgent))
                        .replaceWith(writes.answer(204, null)));
    }

    private Uni<Prepared> hashed(Password known, String replacement) {
        return passwords
                .hashNew(Lane.KNOWN, "new", replacement, known.username())
                .map(phc -> new Prepared(known.version(), phc));
    }

    /** As passwords are compared. */
    private static String normal(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFKC);
    }
}
