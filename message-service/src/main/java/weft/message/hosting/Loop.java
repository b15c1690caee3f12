package weft.message.hosting;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import weft.message.store.sql.StoreUnavailable;

/**
 * One virtual thread that does rounds of work: at once while a round says that there is more, else when it is woken, and now
 * and then by itself, because a wake-up may be lost. Rounds begin some time apart where that is asked for: what comes alone is
 * done at once, what comes in numbers is done together.
 */
final class Loop implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Loop.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final String name;
    private final Duration pause;
    private final Duration apart;
    private final BooleanSupplier round;
    private final Semaphore wakeups = new Semaphore(0);
    private final Thread thread;
    private String lastFailure = "";
    private volatile boolean stopped;

    /**
     * Starts.
     *
     * @param round what to do; true when there may be more to do at once
     */
    Loop(String name, Duration pause, BooleanSupplier round) {
        this(name, pause, Duration.ZERO, round);
    }

    /**
     * Starts.
     *
     * @param apart time between the beginnings of two rounds, at least
     */
    Loop(String name, Duration pause, Duration apart, BooleanSupplier round) {
        this.name = name;
        this.pause = pause;
        this.apart = apart;
        this.round = round;
        this.thread = Thread.ofVirtual().name(name).start(this::run);
    }

    /** There is something to do. From any thread, without waiting. */
    void wake() {
        wakeups.release();
    }

    /** Ends after the round at hand. */
    @Override
    public void close() {
        stopped = true;
        wake();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long next = System.nanoTime();
        while (!stopped) {
            keepApart(next - System.nanoTime());
            next = System.nanoTime() + apart.toNanos();
            wakeups.drainPermits();
            try {
                boolean more = round.getAsBoolean();
                lastFailure = "";
                if (!more) {
                    sleep(pause);
                }
            } catch (RuntimeException e) {
                failed(e);
                sleep(AFTER_FAILURE);
            }
        }
    }

    /** Said once, and again when it is another failure or came back: the same one each second would hide all else. */
    private void failed(RuntimeException failure) {
        boolean news = !failure.toString().equals(lastFailure);
        lastFailure = failure.toString();
        if (!news || stopped) {
            LOG.debugf(failure, "%s failed again and goes on", name);
        } else if (failure instanceof StoreUnavailable) {
            LOG.warnf("%s waits for the database: %s", name, failure.getCause());
        } else {
            LOG.errorf(failure, "%s failed and goes on", name);
        }
    }

    private void keepApart(long nanos) {
        if (nanos > 0) {
            try {
                Thread.sleep(Duration.ofNanos(nanos));
            } catch (InterruptedException e) {
                stopped = true;
            }
        }
    }

    private void sleep(Duration time) {
        try {
            if (!stopped && wakeups.tryAcquire(time.toMillis(), TimeUnit.MILLISECONDS)) {
                wakeups.drainPermits();
            }
        } catch (InterruptedException e) {
            stopped = true;
        }
    }
}
