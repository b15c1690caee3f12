package weft.service.quarantine;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * The rows that one loop could not use. A row in here rests: the loop goes on with the others and tries it again after a pause
 * that grows from {@link #FIRST_PAUSE} to the loop's longest, or at once when what stands in it has changed. One line is
 * logged when a row comes in, none for its further failures.
 *
 * <p>At most {@value #BOUND} rows are remembered; past that the oldest is forgotten, which means that it is tried again and
 * logged again. A row that is tried no more, because it is gone, is forgotten after twice its pause. Thread-safe.
 *
 * @param <K> what tells a row apart; it is logged, so it is an id and nothing that a person wrote
 */
public final class Quarantine<K> {

    /** Rows remembered for one loop. */
    public static final int BOUND = 10_000;

    /** From the first failure of a row to its second attempt. */
    public static final Duration FIRST_PAUSE = Duration.ofSeconds(10);

    /** Longest from one attempt to the next, unless the loop says less. */
    public static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private static final Logger LOG = Logger.getLogger(Quarantine.class);

    private final String loop;
    private final Duration longest;
    private final LongSupplier nanos;
    private final Runnable onFailure;
    private final Map<K, Resting> rows = new LinkedHashMap<>();

    private record Resting(int failures, long until, long forgetAt, Object content) {}

    /**
     * A quarantine without any row; {@link Quarantines} makes those that are shown.
     *
     * @param loop whose rows these are, for log and metrics
     * @param longest pause from one attempt to the next
     * @param nanos a clock that is never set
     * @param onFailure runs at each failed attempt
     */
    Quarantine(String loop, Duration longest, LongSupplier nanos, Runnable onFailure) {
        this.loop = loop;
        this.longest = longest;
        this.nanos = nanos;
        this.onFailure = onFailure;
    }

    /** Whether the row is to be left alone for now. */
    public boolean rests(K row) {
        return rests(row, null);
    }

    /**
     * As {@link #rests(Object)}, for a row of which it can be told cheaply whether it has changed.
     *
     * @param content equal to what {@link #failed(Object, Object, Throwable)} was given as long as nothing has changed
     */
    public synchronized boolean rests(K row, Object content) {
        Resting resting = rows.get(row);
        return resting != null
                && nanos.getAsLong() - resting.until() < 0
                && (content == null || content.equals(resting.content()));
    }

    /**
     * The row could not be used.
     *
     * @return how long it rests now
     */
    public Duration failed(K row, Throwable why) {
        return failed(row, null, why);
    }

    /** As {@link #failed(Object, Throwable)}, with what stands in the row, for {@link #rests(Object, Object)}. */
    public synchronized Duration failed(K row, Object content, Throwable why) {
        Resting before = rows.remove(row);
        int failures = before == null ? 1 : before.failures() + 1;
        Duration pause = pause(failures);
        long now = nanos.getAsLong();
        keep(row, new Resting(failures, now + pause.toNanos(), now + 2 * pause.toNanos(), content));
        told(row, before == null, why);
        return pause;
    }

    /** A part of something that is used without it: it is remembered until {@link #used} and not tried again by itself. */
    public synchronized void without(K row, Throwable why) {
        boolean known = rows.containsKey(row);
        if (!known) {
            long never = nanos.getAsLong() + Long.MAX_VALUE / 2;
            keep(row, new Resting(1, never, never, null));
        }
        told(row, !known, why);
    }

    /** The row is as it should be, or gone. */
    public synchronized void used(K row) {
        if (rows.remove(row) != null) {
            LOG.infof("%s: row %s is no longer left aside", loop, row);
        }
    }

    /** Forgets the rows of which this is true: they are gone. */
    public synchronized void forget(Predicate<K> gone) {
        rows.keySet().removeIf(gone);
    }

    /** Of these rows, the ones to leave alone for now. */
    public synchronized Set<K> resting(Collection<K> of) {
        Set<K> resting = new HashSet<>(of);
        resting.removeIf(row -> !rests(row));
        return resting;
    }

    /** The rows to leave alone for now. */
    public synchronized Set<K> resting() {
        return resting(rows.keySet());
    }

    /** The rows that could not be used when they were tried last. */
    public synchronized Set<K> rows() {
        long now = nanos.getAsLong();
        rows.values().removeIf(row -> now - row.forgetAt() > 0);
        return Set.copyOf(rows.keySet());
    }

    /** How many rows could not be used when they were tried last. */
    public int size() {
        return rows().size();
    }

    private void keep(K row, Resting resting) {
        rows.put(row, resting);
        if (rows.size() > BOUND) {
            var eldest = rows.keySet().iterator();
            eldest.next();
            eldest.remove();
        }
    }

    private void told(K row, boolean news, Throwable why) {
        onFailure.run();
        if (news) {
            LOG.errorf("%s: row %s can't be used and is left aside; the others go on: %s", loop, row, why);
        }
        LOG.debugf(why, "%s: row %s can't be used", loop, row);
    }

    private Duration pause(int failures) {
        Duration grown = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, 20));
        return grown.compareTo(longest) > 0 ? longest : grown;
    }
}
