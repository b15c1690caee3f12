package weft.auth.authentication;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import weft.auth.domain.HashingPool.Place;
import weft.auth.domain.OpaqueToken;
import weft.auth.domain.Refused;
import weft.auth.domain.Refused.Reason;
import weft.auth.domain.Username;
import weft.auth.store.AccessLog;
import weft.auth.store.AccessLog.Action;
import weft.auth.store.AccessLog.Subject;
import weft.auth.store.CredentialStore;
import weft.auth.store.CredentialStore.Password;
import weft.auth.store.SessionStore;
import weft.service.token.Caller;

/**
 * The password given again in a session, for acts that a borrowed browser must not do.
 *
 * <p>Guesses are counted as those of a known browser are, with the session in its place: five, then a wait that doubles. So whoever
 * took a cookie has no more guesses at it from a thousand addresses than from one, and strangers who fail to sign in can't keep the
 * owner from proving who they are.
 */
@ApplicationScoped
public class RecentProof {

    private final CredentialStore credentials;
    private final SessionStore sessions;
    private final Passwords passwords;
    private final AttemptThrottle throttle;
    private final AccessLog log;

    RecentProof(
            CredentialStore credentials,
            SessionStore sessions,
            Passwords passwords,
            AttemptThrottle throttle,
            AccessLog log) {
        this.credentials = credentials;
        this.sessions = sessions;
        this.passwords = passwords;
        this.throttle = throttle;
        this.log = log;
    }

    /**
     * Checks the password of the caller's account and renews the session's proof.
     *
     * @param caller in a session; an API token is refused
     * @return nothing; refused when the password is wrong, the session has ended or it must wait
     */
    public Uni<Void> give(Caller caller, String password, String userAgent) {
        return check(caller, Action.PROOF, "password", password, userAgent)
                .chain(() -> sessions.prove(caller.accountId(), caller.credential()))
                .invoke(proven -> {
                    if (!proven) {
                        throw Refused.because(Reason.SESSION_OVER);
                    }
                })
                .chain(() -> log.admitted(Action.PROOF, subject(caller), caller.address(), userAgent));
    }

    /**
     * Checks the password of the caller's account, and counts it as what it was.
     *
     * @param caller in a session; an API token is refused
     * @param field that the password stands in
     * @return the right password; refused as {@link #give} is
     */
    public Uni<Password> check(Caller caller, Action action, String field, String password, String userAgent) {
        if (caller.kind() != Caller.Kind.SESSION) {
            throw Refused.because(Reason.SESSIONS_ALONE);
        }
        String key = Username.keyOf(caller.username());
        Optional<OpaqueToken> session = Optional.of(OpaqueToken.of("session " + caller.credential()));
        AttemptThrottle.Attempt attempt =
                new AttemptThrottle.Attempt(action, key, subject(caller), session, caller.address(), userAgent);
        return throttle.decide(attempt, place -> check(place, key, field, password));
    }

    /** The caller as the subject of an attempt. */
    public static Subject subject(Caller caller) {
        return new Subject(caller.accountId(), caller.username());
    }

    private Uni<Password> check(Place place, String key, String field, String password) {
        return credentials.password(key, Optional.empty()).chain(found -> passwords
                .verify(place, password, found.map(Password::phc))
                .map(right ->
                        found.filter(known -> right).orElseThrow(() -> Refused.about(field, Reason.WRONG_PASSWORD))));
    }
}
