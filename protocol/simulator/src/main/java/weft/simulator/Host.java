package weft.simulator;

import weft.reticulum.Address;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.router.RouterOutput;

/** A process that hosts endpoints, on its side of the bus. */
abstract class Host extends Actor {

    /** How often a host repeats whom it hosts; the Router forgets after three times that. */
    private static final long HOSTING_INTERVAL = 30_000_000_000L;

    private final SimulatedBus bus;
    private boolean up = true;

    Host(Simulation simulation, String name, SimulatedBus bus) {
        super(simulation, name);
        this.bus = bus;
        bus.add(this);
        repeatHosting();
    }

    /** Whether the process runs. */
    public final boolean isUp() {
        return up;
    }

    /** The process dies at once; what was not on disk is gone. */
    public final void crash() {
        up = false;
        endIncarnation();
        forget();
    }

    /** The process starts again with what is on disk. */
    public final void restart() {
        Violation.unless(!up, name() + " runs already");
        up = true;
        simulation().act(this, "restart", () -> {
            recall();
            repeatHosting();
        });
    }

    final SimulatedBus bus() {
        return bus;
    }

    final void send(ToRouter record) {
        bus.toRouter(record);
    }

    /** Hands over a record that the bus carried, as a step of this host. */
    final void hand(ToEndpoint record) {
        later(0, "record", record.owner().low(), () -> receive(record));
    }

    /** Something from the Router for a destination hosted here. */
    abstract void receive(ToEndpoint record);

    /** An announce that a Router validated. */
    abstract void heard(RouterOutput.AnnounceHeard heard);

    /** The destinations hosted here now. */
    abstract Iterable<Address> hosted();

    /** The epoch of a destination's shard. */
    abstract long epochOf(Address destination);

    /** Drops everything that is not on disk. */
    abstract void forget();

    /** Begins again with what is on disk. */
    abstract void recall();

    /** Says whom this host hosts. */
    final void tellHosted() {
        for (Address destination : hosted()) {
            send(new ToRouter.Host(destination, epochOf(destination)));
        }
    }

    private void repeatHosting() {
        later(HOSTING_INTERVAL, "hosting", 0, () -> {
            tellHosted();
            repeatHosting();
        });
    }
}
