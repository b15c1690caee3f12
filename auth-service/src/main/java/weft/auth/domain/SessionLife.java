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
 */
public record SessionLife(Duration idle, Duration whole) {

    /** The life of a session of an account with these roles. */
    public static SessionLife of(Set<Role> roles, AuthConfig.Sessions config) {
        return roles.contains(Role.OPERATOR)
                ? new SessionLife(config.operatorIdle(), config.operatorLifetime())
                : new SessionLife(config.memberIdle(), config.memberLifetime());
    }

    /** When a session seen now dies if it isn't seen again. */
    public Instant idleAt(Instant now) {
        return now.plus(idle);
    }

    /** When a session made now dies in any case. */
    public Instant expiresAt(Instant now) {
        return now.plus(whole);
    }
}
