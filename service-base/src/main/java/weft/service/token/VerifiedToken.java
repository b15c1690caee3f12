package weft.service.token;

import java.time.Instant;

/**
 * What a token says whose signature, issuer and type are right.
 *
 * @param caller on whose behalf it was made
 * @param audience the one service it is for
 * @param expires when it ends, by the clock on the wall
 */
public record VerifiedToken(Caller caller, Audience audience, Instant expires) {

    /** The furthest end a token can have that was signed at this clock: one with a later end is of before it was set back. */
    private static final int FURTHEST_SECONDS = 2 * TokenClaims.MAX_LIFE_SECONDS;

    /** Whether it is of this time: neither ended, nor made by a clock that was set back since. */
    public boolean isOf(Instant now) {
        return now.isBefore(expires) && !now.plusSeconds(FURTHEST_SECONDS).isBefore(expires);
    }
}
