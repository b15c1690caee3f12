package weft.message.hosting.endpoint;

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
import weft.reticulum.Address;
import weft.reticulum.hosting.ToEndpoint;

/**
 * The endpoints on one Vert.x context, and the one timer that wakes the nearest of them. Everything that touches an endpoint runs
 * on that context; the methods for other threads only post to it.
 *
 * <p>At most {@value #BOUND} posted records wait; past that a record from the bus is dropped, which the packet plane allows.
 * Commands are never dropped: their number is bounded by who gives them. Each endpoint has one wake at most.
 */
final class EndpointLoop {

    static final int BOUND = 8_192;

    /** How long an endpoint that is let go waits for its last packets to be on their way. */
    static final long LEAVE_MILLIS = 2_000;

    private final Vertx vertx;
    private final Context context;
    private final LongSupplier clock;
    private final Runnable onDrop;
    private final Map<Address, Place> hosted = new HashMap<>();
    private final AtomicInteger posted = new AtomicInteger();
    private final NavigableSet<Wake> wakes =
            new TreeSet<>(Comparator.comparingLong(Wake::at).thenComparing(Wake::address));
    private long armedFor = Long.MAX_VALUE;
    private long timer = -1;

    /** An endpoint, and when it is to be called. */
    private static final class Place {
        private final HostedEndpoint endpoint;
        private long wakeAt = Long.MAX_VALUE;

        Place(HostedEndpoint endpoint) {
            this.endpoint = endpoint;
        }
    }

    /** An endpoint wants to be called then. */
    private record Wake(long at, Place place) {
        Address address() {
            return place.endpoint.address();
        }
    }

    EndpointLoop(Vertx vertx, Context context, LongSupplier clock, Runnable onDrop) {
        this.vertx = vertx;
        this.context = context;
        this.clock = clock;
        this.onDrop = onDrop;
    }

    int posted() {
        return posted.get();
    }

    /** Endpoints that want to be called at some time. On the context. */
    int wakes() {
        return wakes.size();
    }

    /**
     * Takes over an endpoint; one that was here under its address is let go.
     *
     * @param added runs on the context
     */
    void add(HostedEndpoint endpoint, Runnable added) {
        context.runOnContext(_ -> {
            Place place = new Place(endpoint);
            Place before = hosted.put(endpoint.address(), place);
            if (before != null) {
                leave(before);
            }
            touch(place);
            added.run();
        });
    }

    /**
     * Lets an endpoint go once it has told the other ends of its links, or after {@link #LEAVE_MILLIS}.
     *
     * @param removed runs on the context, unless another endpoint has taken its place
     * @return done when it is gone, whoever has its place
     */
    CompletableFuture<Void> remove(Address address, Runnable removed) {
        CompletableFuture<Void> gone = new CompletableFuture<>();
        context.runOnContext(_ -> {
            Place place = hosted.get(address);
            if (place == null) {
                gone.complete(null);
                return;
            }
            leave(place)
                    .copy()
                    .orTimeout(LEAVE_MILLIS, TimeUnit.MILLISECONDS)
                    .whenComplete((_, _) -> context.runOnContext(_ -> {
                        if (hosted.remove(address, place)) {
                            removed.run();
                        }
                        gone.complete(null);
                    }));
            arm();
        });
        return gone;
    }

    /** Lets all endpoints tell the other ends of their links, and does no more for them; done when the Router has taken it. */
    CompletableFuture<Void> leave() {
        CompletableFuture<Void> left = new CompletableFuture<>();
        context.runOnContext(_ -> {
            CompletableFuture.allOf(hosted.values().stream().map(this::leave).toArray(CompletableFuture[]::new))
                    .whenComplete((_, _) -> left.complete(null));
            arm();
        });
        return left;
    }

    private CompletableFuture<Void> leave(Place place) {
        wakeAt(place, Long.MAX_VALUE);
        return place.endpoint.leave(clock.getAsLong());
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

    /** Something to do with one endpoint; nothing happens when it is not here any more. */
    void run(Address address, Consumer<HostedEndpoint> action) {
        context.runOnContext(_ -> with(address, action));
    }

    /** Something to do with every endpoint. */
    void runAll(Consumer<HostedEndpoint> action) {
        context.runOnContext(_ -> hosted.values().forEach(place -> {
            action.accept(place.endpoint);
            touch(place);
        }));
    }

    private void with(Address address, Consumer<HostedEndpoint> action) {
        Place place = hosted.get(address);
        if (place != null) {
            action.accept(place.endpoint);
            touch(place);
        }
    }

    /** After every call of an endpoint: when does it want to be called next? */
    private void touch(Place place) {
        wakeAt(place, place.endpoint.nextDeadline());
        arm();
    }

    private void wakeAt(Place place, long at) {
        if (at == place.wakeAt) {
            return;
        }
        wakes.remove(new Wake(place.wakeAt, place));
        place.wakeAt = at;
        if (at != Long.MAX_VALUE) {
            wakes.add(new Wake(at, place));
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
            Place place = wakes.first().place();
            wakeAt(place, Long.MAX_VALUE);
            place.endpoint.onDeadline(now);
            // Never again at the same instant: an endpoint that asks for what has passed must not hold the context.
            wakeAt(place, Math.max(place.endpoint.nextDeadline(), now + 1));
        }
        arm();
    }
}
