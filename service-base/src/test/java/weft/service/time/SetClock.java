package weft.service.time;

import java.time.Duration;
import java.time.Instant;

/** A machine whose clock can be set. */
public final class SetClock {

    private Instant wall = Instant.parse("2026-11-29T12:00:00Z");
    private long nanos;
    private final MachineClock clock = new MachineClock(() -> wall, () -> nanos);

    /** What its programs ask. */
    public MachineClock clock() {
        return clock;
    }

    /** What it shows. */
    public Instant now() {
        return wall;
    }

    /** Time passes. */
    public SetClock pass(Duration time) {
        wall = wall.plus(time);
        nanos += time.toNanos();
        return this;
    }

    /** Somebody sets it. */
    public SetClock set(Instant to) {
        wall = to;
        return this;
    }

    /** Somebody sets it by so much. */
    public SetClock step(Duration by) {
        return set(wall.plus(by));
    }
}
