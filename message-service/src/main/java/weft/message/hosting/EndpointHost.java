package weft.message.hosting;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import weft.lxmf.delivery.DeliveryCommand;
import weft.reticulum.Address;
import weft.reticulum.hosting.ToEndpoint;

/**
 * The machines on one Vert.x context, and the one timer that wakes the nearest of them. Everything that touches a machine runs
 * on that context; the methods for other threads only post to it.
 *
 * <p>At most {@value #BOUND} posted records wait; past that a record from the bus is dropped, which the packet plane allows.
 * Commands are never dropped: their number is bounded by who gives them. Each machine has one wake at most.
 */
final class EndpointHost {

    static final int BOUND = 8_192;

    /** How long a machine that is let go waits for its last packets to be on their way. */
    static final long LEAVE_MILLIS = 2_000;

    private final Vertx vertx;
    private final Context context;
    private final LongSupplier clock;
    private final Runnable onDrop;
    private final Map<Address, HostedEndpoint> hosted = new HashMap<>();
    private final AtomicInteger posted = new AtomicInteger();
    private final NavigableSet<Wake> wakes =
            new TreeSet<>(Comparator.comparingLong(Wake::at).thenComparing(Wake::address));
    private long armedFor = Long.MAX_VALUE;
    private long timer = -1;

    /** A machine wants to be called then. */
    private record Wake(long at, HostedEndpoint endpoint) {
        Address address() {
            return endpoint.address();
        }
    }

    EndpointHost(Vertx vertx, Context context, LongSupplier clock, Runnable onDrop) {
        this.vertx = vertx;
        this.context = context;
        this.clock = clock;
        this.onDrop = onDrop;
    }

    int posted() {
        return posted.get();
    }

    /** Machines that want to be called at some time. On the context. */
    int wakes() {
        return wakes.size();
    }

    /**
     * Takes over a machine; one that was here under its address is let go.
     *
     * @param added runs on the context
     */
    void add(HostedEndpoint endpoint, Runnable added) {
        context.runOnContext(_ -> {
            HostedEndpoint before = hosted.put(endpoint.address(), endpoint);
            if (before != null) {
                leave(before);
            }
            touch(endpoint);
            added.run();
        });
    }

    /**
     * Lets a machine go once it has told the other ends of its links, or after {@link #LEAVE_MILLIS}.
     *
     * @param removed runs on the context, unless another machine has taken its place
     */
    void remove(Address address, Runnable removed) {
        context.runOnContext(_ -> {
            HostedEndpoint endpoint = hosted.get(address);
            if (endpoint == null) {
                return;
            }
            leave(endpoint)
                    .orTimeout(LEAVE_MILLIS, TimeUnit.MILLISECONDS)
                    .whenComplete((_, _) -> context.runOnContext(_ -> {
                        if (hosted.remove(address, endpoint)) {
                            removed.run();
                        }
                    }));
            arm();
        });
    }

    /** Lets all machines tell the other ends of their links, and does no more for them; done when the Router has taken it. */
    CompletableFuture<Void> leave() {
        CompletableFuture<Void> left = new CompletableFuture<>();
        context.runOnContext(_ -> {
            CompletableFuture.allOf(hosted.values().stream().map(this::leave).toArray(CompletableFuture[]::new))
                    .whenComplete((_, _) -> left.complete(null));
            arm();
        });
        return left;
    }

    private CompletableFuture<Void> leave(HostedEndpoint endpoint) {
        wakeAt(endpoint, Long.MAX_VALUE);
        return endpoint.leave(clock.getAsLong());
    }

    /** A record from the bus. */
    void receive(ToEndpoint message) {
        if (posted.incrementAndGet() > BOUND) {
            posted.decrementAndGet();
            onDrop.run();
            return;
        }
        context.runOnContext(_ -> {
            posted.decrementAndGet();
            with(message.owner(), endpoint -> endpoint.receive(clock.getAsLong(), message));
        });
    }

    /** A command for one machine; nothing happens when it is not here any more. */
    void handle(Address address, DeliveryCommand command) {
        run(address, endpoint -> endpoint.handle(clock.getAsLong(), command));
    }

    /** Something that one machine's host side has to do. */
    void run(Address address, Consumer<HostedEndpoint> action) {
        context.runOnContext(_ -> with(address, action));
    }

    /** A command for every machine. */
    void handleAll(DeliveryCommand command) {
        context.runOnContext(_ -> hosted.values().forEach(endpoint -> {
            endpoint.handle(clock.getAsLong(), command);
            touch(endpoint);
        }));
    }

    private void with(Address address, Consumer<HostedEndpoint> action) {
        HostedEndpoint endpoint = hosted.get(address);
        if (endpoint != null) {
            action.accept(endpoint);
            touch(endpoint);
        }
    }

    /** After every call of a machine: when does it want to be called next? */
    private void touch(HostedEndpoint endpoint) {
        wakeAt(endpoint, endpoint.nextDeadline());
        arm();
    }

    private void wakeAt(HostedEndpoint endpoint, long at) {
        if (at == endpoint.wakeAt()) {
            return;
        }
        wakes.remove(new Wake(endpoint.wakeAt(), endpoint));
        endpoint.wakeAt(at);
        if (at != Long.MAX_VALUE) {
            wakes.add(new Wake(at, endpoint));
        }
    }

    private void arm() {
        long at = wakes.isEmpty() ? Long.MAX_VALUE : wakes.first().at();
        if (at == armedFor) {
            return;
        }
        if (timer >= 0) {
            vertx.cancelTimer(timer);
            timer = -1;
        }
        armedFor = at;
        if (at != Long.MAX_VALUE) {
            // Rounded up: a timer that fires early would find nothing due and fire again.
            long millis = TimeUnit.NANOSECONDS.toMillis(Math.max(0, at - clock.getAsLong())) + 1;
            timer = vertx.setTimer(millis, _ -> due());
        }
    }

    private void due() {
        timer = -1;
        armedFor = Long.MAX_VALUE;
        long now = clock.getAsLong();
        while (!wakes.isEmpty() && wakes.first().at() <= now) {
            HostedEndpoint endpoint = wakes.first().endpoint();
            wakeAt(endpoint, Long.MAX_VALUE);
            endpoint.onDeadline(now);
            // Never again at the same instant: a machine that asks for what has passed must not hold the context.
            wakeAt(endpoint, Math.max(endpoint.nextDeadline(), now + 1));
        }
        arm();
    }
}
