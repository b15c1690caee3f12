package weft.service.token;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import weft.service.problem.Problem;

/**
 * On whose behalf a request is made, as the gateway's token says.
 *
 * @param kind how the caller showed who they are
 * @param account their account; null for {@link Kind#ANONYMOUS}
 * @param username its name; null for {@link Kind#ANONYMOUS}
 * @param credential id of the session or API token; null for {@link Kind#ANONYMOUS}
 * @param roles of the account
 * @param scopes what this session or API token may do
 * @param provenAt when the password was last given in this session; null except for {@link Kind#SESSION}
 * @param address network address the request came from, as the gateway saw it
 */
public record Caller(
        Kind kind,
        UUID account,
        String username,
        UUID credential,
        Set<Role> roles,
        Set<Scope> scopes,
        Instant provenAt,
        String address) {

    /** How long a password counts as given just now. */
    private static final Duration RECENT = Duration.ofMinutes(5);

    /** How a caller showed who they are. */
    public enum Kind {
        /** Not at all. */
        ANONYMOUS,
        /** By the cookie of a browser session. */
        SESSION,
        /** By an API token. */
        API_TOKEN
    }

    /** A caller of whom only the network address is known. */
    public static Caller anonymous(String address) {
        return new Caller(Kind.ANONYMOUS, null, null, null, Set.of(), Set.of(), null, address);
    }

    /** Whether an account stands behind this call. */
    public boolean signedIn() {
        return kind != Kind.ANONYMOUS;
    }

    /**
     * The account's id: the owner column of every row this caller may see.
     *
     * @throws weft.service.problem.ProblemException 401 when nobody is signed in
     */
    public UUID accountId() {
        return Optional.ofNullable(account)
                .orElseThrow(() -> Problem.notSignedIn().exception());
    }

    /**
     * Refuses a caller without the scope.
     *
     * @throws weft.service.problem.ProblemException 401 when nobody is signed in, 403 when the scope is missing
     */
    public void require(Scope scope) {
        accountId();
        if (!scopes.contains(scope)) {
            throw Problem.notAllowed(
                            kind == Kind.API_TOKEN
                                    ? "This API token lacks the scope " + scope.text() + "."
                                    : "Your account lacks the right " + scope.text() + ".")
                    .with("scope", scope.text())
                    .exception();
        }
    }

    /**
     * Refuses a caller who hasn't given the password in this session lately: for acts that a borrowed browser must not do.
     *
     * @throws weft.service.problem.ProblemException 403 of type {@code sign-in-again}
     */
    public void requireRecentProof(Instant now) {
        accountId();
        if (provenAt == null || provenAt.plus(RECENT).isBefore(now)) {
            throw Problem.of(403, "sign-in-again", "Sign in again to do this")
                    .withDetail("This takes a session in which the password was given in the last five minutes.")
                    .exception();
        }
    }
}
