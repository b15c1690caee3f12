package weft.service.token;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.security.Principal;
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
 * @param provenUntil until when the password counts as given just now in this session, as auth-service says; null except for
 *     {@link Kind#SESSION}
 * @param address network address the request came from, as the gateway saw it
 */
public record Caller(
        Kind kind,
        UUID account,
        String username,
        UUID credential,
        Set<Role> roles,
        Set<Scope> scopes,
        Instant provenUntil,
        String address)
        implements Principal {

    /** How a caller showed who they are. */
    @RegisterForReflection
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

    /** The account's name, or what stands for whoever isn't signed in. */
    @Override
    public String getName() {
        return signedIn() ? username : TokenClaims.ANONYMOUS;
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
     * Refuses a caller who hasn't given the password in this session lately: for acts that neither a program nor a borrowed browser
     * must do. An API token never may, whatever its scopes: it could give away more than it was given.
     *
     * @throws weft.service.problem.ProblemException 401 when nobody is signed in, 403 {@code not-allowed} for an API token, 403
     *     {@code proof-needed} for a session whose proof is too old
     */
    public void requireRecentProof(Instant now) {
        accountId();
        if (kind != Kind.SESSION) {
            throw Problem.notAllowed("No API token may do this. Sign in, and do it in that session.")
                    .exception();
        }
        if (provenUntil == null || !provenUntil.isAfter(now)) {
            throw Problem.of(403, "proof-needed", "Give your password again to do this")
                    .withDetail("POST /api/v1/session/proof takes it; then repeat this request.")
                    .exception();
        }
    }

    /**
     * Refuses to give roles that the caller doesn't hold, and to give any but that of a plain member without a recent proof: the one
     * rule for whatever grants, be it an account, a change of one or an invite.
     *
     * @throws weft.service.problem.ProblemException 403, as {@link #requireRecentProof} or {@code not-allowed}
     */
    public void requireMayGive(Set<Role> given, Instant now) {
        requireMayGive("roles", given, now);
    }

    /**
     * The same for a request that names the role elsewhere.
     *
     * @param field the member of the request that is wrong where the caller doesn't hold what stands there
     */
    public void requireMayGive(String field, Set<Role> given, Instant now) {
        if (given.stream().allMatch(Role.MEMBER::equals)) {
            return;
        }
        requireRecentProof(now);
        if (!roles.containsAll(given)) {
            throw Problem.notAllowed("You can't give a role that you don't have.")
                    .withField(field)
                    .exception();
        }
    }
}
