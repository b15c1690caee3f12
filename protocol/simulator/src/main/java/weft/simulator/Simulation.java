package weft.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/**
 * The loop: one queue of events in virtual time, ties in the order in which they were scheduled. After each event the actor it
 * happened to is drained, checked and armed again.
 */
public final class Simulation {

    /** The wall clock when a run begins, in Unix seconds. */
    public static final long EPOCH = 1_800_000_000L;

    /** More events than this in one run mean that it does not come to rest. */
    static final long MAX_EVENTS = 20_000_000;

    /** More events than this at one instant mean a livelock. */
    static final int MAX_AT_ONCE = 100_000;

    private static final int MAX_DRAINS = 1_000;

    private final long seed;
    private final RunTrace trace = new RunTrace();
    private final PriorityQueue<Event> queue = new PriorityQueue<>();
    private final List<Actor> actors = new ArrayList<>();
    private long now;
    private long scheduled;
    private long current;
    private long happened;
    private int atOnce;

    /** @param seed decides everything that chance decides */
    public Simulation(long seed) {
        this.seed = seed;
    }

    private record Event(
            long at, long number, long cause, Actor actor, long incarnation, String what, long detail, Runnable action)
            implements Comparable<Event> {

        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    /** The seed of this run. */
    public long seed() {
        return seed;
    }

    /** Virtual time: nanoseconds since the run began. */
    public long now() {
        return now;
    }

    /** The wall clock of a node whose clock is right, in Unix seconds. */
    public long unixSeconds() {
        return EPOCH + now / 1_000_000_000L;
    }

    /** The same in milliseconds. */
    public long unixMillis() {
        return EPOCH * 1000 + now / 1_000_000L;
    }

    /** What happened so far. */
    public RunTrace trace() {
        return trace;
    }

    Draws draws(long stream) {
        return new Draws(seed, stream);
    }

    void add(Actor actor) {
        for (Actor other : actors) {
            if (other.name().equals(actor.name())) {
                throw new IllegalArgumentException("two actors are called " + actor.name());
            }
        }
        actors.add(actor);
    }

    /** A number for each actor, the same in every run. */
    int indexOf(Actor actor) {
        return actors.indexOf(actor);
    }

    void schedule(long at, Actor actor, String what, long detail, Runnable action) {
        queue.add(new Event(Math.max(at, now), ++scheduled, current, actor, actor.incarnation(), what, detail, action));
    }

    /** Something the scenario does to an actor, now, as a step of its own. */
    void act(Actor actor, String what, Runnable action) {
        current = 0;
        execute(new Event(now, ++scheduled, 0, actor, actor.incarnation(), what, 0, action));
    }

    /** Runs everything that happens within the next {@code nanos}. */
    public void runFor(long nanos) {
        runUntil(now + nanos, () -> false);
    }

    /**
     * Runs until the condition holds.
     *
     * @throws Violation when it does not within {@code nanos} of virtual time
     */
    public void runUntil(String what, long nanos, BooleanSupplier condition) {
        if (!runUntil(now + nanos, condition)) {
            throw fail(new Violation("not within " + nanos / 1e9 + " s: " + what));
        }
    }

    /** Runs until the condition holds; false when it does not within {@code nanos}. */
    public boolean reaches(long nanos, BooleanSupplier condition) {
        return runUntil(now + nanos, condition);
    }

    private boolean runUntil(long end, BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Event next = queue.peek();
            if (next == null || next.at > end) {
                atOnce = end > now ? 0 : atOnce;
                now = end;
                return condition.getAsBoolean();
            }
            queue.remove();
            if (next.incarnation == next.actor.incarnation()) {
                execute(next);
            }
        }
        return true;
    }

    private void execute(Event event) {
        atOnce = event.at > now ? 0 : atOnce + 1;
        now = event.at;
        current = event.number;
        try {
            Violation.unless(++happened < MAX_EVENTS, "the run does not come to rest");
            Violation.unless(atOnce < MAX_AT_ONCE, "livelock: time stands still");
            trace.record(event.at, event.number, event.cause, event.actor.name(), event.what, event.detail);
            event.action.run();
            settle(event.actor);
        } catch (RuntimeException | AssertionError e) {
            throw fail(e);
        }
    }

    private void settle(Actor actor) {
        for (int drains = 0; actor.nextDeadline() <= now; drains++) {
            Violation.unless(drains < MAX_DRAINS, actor.name() + " is never done at this instant");
            actor.onDeadline();
        }
        actor.checkInvariants();
        actor.arm();
    }

    private Violation fail(Throwable cause) {
        return cause instanceof Violation told && told.getCause() != null
                ? told
                : new Violation(
                        cause.getMessage() + "\nseed " + seed + " at " + now / 1e9 + " s\n" + trace.story(current),
                        cause);
    }
}
