package weft.auth.domain;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The threads that hash passwords: all cores but one, at least one, so that the node goes on while people sign in. Memory is
 * bounded by threads × the memory of a hash. A full queue refuses.
 */
public final class HashingPool implements AutoCloseable {

    private final ThreadPoolExecutor threads;
    private final int bound;
    private final AtomicLong refused = new AtomicLong();

    /** A pool with so many threads, where so many hashes may wait. */
    public HashingPool(int size, int queue) {
        this.bound = queue;
        this.threads = new ThreadPoolExecutor(
                size,
                size,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(queue),
                Thread.ofPlatform().name("password-hashing-", 0).daemon().factory());
    }

    /** The work's result, on one of the pool's threads; fails with {@link Full} at once when too much is waiting. */
    public <T> CompletableFuture<T> run(Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(work, threads);
        } catch (RejectedExecutionException full) {
            refused.incrementAndGet();
            return CompletableFuture.failedFuture(new Full());
        }
    }

    /** Hashes that wait. */
    public int waiting() {
        return threads.getQueue().size();
    }

    /** Hashes that may wait. */
    public int bound() {
        return bound;
    }

    /** Hashes refused since the start because the queue was full. */
    public long refused() {
        return refused.get();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** The queue is full. */
    public static final class Full extends RuntimeException {
        Full() {
            super("too many passwords wait to be hashed", null, false, false);
        }
    }
}
