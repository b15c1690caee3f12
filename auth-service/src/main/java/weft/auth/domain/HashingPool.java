package weft.auth.domain;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The threads that hash passwords: all cores but one, at least one, so that the node goes on while people sign in. Memory is
 * bounded by threads × the memory of a hash.
 *
 * <p>Whoever wants something hashed takes a place first, before it costs anything else. Those whom the node knows have places
 * of their own and go before strangers, so a crowd of strangers makes strangers wait and then refuses strangers, nobody else.
 */
public final class HashingPool implements AutoCloseable {

    /** Places in {@link Lane#KNOWN} that one account may hold, so that no member takes them all. */
    public static final int PER_ACCOUNT = 5;

    private final ThreadPoolExecutor threads;
    private final Map<Lane, Places> lanes = new EnumMap<>(Lane.class);
    private final Map<String, Integer> holders = new ConcurrentHashMap<>();
    private final AtomicLong order = new AtomicLong();
    private final int bound;

    /** Who waits; the first go first. */
    public enum Lane {
        /** Somebody signed in, or a browser that signed in to the account before. */
        KNOWN,
        /** Anybody else. */
        STRANGER
    }

    /** A pool with so many threads, where in each lane so many more may wait. */
    public HashingPool(int size, int queue) {
        this.bound = size + queue;
        for (Lane lane : Lane.values()) {
            lanes.put(lane, new Places());
        }
        // The places bound the queue: each has one piece of work in it at most.
        this.threads = new ThreadPoolExecutor(
                size,
                size,
                0,
                TimeUnit.SECONDS,
                new PriorityBlockingQueue<>(),
                Thread.ofPlatform().name("password-hashing-", 0).daemon().factory());
    }

    /**
     * A place in a lane; empty, and counted as refused, when all are taken. Close it in the end.
     *
     * @param account who holds it in {@link Lane#KNOWN}: at most {@value #PER_ACCOUNT} at once; null for no such bound
     */
    public Optional<Place> enter(Lane lane, String account) {
        Places places = lanes.get(lane);
        String holder = lane == Lane.KNOWN ? account : null;
        if (places.taken.incrementAndGet() > bound) {
            places.taken.decrementAndGet();
            places.refused.incrementAndGet();
            return Optional.empty();
        }
        if (holder != null && holders.merge(holder, 1, Integer::sum) > PER_ACCOUNT) {
            leave(lane, holder);
            places.refused.incrementAndGet();
            return Optional.empty();
        }
        return Optional.of(new Place(lane, holder));
    }

    /** Whether a newcomer would be refused just now, which counts as refusing one. */
    public boolean turnsAway(Lane lane) {
        Places places = lanes.get(lane);
        boolean full = places.taken.get() >= bound;
        if (full) {
            places.refused.incrementAndGet();
        }
        return full;
    }

    /** Places of a lane that are taken. */
    public int taken(Lane lane) {
        return lanes.get(lane).taken.get();
    }

    /** Places of each lane. */
    public int bound() {
        return bound;
    }

    /** How many were refused since the start because the lane's places were taken. */
    public long refused(Lane lane) {
        return lanes.get(lane).refused.get();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private void leave(Lane lane, String holder) {
        lanes.get(lane).taken.decrementAndGet();
        if (holder != null) {
            holders.computeIfPresent(holder, (same, held) -> held == 1 ? null : held - 1);
        }
    }

    private static final class Places {
        private final AtomicInteger taken = new AtomicInteger();
        private final AtomicLong refused = new AtomicLong();
    }

    /** A place, for one piece of work at a time. */
    public final class Place implements AutoCloseable {

        private final Lane lane;
        private final String holder;
        private boolean working;
        private boolean left;

        private Place(Lane lane, String holder) {
            this.lane = lane;
            this.holder = holder;
        }

        /**
         * The work's result, on one of the pool's threads. Work that has not begun when the place is left is not done, and
         * ends with {@link CancellationException}.
         *
         * @throws IllegalStateException while earlier work of this place goes on, or after it was left
         */
        public <T> CompletableFuture<T> run(Supplier<T> work) {
            synchronized (this) {
                if (working || left) {
                    throw new IllegalStateException("a place has one piece of work at a time");
                }
                working = true;
            }
            Job<T> job = new Job<>(this, order.getAndIncrement(), work);
            threads.execute(job);
            return job.result;
        }

        /** Leaves the place; work that has begun keeps it until it ends. */
        @Override
        public synchronized void close() {
            if (!left) {
                left = true;
                if (!working) {
                    leave(lane, holder);
                }
            }
        }

        private synchronized boolean wasLeft() {
            return left;
        }

        private synchronized void done() {
            working = false;
            if (left) {
                leave(lane, holder);
            }
        }
    }

    private static final class Job<T> implements Runnable, Comparable<Job<?>> {

        private final Place place;
        private final long number;
        private final Supplier<T> work;
        private final CompletableFuture<T> result = new CompletableFuture<>();

        private Job(Place place, long number, Supplier<T> work) {
            this.place = place;
            this.number = number;
            this.work = work;
        }

        @Override
        public void run() {
            T done = null;
            Throwable failure = null;
            try {
                if (place.wasLeft()) {
                    failure = new CancellationException("nobody waits for it any more");
                } else {
                    done = work.get();
                }
            } catch (RuntimeException | Error failed) {
                failure = failed;
            }
            // Before the result: whoever gets it may use the place again.
            place.done();
            if (failure == null) {
                result.complete(done);
            } else {
                result.completeExceptionally(failure);
            }
        }

        @Override
        public int compareTo(Job<?> other) {
            int byLane = place.lane.compareTo(other.place.lane);
            return byLane == 0 ? Long.compare(number, other.number) : byLane;
        }
    }
}
