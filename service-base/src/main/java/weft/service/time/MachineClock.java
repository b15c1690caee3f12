package weft.service.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * The machine's clock, for whatever is kept until a date. Clocks are set: by people, by time servers, by a machine that begins in 1970
 * and hears the time later, by one that slept. Such a step is doubted for {@link #DOUBT}: so long the time before it, going on
 * at the pace of the monotonic clock, counts beside the clock's own. Who ends or deletes something goes by {@link #atLeast}, who promises
 * until when something lives by {@link #atMost}; then no step ends or deletes what it should not, and one that is taken back has
 * changed nothing. After that the clock is believed.
 *
 * <p>A step is noticed when somebody asks; one while no process ran is not. Thread-safe, never waits.
 */
public final class MachineClock {

    /** How long a step is doubted. */
    public static final Duration DOUBT = Duration.ofHours(1);

    /** What the clocks may differ from one question to the next without having been set: slewing is slower than that. */
    static final Duration TOLERANCE = Duration.ofSeconds(5);

    /** Steps that are doubted at a time; past that the oldest is believed. */
    static final int STEPS = 16;

    private static final Logger LOG = Logger.getLogger(MachineClock.class);
    private static final MachineClock SYSTEM = new MachineClock(InstantSource.system(), System::nanoTime);

    private record Step(Duration by, long nanos) {}

    private final InstantSource wall;
    private final LongSupplier elapsed;
    private final Deque<Step> doubted = new ArrayDeque<>();
    private Instant lastWall;
    private long lastNanos;

    /** A clock that is told the time by these two, for tests. */
    public MachineClock(InstantSource wall, LongSupplier nanos) {
        this.wall = wall;
        this.elapsed = nanos;
        this.lastWall = wall.instant();
        this.lastNanos = nanos.getAsLong();
    }

    /** The clock of the machine this runs on. */
    public static MachineClock system() {
        return SYSTEM;
    }

    /** What the clock shows now. */
    public Instant now() {
        return wall.instant();
    }

    /** It is as late as this, even if the last step was wrong: what was to live longer must not be ended yet. */
    public synchronized Instant atLeast() {
        Duration doubt = doubt();
        return doubt.isNegative() ? lastWall : lastWall.minus(doubt);
    }

    /** It is no later than this, even if the last step was wrong: what begins to live now has its whole life from here. */
    public synchronized Instant atMost() {
        Duration doubt = doubt();
        return doubt.isNegative() ? lastWall.minus(doubt) : lastWall;
    }

    /** How far the steps that are doubted have moved the clock; zero while it is believed. */
    public synchronized Duration doubted() {
        return doubt().abs();
    }

    /** By how much the clock is ahead of the time before the steps that are doubted; negative when it is behind. */
    private Duration doubt() {
        Instant now = wall.instant();
        long nanos = elapsed.getAsLong();
        Duration step = Duration.between(lastWall, now).minusNanos(nanos - lastNanos);
        lastWall = now;
        lastNanos = nanos;
        if (step.abs().compareTo(TOLERANCE) > 0) {
            LOG.warnf("The clock was set by %s. For %s nothing ends or is deleted on its word alone.", step, DOUBT);
            doubted.addLast(new Step(step, nanos));
        }
        while (doubted.size() > STEPS
                || !doubted.isEmpty() && nanos - doubted.getFirst().nanos() > DOUBT.toNanos()) {
            doubted.removeFirst();
        }
        Duration all = doubted.stream().map(Step::by).reduce(Duration.ZERO, Duration::plus);
        if (all.abs().compareTo(TOLERANCE) <= 0) {
            doubted.clear();
            return Duration.ZERO;
        }
        return all;
    }
}
