package weft.node.database;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Starts the node's own database again when it ends unasked, and says when it gives up. Its thread is its own; what it calls must not
 * wait.
 */
final class DatabaseWatch {

    private static final Logger LOG = Logger.getLogger(DatabaseWatch.class);

    private final PostgresServer server;
    private final Runnable lost;
    private final Restarts restarts = new Restarts(System.nanoTime());
    private final AtomicLong restarted = new AtomicLong();
    private final Object state = new Object();

    private boolean away;
    private Outage listener = new Outage(() -> {}, () -> {});

    /** Who wants to know: that the database is away, and that it is back. */
    private record Outage(Runnable begins, Runnable ends) {}

    private DatabaseWatch(PostgresServer server, Runnable lost) {
        this.server = server;
        this.lost = lost;
    }

    /**
     * Watches a server that runs, until it is meant to end.
     *
     * @param lost called once, when it does not stay up however often it is started
     */
    static DatabaseWatch of(PostgresServer server, Runnable lost) {
        DatabaseWatch watch = new DatabaseWatch(server, lost);
        Thread.ofPlatform().daemon().name("weft-database").start(watch::run);
        return watch;
    }

    private void run() {
        try {
            while (true) {
                int code = server.awaitEnd();
                if (server.isStopping()) {
                    return;
                }
                away(true);
                if (!revived(code)) {
                    return;
                }
                away(false);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Not when it is meant to end by now, or is lost, which is said. */
    private boolean revived(int code) throws InterruptedException {
        long begun = System.nanoTime();
        Optional<Duration> pause = restarts.afterEnd(begun);
        while (pause.isPresent()) {
            LOG.warnf(
                    "The node's database has ended (exit code %d). Start %d of %d follows in %.1f s",
                    code, restarts.made(), Restarts.IN_A_ROW, pause.get().toMillis() / 1000.0);
            if (server.awaitStopping(pause.get())) {
                return false;
            }
            if (server.startAgain()) {
                restarts.up(System.nanoTime());
                restarted.incrementAndGet();
                LOG.infof("The node's database is back after %.1f s", (System.nanoTime() - begun) / 1e9);
                return true;
            }
            if (server.isStopping()) {
                return false;
            }
            code = server.awaitEnd();
            pause = restarts.afterFailedStart();
        }
        LOG.errorf("The node's database does not stay up, and the node ends. It says: %s", server.lastWords());
        lost.run();
        return false;
    }

    private void away(boolean isAway) {
        synchronized (state) {
            away = isAway;
            (away ? listener.begins() : listener.ends()).run();
        }
    }

    /** Names who is told from now on, and tells it at once when the database is away. */
    void tell(Runnable begins, Runnable ends) {
        synchronized (state) {
            listener = new Outage(begins, ends);
            if (away) {
                begins.run();
            }
        }
    }

    /** How often it was started again, with success. */
    long restarted() {
        return restarted.get();
    }
}
