package weft.service.work;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * Brings rows to a database many at a time, in the order in which they came: while one batch is being written the next one gathers.
 *
 * <p>A batch that is refused is halved until the row is found that it was refused for; the others are written. What fails because the
 * database is away is tried again or given up, as {@link Bounds#keeps} says. Each row that was taken ends in exactly one of three: it
 * is written, refused or lost.
 *
 * <p>One virtual thread writes; {@link #offer} is for any thread and never waits for the database.
 *
 * @param <T> the rows
 */
public final class BatchWriter<T> {

    private static final Logger LOG = Logger.getLogger(BatchWriter.class);
    private static final long PAUSE_IN_A_GATHERING = TimeUnit.MILLISECONDS.toNanos(1);

    private final String name;
    private final Bounds bounds;
    private final Target<T> target;
    private final Deque<T> queue = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Condition written = lock.newCondition();
    private final Thread thread;
    private boolean ending;
    private boolean waiting;
    private long taken;
    private long ended;

    /**
     * How much at a time, and how long.
     *
     * @param queue rows that wait at most; the batch that is being written is not among them
     * @param batch rows of one batch at most
     * @param gather how long a batch waits for more rows, as long as they come within a millisecond of each other
     * @param each for each row of a batch, the next one begins so much later after its beginning: what comes in numbers is written
     *     together, and what comes alone at once
     * @param most that it does so
     * @param again from a failure because the database was away to the next attempt
     * @param keeps whether rows wait until the database is back; otherwise a batch that meets it away is lost
     */
    public record Bounds(
            int queue, int batch, Duration gather, Duration each, Duration most, Duration again, boolean keeps) {

        private static final Duration AGAIN = Duration.ofSeconds(1);

        /** Rows that wait for the database, written as they come. */
        public static Bounds of(int queue, int batch) {
            return new Bounds(queue, batch, Duration.ZERO, Duration.ZERO, Duration.ZERO, AGAIN, true);
        }

        /** The same, where a batch waits for more rows. */
        public Bounds gathering(Duration longest) {
            return new Bounds(queue, batch, longest, each, most, again, keeps);
        }

        /** The same, where after a batch of n rows the next one begins n times {@code row} later, and at most {@code longest}. */
        public Bounds paced(Duration row, Duration longest) {
            return new Bounds(queue, batch, gather, row, longest, again, keeps);
        }

        /** The same, tried again after that time. */
        public Bounds again(Duration after) {
            return new Bounds(queue, batch, gather, each, most, after, keeps);
        }

        /** The same, where a batch that meets the database away is lost. */
        public Bounds losing() {
            return new Bounds(queue, batch, gather, each, most, again, false);
        }
    }

    /**
     * Where the rows go. Called by the writer's thread.
     *
     * @param <T> the rows
     */
    public interface Target<T> {

        /**
         * Writes all of these rows or none.
         *
         * @return what follows from it, done once and outside of it: when that fails, the rows are written all the same
         * @throws RuntimeException when none was written
         */
        Runnable write(List<T> rows);

        /** Whether that failure passes by itself: the database is away, and nothing is wrong with the rows. */
        boolean passes(RuntimeException failure);

        /** This row alone was refused. */
        void refused(T row, RuntimeException why);

        /** These rows are given up, because the database is away. */
        void lost(List<T> rows, RuntimeException why);
    }

    /**
     * Begins.
     *
     * @param name of the thread, as the log tells of it
     */
    public BatchWriter(String name, Bounds bounds, Target<T> target) {
        this.name = name;
        this.bounds = bounds;
        this.target = target;
        this.thread = Thread.ofVirtual().name(name).start(this::run);
    }

    /**
     * Shows the longest queue of these and its bound, as {@code weft_<name>_queue} and {@code …_queue_bound}.
     *
     * @param writers all of one bound
     */
    public static <T> void measure(MeterRegistry metrics, String name, List<BatchWriter<T>> writers) {
        int bound = writers.getFirst().bounds.queue();
        Gauge.builder("weft_" + name + "_queue", () -> longest(writers)).register(metrics);
        Gauge.builder("weft_" + name + "_queue_bound", () -> bound).register(metrics);
    }

    /** Rows in the longest queue of these. */
    public static <T> int longest(List<BatchWriter<T>> writers) {
        return writers.stream().mapToInt(BatchWriter::waiting).max().orElse(0);
    }

    /** Takes a row; false when the queue is full, or the writer has been ended. */
    public boolean offer(T row) {
        lock.lock();
        try {
            if (ending || queue.size() >= bounds.queue()) {
                return false;
            }
            queue.addLast(row);
            taken++;
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Rows that wait. */
    public int waiting() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more rows, and writes those that wait; where the database is away they are lost. Doesn't wait for that. */
    public void end() {
        lock.lock();
        try {
            ending = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until every row that was taken before has ended, but never longer than {@code most}; rows that come meanwhile are not waited
     * for.
     *
     * @return whether all of them have
     */
    public boolean awaitWritten(Duration most) {
        lock.lock();
        try {
            long last = taken;
            long left = most.toNanos();
            while (ended < last && left > 0) {
                left = written.awaitNanos(left);
            }
            return ended >= last;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** {@link #end}s, and returns when that is done, after {@code most} at the latest: what takes longer goes on. */
    public void close(Duration most) {
        end();
        try {
            thread.join(most);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            for (List<T> batch = next(); !batch.isEmpty(); batch = next()) {
                long began = System.nanoTime();
                write(batch);
                ended(batch.size());
                pause(Math.min(
                                bounds.each().toNanos() * batch.size(),
                                bounds.most().toNanos())
                        - (System.nanoTime() - began));
            }
        } catch (InterruptedException e) {
            LOG.errorf("%s was interrupted and has ended", name);
        }
    }

    private void ended(int rows) {
        lock.lock();
        try {
            ended += rows;
            written.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The next batch; none when the writer has been ended and nothing waits. */
    private List<T> next() throws InterruptedException {
        List<T> batch = new ArrayList<>();
        lock.lockInterruptibly();
        try {
            while (queue.isEmpty() && !ending) {
                changed.await();
            }
            drainTo(batch);
            long end = System.nanoTime() + bounds.gather().toNanos();
            while (!batch.isEmpty() && batch.size() < bounds.batch() && !ending) {
                long left = Math.min(PAUSE_IN_A_GATHERING, end - System.nanoTime());
                while (queue.isEmpty() && left > 0 && !ending) {
                    left = changed.awaitNanos(left);
                }
                if (queue.isEmpty()) {
                    // A pause: whoever comes later goes with the next batch.
                    break;
                }
                drainTo(batch);
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void drainTo(List<T> batch) {
        while (batch.size() < bounds.batch() && !queue.isEmpty()) {
            batch.add(queue.removeFirst());
        }
    }

    private void write(List<T> batch) throws InterruptedException {
        Halves<T> parts = new Halves<>(batch);
        while (!parts.isEmpty()) {
            List<T> part = parts.next();
            try {
                Runnable effect = target.write(part);
                guarded(effect);
                waiting = false;
            } catch (RuntimeException failure) {
                if (target.passes(failure)) {
                    parts.again(part);
                    if (!waits(failure)) {
                        List<T> rest = parts.rest();
                        guarded(() -> target.lost(rest, failure));
                        return;
                    }
                } else {
                    divide(part, failure, parts);
                }
            }
        }
    }

    private void divide(List<T> part, RuntimeException failure, Halves<T> parts) {
        parts.refused(part)
                .ifPresentOrElse(
                        row -> guarded(() -> target.refused(row, failure)),
                        () -> LOG.debugf(
                                failure,
                                "%s: %d rows that can't be written together are written in halves",
                                name,
                                part.size()));
    }

    /** Whether there is another attempt, and when it is time for it. */
    private boolean waits(RuntimeException failure) throws InterruptedException {
        if (!bounds.keeps() || isEnding()) {
            return false;
        }
        LOG.logf(
                waiting ? Logger.Level.DEBUG : Logger.Level.WARN,
                "%s waits for the database: %s",
                name,
                failure.getCause() == null ? failure : failure.getCause());
        waiting = true;
        await(bounds.again().toNanos());
        return true;
    }

    private void guarded(Runnable effect) {
        try {
            effect.run();
        } catch (RuntimeException e) {
            LOG.errorf(e, "%s: what follows from its rows failed", name);
        }
    }

    /** Lets time pass, but not once a whole batch waits or the writer is being ended. */
    private void pause(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (left > 0 && queue.size() < bounds.batch() && !ending) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets time pass, but not once the writer is being ended. */
    private void await(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (left > 0 && !ending) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isEnding() {
        lock.lock();
        try {
            return ending;
        } finally {
            lock.unlock();
        }
    }
}
