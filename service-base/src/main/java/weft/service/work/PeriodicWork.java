package weft.service.work;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Work of an event loop that is done again and again until the service ends: one round at a time, and none after the end. A round
 * that fails is told and the next one comes; the same failure again is told only to who asks for more.
 *
 * <p>A timer of its own and not the platform's scheduler, which begins before the start can fail, and would ask a container that is
 * gone for its beans.
 */
public final class PeriodicWork {

    private static final Logger LOG = Logger.getLogger(PeriodicWork.class);

    private final String name;
    private final Duration first;
    private final Duration period;
    private final Supplier<Uni<? extends Void>> round;
    private final AtomicBoolean underWay = new AtomicBoolean();
    private volatile String lastFailure = "";
    private volatile boolean ending;

    /**
     * Work that has not begun.
     *
     * @param name of the work, as the log tells of it
     * @param period from the beginning to the first round, and from one round to the next
     * @param round one round; it must not block
     */
    public PeriodicWork(String name, Duration period, Supplier<Uni<? extends Void>> round) {
        this(name, period, period, round);
    }

    /** As {@link #PeriodicWork(String, Duration, Supplier)}, with the first round after a time of its own. */
    public PeriodicWork(String name, Duration first, Duration period, Supplier<Uni<? extends Void>> round) {
        this.name = name;
        this.first = first;
        this.period = period;
        this.round = round;
    }

    /** Work of which each round is done when it returns. */
    public static PeriodicWork of(String name, Duration period, Runnable round) {
        return new PeriodicWork(name, period, () -> {
            round.run();
            return Uni.createFrom().voidItem();
        });
    }

    /** Begins. Called once. */
    public void start(Vertx vertx) {
        vertx.setPeriodic(first.toMillis(), period.toMillis(), timer -> {
            if (ending) {
                vertx.cancelTimer(timer);
            } else {
                begin();
            }
        });
    }

    /** No further round begins, whether or not the work ever began: a start may fail before. One that is under way is not waited for. */
    public void stop() {
        ending = true;
    }

    private void begin() {
        if (underWay.compareAndSet(false, true)) {
            Uni.createFrom().deferred(round).subscribe().with(_ -> end(), this::failed);
        }
    }

    private void end() {
        lastFailure = "";
        underWay.set(false);
    }

    private void failed(Throwable failure) {
        boolean news = !failure.toString().equals(lastFailure);
        lastFailure = failure.toString();
        LOG.logf(
                news && !ending ? Logger.Level.WARN : Logger.Level.DEBUG,
                "%s waits for its next turn: %s",
                name,
                failure.getMessage());
        underWay.set(false);
    }
}
