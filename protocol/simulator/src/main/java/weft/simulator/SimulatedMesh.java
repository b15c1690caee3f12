package weft.simulator;

import java.util.List;
import weft.reticulum.router.interfaces.InterfaceProperties;

/**
 * Builds a scenario: installations, each with a Router, a bus and hosts, joined by wires.
 *
 * <p>Whatever is built in the same order has the same numbers, and so the same chance, in every run of a seed.
 */
public final class SimulatedMesh {

    /** How long a commit takes: longer than a packet to the other end, so that a proof ahead of its commit is noticed. */
    private static final long COMMIT = 40_000_000L;

    /** Bitrate of the interfaces, as far as the protocol is concerned. */
    private static final long BITRATE = 10_000_000L;

    private static final long WIRES = 1L << 32;

    private final Simulation simulation;
    private final Post post = new Post();
    private long wires;

    /** @param seed of the run */
    public SimulatedMesh(long seed) {
        simulation = new Simulation(seed);
    }

    /** The run. */
    public Simulation simulation() {
        return simulation;
    }

    /** A transport node that hosts nobody. */
    public RouterNode transportNode(String name) {
        return new RouterNode(simulation, name, true);
    }

    /** A node that hosts, with a bus between its Router and its hosts. */
    public Installation installation(String name, BusModel bus) {
        return installation(name, bus, List.of(new RouterNode(simulation, name + ".router", false)));
    }

    /** A node whose bus several Routers read. They are joined by wires, as any others. */
    public Installation installation(String name, BusModel bus, List<RouterNode> routers) {
        return new Installation(
                simulation,
                name,
                routers,
                new SimulatedBus(simulation, name + ".bus", routers, bus),
                new Disk(simulation, name + ".disk", COMMIT),
                post);
    }

    /** Joins two Routers, with interfaces as TCP has them. */
    public SimulatedWire wire(RouterNode one, RouterNode other, LinkModel model) {
        return wire(one, other, model, InterfaceProperties.automatic(BITRATE));
    }

    /** Joins two Routers. */
    public SimulatedWire wire(RouterNode one, RouterNode other, LinkModel model, InterfaceProperties properties) {
        SimulatedWire wire = new SimulatedWire(simulation.draws(WIRES + wires++), one, other, properties, model);
        wire.connect();
        return wire;
    }
}
