package weft.service.log;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Keeps one line in so long a time of what may happen very often because somebody outside wants it so; the others are counted for the
 * next. Thread-safe.
 */
public final class Sampled {

    private final long pause;

    /** Null before the first line. No time is taken when it is made: in a native image that would be the time of the build. */
    private final AtomicReference<Long> said = new AtomicReference<>();

    private final AtomicLong since = new AtomicLong();

    /** @param pause at least so long between two lines */
    public Sampled(Duration pause) {
        this.pause = pause.toNanos();
    }

    /**
     * It happened.
     *
     * @return how often since the last line, this time included, when it is time for a line; else empty
     */
    public OptionalLong happened() {
        return happened(System.nanoTime());
    }

    OptionalLong happened(long now) {
        since.incrementAndGet();
        Long last = said.get();
        return (last == null || now - last >= pause) && said.compareAndSet(last, now)
                ? OptionalLong.of(since.getAndSet(0))
                : OptionalLong.empty();
    }
}
