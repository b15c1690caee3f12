package weft.simulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.hosting.BusRecord;
import weft.reticulum.hosting.HostingCodec;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.router.RouterOutput;
import weft.simulator.Draws.Purpose;

/**
 * What joins Routers and the hosts of endpoints: records in their real encoding, delayed, lost, doubled and out of order as
 * the model says; each Router reads all that is for one. Announces heard travel on the other plane, which loses nothing but may be
 * late and repeat.
 */
public final class SimulatedBus extends Actor {

    private final List<RouterNode> routers;
    private final Draws draws;
    private final List<Host> hosts = new ArrayList<>();
    private final Map<Address, Host> owners = new LinkedHashMap<>();
    private final Map<Address, Address> homes = new LinkedHashMap<>();
    private Watch watch = new Watch() {};
    private BusModel model;
    private long records;
    private long offers;

    SimulatedBus(Simulation simulation, String name, List<RouterNode> routers, BusModel model) {
        super(simulation, name);
        this.routers = List.copyOf(routers);
        this.draws = simulation.draws(simulation.indexOf(this));
        this.model = model;
        routers.forEach(router -> router.plugInto(this));
    }

    /** Sees what is put on the bus, before anything happens to it. */
    interface Watch {
        default void toRouter(ToRouter record) {}

        default void toEndpoint(ToEndpoint record) {}
    }

    void watch(Watch by) {
        watch = by;
    }

    /** From now on what names no interface goes to that Router, as the message service has it. */
    void setHome(Address destination, RouterNode router) {
        homes.put(destination, router.identity().identity().hash());
    }

    /** Behaves differently from now on. */
    public void become(BusModel other) {
        model = other;
    }

    void add(Host host) {
        hosts.add(host);
    }

    /** From now on records for this destination reach that host. */
    void setOwner(Address destination, Host host) {
        owners.put(destination, host);
    }

    boolean isOwner(Address destination, Host host) {
        return owners.get(destination) == host;
    }

    /** What the Router says; false when the bus does not take it. */
    boolean toEndpoint(ToEndpoint record) {
        if (draws.happens(Purpose.REFUSAL, offers++, model.refusal())) {
            return false;
        }
        watch.toEndpoint(record);
        byte[] bytes = HostingCodec.encode(record, simulation().unixMillis());
        carry("to endpoint", bytes, () -> {
            Host host = owners.get(record.owner());
            if (host != null && host.isUp()) {
                BusRecord<ToEndpoint> arrived = decoded(HostingCodec.decodeToEndpoint(bytes));
                if (!arrived.isStale(simulation().unixMillis())) {
                    host.hand(arrived.content());
                }
            }
        });
        return true;
    }

    /** What an endpoint says. */
    void toRouter(ToRouter record) {
        Address home = homes.get(record.owner());
        ToRouter addressed = home == null ? record : record.withHome(home);
        watch.toRouter(addressed);
        byte[] bytes = HostingCodec.encode(addressed, simulation().unixMillis());
        for (RouterNode router : routers) {
            carry("to router", bytes, () -> {
                BusRecord<ToRouter> arrived = decoded(HostingCodec.decodeToRouter(bytes));
                if (router.isUp() && !arrived.isStale(simulation().unixMillis())) {
                    router.hand(arrived.content());
                }
            });
        }
    }

    /** A validated announce, for every host; twice when the model doubles. */
    void announceHeard(RouterOutput.AnnounceHeard heard) {
        long n = records++;
        int copies = draws.happens(Purpose.DUPLICATION, n, model.duplication()) ? 2 : 1;
        for (Host host : hosts) {
            for (int copy = 0; copy < copies; copy++) {
                host.later(
                        delay(n, copy),
                        "announce heard",
                        heard.announce().destination().low(),
                        () -> host.heard(heard));
            }
        }
    }

    /** A new run of the Router asks for everybody it hosts. */
    void routerStarted() {
        for (Host host : hosts) {
            host.later(model.delayNanos(), "hosting asked for", 0, host::tellHosted);
        }
    }

    /** Records die with neither side: whoever runs when they arrive gets them, and nobody if nobody does. */
    private void carry(String what, byte[] bytes, Runnable arrive) {
        long n = records++;
        if (draws.happens(Purpose.LOSS, n, model.loss())) {
            return;
        }
        long content = RunTrace.of(bytes, 0, bytes.length);
        later(delay(n, 0), what, content, arrive);
        if (draws.happens(Purpose.DUPLICATION, n, model.duplication())) {
            later(delay(n, 1), what, content, arrive);
        }
    }

    @Override
    long nextDeadline() {
        return Long.MAX_VALUE;
    }

    @Override
    void onDeadline() {
        throw new IllegalStateException("a bus waits for nothing");
    }

    @Override
    void checkInvariants() {
        // It may do what it likes: that is what the others have to bear.
    }

    private long delay(long n, int copy) {
        return model.delayNanos() + draws.upTo(copy == 0 ? Purpose.JITTER : Purpose.ECHO, n, model.jitterNanos());
    }

    private static <T> BusRecord<T> decoded(Decoded<BusRecord<T>> record) {
        return switch (record) {
            case Decoded.Value<BusRecord<T>>(BusRecord<T> value) -> value;
            case Decoded.Rejected<BusRecord<T>> refused ->
                throw new Violation("the bus cannot read its own record: " + refused.reason());
        };
    }
}
