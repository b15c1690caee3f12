package weft.auth.store;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import weft.service.time.MachineClock;

/** Times as the database's clients take them. */
final class SqlTime {

    /** How far the clocks of two machines may differ. */
    private static final Duration DIFFERENCE = Duration.ofMinutes(1);

    private SqlTime() {}

    static OffsetDateTime of(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /** The latest time at which something can have been made: what is of a later one was made before the clock was set back. */
    static OffsetDateTime latestMade(MachineClock clock) {
        return of(clock.atMost().plus(DIFFERENCE));
    }
}
