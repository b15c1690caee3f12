package weft.auth.api;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import weft.auth.domain.HashingPool.Place;
import weft.auth.domain.PasswordRules;
import weft.auth.domain.Reference;
import weft.auth.domain.Username;
import weft.auth.store.AccessLog;
import weft.auth.store.AccessLog.Action;
import weft.auth.store.AccessLog.Subject;
import weft.auth.store.CredentialStore;
import weft.auth.store.CredentialStore.Password;
import weft.auth.store.SessionStore;
import weft.service.http.Fields;
import weft.service.problem.Problem;
import weft.service.token.Caller;

/**
 * The password given again in a session, for acts that a borrowed browser must not do.
 *
 * <p>Guesses are counted as those of a known browser are, with the session in its place: five, then a wait that doubles. So whoever
 * took a cookie has no more guesses at it from a thousand addresses than from one, and strangers who fail to sign in can't keep the
 * owner from proving who they are.
 */
@ApplicationScoped
public class Proof {

    private final CredentialStore credentials;
    private final SessionStore sessions;
    private final Passwords passwords;
    private final Guard guard;
    private final AccessLog log;

    @Inject
    Proof(CredentialStore credentials, SessionStore sessions, Passwords passwords, Guard guard, AccessLog log) {
        this.credentials = credentials;
        this.sessions = sessions;
        this.passwords = passwords;
        this.guard = guard;
        this.log = log;
    }

    /**
     * Checks the password of the caller's account and renews the session's proof.
     *
     * @param caller in a session; an API token is refused with 403
     * @return nothing; fails with 400, 403 when the password is wrong, 422 or 429
     */
    public Uni<Void> give(Caller caller, String password, String userAgent) {
        if (caller.kind() != Caller.Kind.SESSION) {
            throw Problem.notAllowed("Only a session can be proven, no API token.")
                    .exception();
        }
        Fields.text("password", password, PasswordRules.MAX_LENGTH);
        String key = Username.keyOf(caller.username());
        Optional<Reference> session = Optional.of(Reference.of("session " + caller.credential()));
        Subject subject = new Subject(caller.accountId(), caller.username());
        Guard.Attempt attempt = new Guard.Attempt(Action.PROOF, key, subject, session, caller.address(), userAgent);
        return guard.decide(attempt, place -> check(place, key, password))
                .chain(() -> sessions.prove(caller.accountId(), caller.credential()))
                .chain(() -> log.admitted(attempt.action(), subject, attempt.address(), attempt.userAgent()));
    }

    private Uni<Boolean> check(Place place, String key, String password) {
        return credentials
                .password(key, Optional.empty())
                .chain(found -> passwords.verify(place, password, found.map(Password::phc)))
                .invoke(right -> {
                    if (!right) {
                        throw Problem.of(403, "wrong-credentials", "The password is wrong")
                                .withDetail("Give the password of the account that is signed in.")
                                .withField("password")
                                .exception();
                    }
                });
    }
}
