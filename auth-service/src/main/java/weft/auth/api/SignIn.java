package weft.auth.api;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.UUID;
import weft.auth.config.AuthConfig;
import weft.auth.domain.PasswordRules;
import weft.auth.domain.Reference;
import weft.auth.domain.SessionLife;
import weft.auth.domain.Username;
import weft.auth.store.AccessLog;
import weft.auth.store.AccessLog.Action;
import weft.auth.store.CredentialStore;
import weft.auth.store.CredentialStore.Password;
import weft.auth.store.SessionStore;
import weft.service.http.Fields;
import weft.service.problem.Problem;
import weft.service.problem.ProblemException;
import weft.service.token.Caller;

/**
 * Signing in with a password. In order: what can be refused cheaply, the throttles, the hash (always one, whether or not
 * the account exists), the new session.
 */
@ApplicationScoped
public class SignIn {

    private static final int SESSION_BITS = 256;
    private static final int MAX_TYPED_NAME = 100;

    private final CredentialStore credentials;
    private final SessionStore sessions;
    private final Passwords passwords;
    private final Guard guard;
    private final AccessLog log;
    private final AuthConfig config;

    @Inject
    SignIn(
            CredentialStore credentials,
            SessionStore sessions,
            Passwords passwords,
            Guard guard,
            AccessLog log,
            AuthConfig config) {
        this.credentials = credentials;
        this.sessions = sessions;
        this.passwords = passwords;
        this.guard = guard;
        this.log = log;
        this.config = config;
    }

    /**
     * Who wants in.
     *
     * @param device the browser's long-lived cookie; empty when it has none
     * @param replaced whoever this browser is signed in as already; that session ends when the new one begins
     */
    public record Request(
            String username,
            String password,
            Optional<String> device,
            Optional<Caller> replaced,
            String address,
            String userAgent) {}

    /**
     * A session that has begun.
     *
     * @param reference the value of its cookie
     * @param device the value of the browser's long-lived cookie
     */
    public record Begun(UUID id, Password account, Reference reference, Reference device, SessionLife life) {}

    /** The new session; fails with 400, 401, 403, 422 or 429. */
    public Uni<Begun> begin(Request request) {
        Fields.text("username", request.username(), MAX_TYPED_NAME);
        Fields.text("password", request.password(), PasswordRules.MAX_LENGTH);
        String key = Username.keyOf(request.username());
        return credentials.password(key).chain(found -> attempt(request, key, found)
                .chain(attempt -> guard.admit(attempt)
                        .chain(() -> check(request, attempt, found))
                        .chain(account -> enter(request, attempt, account))));
    }

    private Uni<Guard.Attempt> attempt(Request request, String key, Optional<Password> found) {
        Optional<Reference> device = request.device()
                .filter(text -> text.length() <= Reference.MAX_LENGTH)
                .map(Reference::of);
        Uni<Boolean> known = device.isPresent() && found.isPresent()
                ? credentials.knowsDevice(found.get().account(), device.get().hash())
                : Uni.createFrom().item(false);
        return known.map(yes -> new Guard.Attempt(
                Action.SIGN_IN, key, yes ? device : Optional.empty(), request.address(), request.userAgent()));
    }

    private Uni<Password> check(Request request, Guard.Attempt attempt, Optional<Password> found) {
        return passwords
                .verify(request.password(), found.map(Password::phc))
                .onFailure(ProblemException.class)
                .call(() -> guard.undecided(attempt))
                .chain(right -> {
                    if (!right) {
                        return refuse(request, found, "wrong-credentials", wrongCredentials());
                    }
                    return found.get().disabled()
                            ? refuse(request, found, "disabled", disabled())
                            : Uni.createFrom().item(found.get());
                });
    }

    private Uni<Password> refuse(Request request, Optional<Password> found, String outcome, Problem problem) {
        return log.refused(
                        Action.SIGN_IN,
                        outcome,
                        found.map(Password::account).orElse(null),
                        found.map(Password::username).orElse(null),
                        request.address(),
                        request.userAgent())
                .chain(() -> Uni.createFrom().failure(problem.exception()));
    }

    private Uni<Begun> enter(Request request, Guard.Attempt attempt, Password account) {
        SessionLife life = SessionLife.of(account.roles(), config.sessions());
        Reference reference = Reference.fresh("", SESSION_BITS);
        Reference device = attempt.device().orElseGet(() -> Reference.fresh("", SESSION_BITS));
        SessionStore.NewSession wanted =
                new SessionStore.NewSession(account.account(), reference, life, request.address(), request.userAgent());
        return guard.succeeded(attempt)
                .chain(() -> passwords
                        .renewed(request.password(), account.phc())
                        .onFailure(ProblemException.class)
                        .recoverWithItem(Optional.empty()))
                .chain(renewed -> renewed.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : credentials.rehash(account.account(), account.phc(), renewed.get()))
                .chain(() -> credentials.rememberDevice(account.account(), device))
                .chain(() -> sessions.create(wanted, config.sessions().perAccount(), request.replaced()))
                .call(() -> log.admitted(
                        Action.SIGN_IN, account.account(), account.username(), request.address(), request.userAgent()))
                .map(id -> new Begun(id, account, reference, device, life));
    }

    private static Problem wrongCredentials() {
        return Problem.of(401, "wrong-credentials", "Username or password is wrong");
    }

    private static Problem disabled() {
        return Problem.of(403, "account-disabled", "This account is disabled")
                .withDetail("Ask an operator of this node.");
    }
}
