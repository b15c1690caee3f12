package weft.auth.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import weft.auth.config.AuthConfig;
import weft.service.token.Role;

/**
 * How long a session lives: shorter for those who can do more.
 *
 * @param idle without a request
 * @param whole from signing in
 * @param proof how long a password counts as given just now
 */
public record SessionLife(Duration idle, Duration whole, Duration proof) {

    /** The life of a session of an account with these roles. */
    public static SessionLife of(Set<Role> roles, AuthConfig.Sessions config) {
        return roles.contains(Role.OPERATOR)
                ? new SessionLife(config.operatorIdle(), config.operatorLifetime(), config.proofLifetime())
                : new SessionLife(config.memberIdle(), config.memberLifetime(), config.proofLifetime());
    }

    /** When a session seen now dies if it isn't seen again. */
    public Instant idleAt(Instant now) {
        return now.plus(idle);
    }

    /**
     * Until when a password that was given at {@code provenAt} counts as given just now. One that was given in the future, as a
     * clock that went back makes it look, doesn't count at all.
     */
    public Instant provenUntil(Instant provenAt, Instant now) {
        return provenAt.isAfter(now) ? now : provenAt.plus(proof);
    }

    /** When a session made now dies in any case. */
    public Instant expiresAt(Instant now) {
        return now.plus(whole);
    }
}
