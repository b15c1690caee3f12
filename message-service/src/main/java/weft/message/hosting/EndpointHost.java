package weft.message.hosting;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
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
 * Commands are never dropped: their number is bounded by who gives them.
 */
final class EndpointHost {

    static final int BOUND = 8_192;

    private final Vertx vertx;
    private final Context context;
    private final LongSupplier clock;
    private final Runnable onDrop;
    private final Map<Address, HostedEndpoint> hosted = new HashMap<>();
    private final AtomicInteger posted = new AtomicInteger();
    private final PriorityQueue<Wake> wakes = new PriorityQueue<>(Comparator.comparingLong(Wake::at));
    private long armedFor = Long.MAX_VALUE;
    private long timer = -1;

    /** A machine wants to be called then; outdated when it has said something else since. */
    private record Wake(long at, HostedEndpoint endpoint) {}

    EndpointHost(Vertx vertx, Context context, LongSupplier clock, Runnable onDrop) {
        this.vertx = vertx;
        this.context = context;
        this.clock = clock;
        this.onDrop = onDrop;
    }

    int posted() {
        return posted.get();
    }

    /** Takes over a machine; one that was here under its address is let go. */
    void add(HostedEndpoint endpoint) {
        context.runOnContext(_ -> {
            hosted.put(endpoint.address(), endpoint);
            touch(endpoint);
        });
    }

    /** Lets a machine go. Its links die with it. */
    void remove(Address address) {
        context.runOnContext(_ -> hosted.remove(address));
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
        long deadline = endpoint.nextDeadline();
        if (deadline != endpoint.wakeAt()) {
            endpoint.wakeAt(deadline);
            if (deadline != Long.MAX_VALUE) {
                wakes.add(new Wake(deadline, endpoint));
            }
        }
        arm();
    }

    private void arm() {
        Wake next = next();
        long at = next == null ? Long.MAX_VALUE : next.at();
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
        for (Wake next = next(); next != null && next.at() <= now; next = next()) {
            wakes.poll();
            HostedEndpoint endpoint = next.endpoint();
            endpoint.wakeAt(Long.MAX_VALUE);
            endpoint.onDeadline(now);
            long deadline = endpoint.nextDeadline();
            if (deadline != Long.MAX_VALUE) {
                // Never again at the same instant: a machine that asks for what has passed must not hold the context.
                endpoint.wakeAt(Math.max(deadline, now + 1));
                wakes.add(new Wake(endpoint.wakeAt(), endpoint));
            }
        }
        arm();
    }

    /** The nearest wake that still counts. */
    private Wake next() {
        Wake next = wakes.peek();
        while (next != null
                && (next.at() != next.endpoint().wakeAt()
                        || hosted.get(next.endpoint().address()) != next.endpoint())) {
            wakes.poll();
            next = wakes.peek();
        }
        return next;
    }
}
