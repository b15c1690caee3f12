package weft.simulator;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SequencedSet;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.Digest;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.packet.Context;
import weft.reticulum.packet.Packet;
import weft.reticulum.packet.PacketType;
import weft.reticulum.packet.PacketView;
import weft.reticulum.router.Router;
import weft.reticulum.router.RouterConfig;
import weft.reticulum.router.RouterInput;
import weft.reticulum.router.RouterOutput;
import weft.reticulum.router.RouterSink;
import weft.reticulum.router.paths.PathRow;
import weft.reticulum.router.table.Bound;

/** A process with a real Router in it. What it keeps over a crash is its identity. */
public final class RouterNode extends Actor {

    private static final long SIGNATURE_WORK = 2_000_000L;
    private static final int SIZES_EVERY = 256;
    private static final int REMEMBERED = 100_000;
    private static final List<Integer> REPEATABLE = List.of(
            Context.KEEPALIVE,
            Context.RESOURCE_REQUEST,
            Context.RESOURCE_PROOF,
            Context.RESOURCE,
            Context.CACHE_REQUEST,
            Context.CHANNEL);

    private final PrivateIdentity identity;
    private final boolean transport;
    private final Draws draws;
    private final Map<Integer, Plug> plugs = new LinkedHashMap<>();
    private final Queue<Runnable> afterCall = new ArrayDeque<>();
    private final SequencedSet<Forwarded> forwarded = new LinkedHashSet<>();
    private final Sink sink = new Sink();
    private Router router;
    private SimulatedBus bus;
    private int lastInterface;
    private long verifications;
    private long calls;
    private Optional<Packet> inHand = Optional.empty();

    private record Plug(SimulatedWire wire, SimulatedWire.End end) {}

    private record Forwarded(Digest packet, int interfaceId) {}

    /** @param transport whether it forwards for others */
    RouterNode(Simulation simulation, String name, boolean transport) {
        super(simulation, name);
        this.draws = simulation.draws(simulation.indexOf(this));
        this.transport = transport;
        this.identity = PrivateIdentity.generate(new SeededEntropy(draws.split(-1)));
        boot();
    }

    /** The transport identity, the same over restarts. */
    public PrivateIdentity identity() {
        return identity;
    }

    /** Whether the process runs. */
    public boolean isUp() {
        return router != null;
    }

    /** The path to a destination, while the process runs. */
    public Optional<PathRow> path(Address destination) {
        return isUp() ? router.path(destination) : Optional.empty();
    }

    /** The Router, for what a scenario wants to look at; not to be called. */
    public Router router() {
        return router;
    }

    /** The process dies at once: no interface, path or link entry survives. */
    public void crash() {
        for (Plug plug : List.copyOf(plugs.values())) {
            plug.wire.disconnect();
        }
        router = null;
        plugs.clear();
        forwarded.clear();
        endIncarnation();
    }

    /** The process starts again. Its wires are to be connected again. */
    public void restart() {
        Violation.unless(!isUp(), name() + " runs already");
        boot();
        if (bus != null) {
            bus.routerStarted();
        }
    }

    void plugInto(SimulatedBus joined) {
        bus = joined;
    }

    int attach(SimulatedWire wire, SimulatedWire.End end) {
        int id = ++lastInterface;
        plugs.put(id, new Plug(wire, end));
        simulation().act(this, "interface up", () -> {
            input(new RouterInput.InterfaceUp(id, end.properties()));
            input(new RouterInput.InterfaceWritable(id, end.outward().room(now())));
        });
        return id;
    }

    void detach(int id) {
        plugs.remove(id);
        simulation().act(this, "interface down", () -> input(new RouterInput.InterfaceDown(id)));
    }

    void receive(int interfaceId, byte[] packet) {
        Packet.decode(packet).then(decoded -> {
            inHand = Optional.of(decoded);
            return Decoded.value(decoded);
        });
        call(() -> router.onPacket(now(), simulation().unixSeconds(), interfaceId, packet, 0, packet.length, sink));
        inHand = Optional.empty();
    }

    /** Hands over a record that the bus carried, as a step of this node. */
    void hand(ToRouter record) {
        later(0, "record", record.owner().low(), () -> input(new RouterInput.FromEndpoint(record)));
    }

    /** Gives the Router an input, as its host would. */
    void input(RouterInput input) {
        call(() -> router.handle(now(), simulation().unixSeconds(), input, sink));
    }

    @Override
    long nextDeadline() {
        return isUp() ? router.nextDeadline() : Long.MAX_VALUE;
    }

    @Override
    void onDeadline() {
        call(() -> router.onDeadline(now(), simulation().unixSeconds(), sink));
    }

    @Override
    void checkInvariants() {
        if (isUp() && ++calls % SIZES_EVERY == 0) {
            for (Map.Entry<Bound, Integer> size : router.sizes().entrySet()) {
                Violation.unless(
                        size.getValue() <= router.config().bound(size.getKey()),
                        name() + " has " + size.getValue() + " of " + size.getKey());
            }
        }
    }

    private void boot() {
        Draws run = draws.split(incarnation());
        RouterConfig config = transport
                ? RouterConfig.transportNode(identity, incarnation() + 1)
                : RouterConfig.endNode(identity, incarnation() + 1);
        router = new Router(config, new SeededEntropy(run.split(0)), new SeededEntropy(run.split(1)));
    }

    /** Calls the Router, then does what its sink must not do itself. */
    private void call(Runnable call) {
        if (!isUp()) {
            return;
        }
        call.run();
        for (Runnable next = afterCall.poll(); next != null; next = afterCall.poll()) {
            next.run();
        }
    }

    /** What the hot path must keep: one hop more, never past the limit, and no packet twice the same way. */
    private void checkForwarding(int interfaceId, byte[] sent) {
        PacketView view = new PacketView();
        Violation.unless(view.wrap(sent, 0, sent.length).isEmpty(), name() + " sends a malformed packet");
        if (inHand.isEmpty() || view.type() == PacketType.ANNOUNCE) {
            return;
        }
        Packet received = inHand.get();
        Packet out = Packet.decode(sent) instanceof Decoded.Value<Packet>(Packet packet) ? packet : received;
        if (!out.hash().equals(received.hash())) {
            return;
        }
        Violation.unless(out.hops() == received.hops() + 1, name() + " forwards with " + out.hops() + " hops");
        if (!REPEATABLE.contains(out.context())) {
            Violation.unless(
                    forwarded.add(new Forwarded(out.hash(), interfaceId)), name() + " forwards a packet twice: " + out);
            if (forwarded.size() > REMEMBERED) {
                forwarded.removeFirst();
            }
        }
    }

    /** Where the Router's actions go. Nothing here calls the Router: what would, happens after the call. */
    private final class Sink implements RouterSink {

        @Override
        public void transmit(int interfaceId, byte[] buffer, int offset, int length) {
            byte[] packet = Arrays.copyOfRange(buffer, offset, offset + length);
            checkForwarding(interfaceId, packet);
            Plug plug = plugs.get(interfaceId);
            Violation.unless(plug != null, name() + " sends on interface " + interfaceId + ", which it does not have");
            afterCall.add(() -> {
                plug.wire.send(plug.end, packet);
                grant(interfaceId, plug.end);
            });
        }

        @Override
        public boolean toEndpoint(ToEndpoint record) {
            return bus != null && bus.toEndpoint(record);
        }

        @Override
        public void emit(RouterOutput output) {
            switch (output) {
                case RouterOutput.VerifySignature work -> verify(work);
                case RouterOutput.AnnounceHeard heard -> {
                    if (bus != null) {
                        bus.announceHeard(heard);
                    }
                }
                case RouterOutput.PathChanged changed -> {}
                case RouterOutput.PathsLost lost -> {}
            }
        }
    }

    /** The pool: answers come after a while and out of order. */
    private void verify(RouterOutput.VerifySignature work) {
        long delay = draws.upTo(Draws.Purpose.WORK, verifications++, SIGNATURE_WORK);
        later(delay, "signature", work.ticket(), () -> input(work.check()));
    }

    /** A link of limited rate is writable again when its queue is empty. */
    private void grant(int interfaceId, SimulatedWire.End end) {
        WireDirection direction = end.outward();
        if (direction.room(now()) == Long.MAX_VALUE || !plugs.containsKey(interfaceId)) {
            return;
        }
        later(Math.max(0, direction.emptyAt() - now()), "writable", interfaceId, () -> {
            if (plugs.containsKey(interfaceId)) {
                input(new RouterInput.InterfaceWritable(interfaceId, direction.room(now())));
            }
        });
    }
}
