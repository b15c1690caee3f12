package weft.auth.authentication;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import weft.auth.config.AuthSettings;
import weft.auth.domain.HashingPool.Place;
import weft.auth.domain.OpaqueToken;
import weft.auth.domain.Refused;
import weft.auth.domain.Refused.Reason;
import weft.auth.domain.SessionLife;
import weft.auth.domain.Username;
import weft.auth.store.AccessLog;
import weft.auth.store.AccessLog.Action;
import weft.auth.store.AccessLog.Subject;
import weft.auth.store.CredentialStore;
import weft.auth.store.CredentialStore.Password;
import weft.auth.store.SessionStore;
import weft.service.token.Caller;

/**
 * Signing in with a password. In order: what can be refused cheaply, a place where passwords are hashed, the throttles, the hash
 * (always one, whether or not the account exists), the new session.
 */
@ApplicationScoped
public class SignIn {

    private static final int SESSION_BITS = 256;

    private final CredentialStore credentials;
    private final SessionStore sessions;
    private final Passwords passwords;
    private final AttemptThrottle throttle;
    private final AccessLog log;
    private final AuthSettings config;

    SignIn(
            CredentialStore credentials,
            SessionStore sessions,
            Passwords passwords,
            AttemptThrottle throttle,
            AccessLog log,
            AuthSettings config) {
        this.credentials = credentials;
        this.sessions = sessions;
        this.passwords = passwords;
        this.throttle = throttle;
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
            String userAgent) {

        /** Never the password. */
        @Override
        public String toString() {
            return "Request[hidden]";
        }
    }

    /**
     * A session that has begun.
     *
     * @param reference the value of its cookie
     * @param device the value of the browser's long-lived cookie
     */
    public record Begun(UUID id, Password account, OpaqueToken reference, OpaqueToken device, SessionLife life) {}

    /** The new session; refused when it must wait, for wrong credentials and for a disabled account. */
    public Uni<Begun> begin(Request request) {
        String key = Username.keyOf(request.username());
        Optional<OpaqueToken> device = request.device()
                .filter(text -> text.length() <= OpaqueToken.MAX_LENGTH)
                .map(OpaqueToken::of);
        return (device.isEmpty()
                        ? passwords.turnStrangersAway()
                        : Uni.createFrom().voidItem())
                .chain(() -> credentials.password(key, device.map(OpaqueToken::hash)))
                .chain(found -> {
                    AttemptThrottle.Attempt attempt = attempt(request, key, found, device);
                    return throttle.decide(attempt, place -> check(place, request, found))
                            .chain(account -> enter(request, attempt, account));
                });
    }

    private static AttemptThrottle.Attempt attempt(
            Request request, String key, Optional<Password> found, Optional<OpaqueToken> device) {
        return new AttemptThrottle.Attempt(
                Action.SIGN_IN,
                key,
                found.map(SignIn::subject).orElse(null),
                device.filter(browser -> found.isPresent() && found.get().knowsDevice()),
                request.address(),
                request.userAgent());
    }

    /** The account, its password's hash at today's cost. */
    private Uni<Password> check(Place place, Request request, Optional<Password> found) {
        return passwords
                .verify(place, request.password(), found.map(Password::phc))
                .chain(right -> {
                    if (!right || found.get().disabled()) {
                        return Uni.createFrom()
                                .failure(Refused.because(right ? Reason.ACCOUNT_DISABLED : Reason.WRONG_CREDENTIALS));
                    }
                    return renewed(place, request, found.get());
                });
    }

    private Uni<Password> renewed(Place place, Request request, Password account) {
        return passwords
                .renewed(place, request.password(), account.phc())
                .call(phc -> phc.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : credentials.rehash(account.account(), account.phc(), phc.get()))
                .replaceWith(account);
    }

    private Uni<Begun> enter(Request request, AttemptThrottle.Attempt attempt, Password account) {
        SessionLife life = config.sessions().life(account.roles());
        OpaqueToken reference = OpaqueToken.fresh("", SESSION_BITS);
        OpaqueToken device = attempt.device().orElseGet(() -> OpaqueToken.fresh("", SESSION_BITS));
        SessionStore.NewSession wanted = new SessionStore.NewSession(
                account.account(), account.version(), reference, life, request.address(), request.userAgent());
        return credentials
                .rememberDevice(account.account(), device)
                .chain(() -> sessions.create(wanted, config.sessions().perAccount(), request.replaced()))
                .map(made -> made.orElseThrow(() -> Refused.because(Reason.WRONG_CREDENTIALS)))
                .call(() -> log.admitted(Action.SIGN_IN, subject(account), request.address(), request.userAgent()))
                .map(id -> new Begun(id, account, reference, device, life));
    }

    private static Subject subject(Password account) {
        return new Subject(account.account(), account.username());
    }
}
