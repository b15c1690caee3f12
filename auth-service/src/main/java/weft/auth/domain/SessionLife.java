package weft.auth.domain;

import java.time.Duration;
import java.time.Instant;

/**
 * How long a session lives: shorter for those who can do more.
 *
 * @param idle without a request
 * @param whole from signing in
 * @param proof how long a password counts as given just now
 */
public record SessionLife(Duration idle, Duration whole, Duration proof) {

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
