package weft.node.database;

import java.time.Duration;
import java.util.Optional;

/**
 * How often in a row a database that has ended is started again: {@value #IN_A_ROW} times, after a pause each that grows. A while of
 * health, measured by elapsed time, and it may fail as often again. Not thread-safe.
 */
final class Restarts {

    /** The most starts without a while of health between them. */
    static final int IN_A_ROW = 3;

    /** So long it has to run before it counts as healthy. */
    static final Duration HEALTHY = Duration.ofMinutes(10);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final int GROWTH = 4;

    private int made;
    private long upSince;

    /** @param now nanoseconds of the clock that {@link System#nanoTime} reads, when the database first came up */
    Restarts(long now) {
        this.upSince = now;
    }

    /** It has come up again. */
    void up(long now) {
        upSince = now;
    }

    /**
     * It ran and has ended.
     *
     * @return the pause before it is started again; empty when it was started often enough
     */
    Optional<Duration> afterEnd(long now) {
        if (now - upSince >= HEALTHY.toNanos()) {
            made = 0;
        }
        return next();
    }

    /** It was started and has not come up; the answer is that of {@link #afterEnd}, and time passed is no health. */
    Optional<Duration> afterFailedStart() {
        return next();
    }

    private Optional<Duration> next() {
        if (made == IN_A_ROW) {
            return Optional.empty();
        }
        Duration pause = FIRST_PAUSE;
        for (int earlier = 0; earlier < made; earlier++) {
            pause = pause.multipliedBy(GROWTH);
        }
        made++;
        return Optional.of(pause);
    }

    /** Starts in this row. */
    int made() {
        return made;
    }
}
