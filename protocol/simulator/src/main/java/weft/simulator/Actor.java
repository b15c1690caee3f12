package weft.simulator;

/**
 * Somebody to whom things happen: a node's router process, or a host of endpoints. A crash ends an incarnation; what was under
 * way to it then never happens.
 */
public abstract class Actor {

    private final Simulation simulation;
    private final String name;
    private long incarnation;
    private long armedFor = Long.MAX_VALUE;
    private long arming;

    /** @param name unique within the simulation, for the trace */
    Actor(Simulation simulation, String name) {
        this.simulation = simulation;
        this.name = name;
        simulation.add(this);
    }

    /** The name in traces. */
    public final String name() {
        return name;
    }

    final Simulation simulation() {
        return simulation;
    }

    final long now() {
        return simulation.now();
    }

    /** The number of this run of the actor, from 0. */
    final long incarnation() {
        return incarnation;
    }

    /** Ends this incarnation: events for it are dropped. */
    final void endIncarnation() {
        incarnation++;
        armedFor = Long.MAX_VALUE;
    }

    /** Something to happen to this incarnation of the actor, that long from now. */
    final void later(long delay, String what, long detail, Runnable action) {
        simulation.schedule(simulation.now() + delay, this, what, detail, action);
    }

    /** When the actor's machines want to be called; {@link Long#MAX_VALUE} for never. */
    abstract long nextDeadline();

    /** Calls the machines that are due. */
    abstract void onDeadline();

    /** Throws a {@link Violation} when something about this actor is not as it must always be. Cheap. */
    abstract void checkInvariants();

    /** One live wake-up per actor; superseded ones die by their number. */
    final void arm() {
        long deadline = nextDeadline();
        if (deadline == armedFor) {
            return;
        }
        armedFor = deadline;
        long armed = ++arming;
        if (deadline != Long.MAX_VALUE) {
            simulation.schedule(deadline, this, "wake", 0, () -> wake(armed));
        }
    }

    private void wake(long armed) {
        if (armed == arming) {
            armedFor = Long.MAX_VALUE;
            onDeadline();
        }
    }
}
