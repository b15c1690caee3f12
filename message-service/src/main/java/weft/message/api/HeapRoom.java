package weft.message.api;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import weft.message.config.LimitsConfig;
import weft.message.store.Messages;
import weft.service.problem.Problem;

/**
 * Room in the heap for requests that take much of it: lists of messages, files, messages being written. Each takes as much as it
 * may cost for as long as it works, in the order of coming; one that finds none in time hears 503 {@code busy}.
 *
 * <p>All of them together have a quarter of the heap, one member half of that, so that nobody takes the room of the others.
 * Used by virtual threads: who waits holds no thread and no connection of the database.
 */
@ApplicationScoped
public class HeapRoom {

    /** Part of the heap that these requests may take together. */
    private static final int PART = 4;

    /** Requests of one member that work or wait. */
    static final int PER_ACCOUNT = 64;

    /** Requests of all members that wait. What they brought with them may take a part of the room, too, see {@link #PART}. */
    static final int WAITING = 256;

    /** How often the bytes of a body are in memory while a message is read, and while one is written. */
    private static final int COPIES_READING = 4;

    private static final int COPIES_WRITING = 8;

    /** Bytes of JSON for one of a message, at worst: what it writes for a control character. */
    private static final int ESCAPED = 6;

    /** A value of a document that has become a tree, and of the message that is made of it. */
    private static final int VALUE_BYTES = 256;

    /** What a request costs that costs next to nothing. */
    private static final int LEAST = 64 << 10;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Turn> queue = new ArrayDeque<>();
    private final Map<UUID, Share> shares = new HashMap<>();
    private final Duration patience;
    private final long bound;
    private final long readCost;
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
    HeapRoom(LimitsConfig limits, MeterRegistry metrics) {
        this(Runtime.getRuntime().maxMemory() / PART, limits.deliveryKb(), PATIENCE, metrics);
    }

    /**
     * Room of another size.
     *
     * @param bound bytes
     * @param deliveryKb the largest message that may be there
     * @param patience how long a request waits
     */
    HeapRoom(long bound, long deliveryKb, Duration patience, MeterRegistry metrics) {
        this.bound = bound;
        this.patience = patience;
        // A page ends behind the message that fills it.
        this.readCost = COPIES_READING * (Messages.PAGE_BYTES + deliveryKb * 1000 * ESCAPED);
        this.refused = metrics.counter("weft_message_heap_refused");
        Gauge.builder("weft_message_heap_taken", this, room -> room.taken).register(metrics);
        Gauge.builder("weft_message_heap_taken_bound", () -> bound).register(metrics);
        Gauge.builder("weft_message_heap_waiting", queue, Deque::size).register(metrics);
        Gauge.builder("weft_message_heap_waiting_bound", () -> WAITING).register(metrics);
    }

    /** Does the work of a request that reads a page of messages, or the whole of one. */
    <T> T reading(UUID account, Supplier<T> work) {
        return with(account, readCost, 0, work);
    }

    /**
     * Does the work of a request that writes a message.
     *
     * @param bytes of the body
     * @param values in it
     */
    <T> T writing(UUID account, long bytes, long values, Supplier<T> work) {
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

    /** In the order of coming, but nobody waits behind a member who has its share. */
    private void admit() {
        for (Iterator<Turn> turns = queue.iterator(); turns.hasNext(); ) {
            Turn next = turns.next();
            Share share = shares.get(next.account);
            if (share.taken + next.cost > bound / 2) {
                continue;
            }
            if (taken + next.cost > bound) {
                return;
            }
            turns.remove();
            taken += next.cost;
            share.taken += next.cost;
            next.admitted = true;
            next.come.signal();
        }
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
