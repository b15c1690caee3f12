package weft.message.api.heap;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import weft.service.problem.Problem;

/**
 * Room in the heap for requests that take much of it: lists of messages, files, messages being written. Each takes as much as it
 * will cost for as long as it works; one that finds none in time hears 503 {@code busy}.
 *
 * <p>All of them together have a quarter of the heap, one member half of that. Of those who wait the member is next who has least, so
 * that few who read much don't hold up the many; and an eighth of the room is for {@link #SMALL} requests alone, which never wait for
 * large ones of others. Used by virtual threads: who waits holds no thread and no connection of the database.
 */
@ApplicationScoped
public class HeapBudget {

    /** Part of the heap that these requests may take together. */
    private static final int PART = 4;

    /** Requests of one member that work or wait. */
    static final int PER_ACCOUNT = 64;

    /** Requests of all members that wait. What they brought with them may take a part of the room, too, see {@link #PART}. */
    static final int WAITING = 256;

    /** How often the bytes of a body are in memory while a message is read, and while one is written. */
    private static final int COPIES_READING = 5;

    private static final int COPIES_WRITING = 8;

    /** A value of a document that has become a tree, and of the message that is made of it. */
    private static final int VALUE_BYTES = 256;

    /** What a request costs that costs next to nothing. */
    private static final int LEAST = 64 << 10;

    /** A request that costs no more is a small one: most lists and messages are. */
    static final int SMALL = 1 << 20;

    /** Part of the room that only small requests may take. */
    private static final int PART_OF_SMALL = 8;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Turn> queue = new ArrayDeque<>();
    private final Map<UUID, Share> shares = new HashMap<>();
    private final Duration patience;
    private final long bound;
    private final Counter refused;
    private long taken;
    private long brought;

    private static final class Share {
        int requests;
        long taken;
        long brought;
    }

    private static final class Turn {
        final UUID account;
        final long cost;
        final long brought;
        final Condition come;
        boolean admitted;

        Turn(UUID account, long cost, long brought, Condition come) {
            this.account = account;
            this.cost = cost;
            this.brought = brought;
            this.come = come;
        }
    }

    @Inject
    HeapBudget(MeterRegistry metrics) {
        this(Runtime.getRuntime().maxMemory() / PART, PATIENCE, metrics);
    }

    /**
     * Room of another size.
     *
     * @param bound bytes
     * @param patience how long a request waits
     */
    HeapBudget(long bound, Duration patience, MeterRegistry metrics) {
        this.bound = bound;
        this.patience = patience;
        this.refused = metrics.counter("weft_message_heap_refused");
        Gauge.builder("weft_message_heap_taken", this, HeapBudget::taken).register(metrics);
        Gauge.builder("weft_message_heap_taken_bound", () -> bound).register(metrics);
        Gauge.builder("weft_message_heap_waiting", queue, Deque::size).register(metrics);
        Gauge.builder("weft_message_heap_waiting_bound", () -> WAITING).register(metrics);
    }

    private long taken() {
        lock.lock();
        try {
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Does the work of a request that reads a page of messages, or the whole of one.
     *
     * @param bytes tells how many bytes the work will read, without reading them
     * @param work is told them, and reads no more
     */
    public <T> T reading(UUID account, LongSupplier bytes, LongFunction<T> work) {
        long read = bytes.getAsLong();
        return with(account, LEAST + COPIES_READING * read, 0, () -> work.apply(read));
    }

    /**
     * Does the work of a request that reads so many bytes at most, which is known without asking.
     *
     * @param most bytes
     */
    public <T> T reading(UUID account, long most, Supplier<T> work) {
        return with(account, LEAST + COPIES_READING * most, 0, work);
    }

    /**
     * Does the work of a request that writes a message.
     *
     * @param bytes of the body
     * @param values in it
     */
    public <T> T writing(UUID account, long bytes, long values, Supplier<T> work) {
        return with(account, LEAST + COPIES_WRITING * bytes + VALUE_BYTES * values, bytes, work);
    }

    private <T> T with(UUID account, long cost, long brought, Supplier<T> work) {
        // One alone may always go, whatever it costs.
        long share = Math.min(cost, bound / 2);
        take(account, share, brought);
        try {
            return work.get();
        } finally {
            giveBack(account, share);
        }
    }

    private void take(UUID account, long cost, long body) {
        lock.lock();
        try {
            Share share = shares.computeIfAbsent(account, _ -> new Share());
            share.requests++;
            Turn turn = new Turn(account, cost, body, lock.newCondition());
            queue.add(turn);
            admit();
            if (!turn.admitted) {
                await(turn, share);
            }
        } finally {
            lock.unlock();
        }
    }

    private void await(Turn turn, Share share) {
        brought += turn.brought;
        share.brought += turn.brought;
        try {
            boolean crowded = share.requests > PER_ACCOUNT
                    || queue.size() > WAITING
                    || brought > bound / 2
                    || share.brought > bound / 4;
            if (!crowded) {
                waitFor(turn);
            }
        } finally {
            brought -= turn.brought;
            share.brought -= turn.brought;
        }
        if (!turn.admitted) {
            queue.remove(turn);
            leave(turn.account);
            // What stood behind it may fit.
            admit();
            refused.increment();
            throw busy();
        }
    }

    private void waitFor(Turn turn) {
        long left = patience.toNanos();
        try {
            while (!turn.admitted && left > 0) {
                left = turn.come.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void admit() {
        for (Optional<Turn> next = next(); next.isPresent(); next = next()) {
            Turn turn = next.get();
            queue.remove(turn);
            taken += turn.cost;
            shares.get(turn.account).taken += turn.cost;
            turn.admitted = true;
            turn.come.signal();
        }
    }

    /**
     * Who is let in now: of the members who have not their share the one who has least, and of one member what came first. What doesn't fit
     * yet is waited for, so that others don't pass a large one for ever; only small ones have room of their own.
     */
    private Optional<Turn> next() {
        return least(_ -> true).filter(this::fits).or(() -> least(turn -> turn.cost <= SMALL)
                .filter(this::fits));
    }

    private Optional<Turn> least(Predicate<Turn> which) {
        return queue.stream()
                .filter(which)
                .filter(turn -> shares.get(turn.account).taken + turn.cost <= bound / 2)
                .min(Comparator.comparingLong(turn -> shares.get(turn.account).taken));
    }

    private boolean fits(Turn turn) {
        long kept = turn.cost <= SMALL ? 0 : bound / PART_OF_SMALL;
        return taken + turn.cost <= bound - kept;
    }

    private void giveBack(UUID account, long cost) {
        lock.lock();
        try {
            taken -= cost;
            shares.get(account).taken -= cost;
            leave(account);
            admit();
        } finally {
            lock.unlock();
        }
    }

    private void leave(UUID account) {
        if (--shares.get(account).requests == 0) {
            shares.remove(account);
        }
    }

    private static RuntimeException busy() {
        return Problem.of(503, "busy", "The node has too much to do just now")
                .withDetail("There was no room for this request in time. Try it again, with fewer at once.")
                .retryAfter(RETRY)
                .exception();
    }
}
