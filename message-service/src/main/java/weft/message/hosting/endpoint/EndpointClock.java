package weft.message.hosting.endpoint;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/** The clocks that the endpoints are told: monotonic nanoseconds from near zero, and the wall clock in seconds. */
@ApplicationScoped
public class EndpointClock {

    /** Divergence of the two clocks that the endpoints are told of, in seconds. */
    private static final long TOLERANCE = 2;

    private final long origin = System.nanoTime();
    private long toldAt;
    private long toldSeconds;

    EndpointClock() {
        toldSeconds = unixSeconds();
    }

    /** Monotonic time since this clock was made, in nanoseconds. */
    public long nanos() {
        return System.nanoTime() - origin;
    }

    /** The wall clock, in seconds since 1970. */
    public long unixSeconds() {
        return Instant.now().getEpochSecond();
    }

    /** Whether the wall clock has left the monotonic one since this was last said. */
    public synchronized boolean hasJumped() {
        long now = nanos();
        long expected = toldSeconds + (now - toldAt) / 1_000_000_000;
        long wall = unixSeconds();
        if (Math.abs(wall - expected) <= TOLERANCE) {
            return false;
        }
        toldAt = now;
        toldSeconds = wall;
        return true;
    }
}
