package weft.node;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How a node ends when it is told to: services first, then the database, then the process. Whatever doesn't end in time is left to the
 * end of the process, which comes in any phase: the server waits for its start to be over before it ends, and a start may hang.
 */
final class Ending {

    /** Longest for services that run: 5 s for requests under way, 20 s for a young uplink, and what they need for themselves. */
    private static final Duration RUNNING = Duration.ofSeconds(28);

    /** Longest for services that are being started: to come up, so that they can end. */
    private static final Duration STARTING = Duration.ofSeconds(5);

    /** What a process has that SIGTERM ends. */
    private static final int TERMINATED = 143;

    private final Preparation preparation;
    private final CountDownLatch ready = new CountDownLatch(1);
    private final CountDownLatch servicesEnded = new CountDownLatch(1);
    private volatile boolean begun;
    private volatile int code = TERMINATED;

    private Ending(Preparation preparation) {
        this.preparation = preparation;
    }

    /**
     * From now on the process ends so.
     *
     * @throws StartFailure when it was told to end already; the database is ended then
     */
    static Ending of(Preparation preparation) {
        Ending ending = new Ending(preparation);
        // The JVM waits for its hooks, not for the thread of main: the database is ended there, after the services.
        AtExit.run("weft-end", ending::end);
        preparation.database().endedByOwner();
        return ending;
    }

    /** Whether it was told to end. */
    boolean begun() {
        return begun;
    }

    /** The start is over, and services that end may take their time. */
    void ready() {
        ready.countDown();
    }

    /** The services have ended. */
    void servicesEnded() {
        servicesEnded.countDown();
    }

    /** Ends the process with that code, also where its services don't end. Returns only in an end that has begun. */
    void exit(int exitCode) {
        code = exitCode;
        System.exit(exitCode);
    }

    private void end() {
        begun = true;
        preparation.database().prepareClose();
        boolean ended = ended();
        preparation.close();
        if (!ended) {
            Runtime.getRuntime().halt(code);
        }
    }

    private boolean ended() {
        try {
            if (servicesEnded.await(STARTING.toMillis(), TimeUnit.MILLISECONDS)) {
                return true;
            }
            return ready.getCount() == 0
                    && servicesEnded.await(RUNNING.minus(STARTING).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
