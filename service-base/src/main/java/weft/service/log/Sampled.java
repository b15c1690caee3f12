package weft.service.log;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps one line in so long a time of what may happen very often because somebody outside wants it so; the others are counted for the
 * next. Thread-safe.
 */
public final class Sampled {

    private final long pause;
    private final AtomicLong said;
    private final AtomicLong since = new AtomicLong();

    /** @param pause at least so long between two lines */
    public Sampled(Duration pause) {
        this.pause = pause.toNanos();
        this.said = new AtomicLong(System.nanoTime() - this.pause);
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
        long last = said.get();
        return now - last >= pause && said.compareAndSet(last, now)
                ? OptionalLong.of(since.getAndSet(0))
                : OptionalLong.empty();
    }
}
