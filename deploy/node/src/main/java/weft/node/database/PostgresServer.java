package weft.node.database;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import weft.node.AtExit;
import weft.node.DataDirectory;
import weft.node.FreePort;
import weft.node.GivenPath;
import weft.node.Progress;
import weft.node.StartFailure;
import weft.service.files.SmallFile;

/**
 * The node's own PostgreSQL, under its data directory. It answers on the loopback interface alone, on a free port, to
 * passwords alone, and writes through to the disk before it says that something is committed.
 *
 * <p>It lives in a session of its own, so that a signal to the node's process group ends the services first and the database
 * after them. A node that is killed leaves it running; the next start on the directory stops that orphan.
 *
 * <p>Thread-safe: it may be stopped while another thread starts it again.
 */
final class PostgresServer {

    private static final Logger LOG = Logger.getLogger(PostgresServer.class);

    /** Recovery after a crash reads what was written since the last checkpoint, which takes as long as the disk does. */
    private static final Duration START_PATIENCE = Duration.ofMinutes(10);

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(6);
    private static final int POLL_MILLIS = 20;
    private static final int ATTEMPTS = 3;
    private static final int PID_LINE = 0;
    private static final int STATE_LINE = 7;

    private final PostgresCluster cluster;
    private final PostgresCommands commands;
    private final DatabaseSecret secret;
    private final int port;
    private final CountDownLatch stopping = new CountDownLatch(1);

    private Process process;
    private AtExit atExit;

    private PostgresServer(PostgresCluster cluster, PostgresCommands commands, DatabaseSecret secret, int port) {
        this.cluster = cluster;
        this.commands = commands;
        this.secret = secret;
        this.port = port;
    }

    /**
     * Makes the cluster where there is none, ends an orphan of an earlier run, and starts the server. Until {@link #endedByOwner} it is
     * stopped when the process is told to end.
     *
     * @throws StartFailure when it does not come up, or the process was told to end
     */
    static PostgresServer start(DataDirectory data, DatabaseSecret secret, Progress progress) {
        PostgresCluster cluster = PostgresCluster.in(data.root());
        GivenPath.directory("The directory of the database's programs", data.file("cache"));
        Path programs = PostgresBinaries.unpacked(data.file("cache"), progress);
        Path output = data.file("cache/postgres-command.log");
        PostgresCommands commands = new PostgresCommands(programs, output);
        try {
            new PostgresLeftovers(cluster, commands).endOrphan(progress);
            cluster.prepare(programs, output, secret, progress);
        } catch (IOException e) {
            throw new StartFailure("The database in " + cluster.directory() + " can't be prepared", e);
        }
        progress.step("starting the database");
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            PostgresServer server = new PostgresServer(cluster, commands, secret, FreePort.next());
            server.atExit = AtExit.run("weft-database-end", server::stop);
            if (server.start()) {
                return server;
            }
            server.endedByOwner();
        }
        throw new StartFailure("PostgreSQL doesn't start. It says: " + cluster.lastWords());
    }

    /**
     * Starts the server again after it has ended, on the same port.
     *
     * @return whether it came up; not when it is to be stopped, either
     */
    boolean startAgain() {
        try {
            new PostgresLeftovers(cluster, commands).clear();
            return start();
        } catch (IOException | StartFailure e) {
            LOG.warnf("The database can't be started: %s", e.getMessage());
            return false;
        }
    }

    /** Whether it came up; where it did not, it does not run. */
    private boolean start() {
        Process started;
        synchronized (this) {
            if (isStopping()) {
                return false;
            }
            started = commands.launch(
                    cluster.startLog(), "postgres", "-D", cluster.directory().toString(), "-p", String.valueOf(port));
            process = started;
        }
        if (becomesReady(started)) {
            return true;
        }
        end(started);
        return false;
    }

    private boolean becomesReady(Process started) {
        long begun = System.nanoTime();
        try {
            while (!started.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                if (isReady(started)) {
                    return true;
                }
                if (isStopping() || System.nanoTime() - begun > START_PATIENCE.toNanos()) {
                    return false;
                }
            }
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** It writes so to its pid file, last of all. */
    private boolean isReady(Process started) {
        try {
            List<String> lines = SmallFile.text(cluster.pidFile()).lines().toList();
            return lines.size() > STATE_LINE
                    && lines.get(PID_LINE).strip().equals(String.valueOf(started.pid()))
                    && lines.get(STATE_LINE).startsWith("ready");
        } catch (IOException notWrittenYet) {
            return false;
        }
    }

    /**
     * Waits until the server ends, for whatever reason.
     *
     * @return the exit code of its process; above 128 the number of a signal and 128
     */
    int awaitEnd() throws InterruptedException {
        Process running;
        synchronized (this) {
            running = process;
        }
        return running.waitFor();
    }

    /** How the owner connects. */
    DatabaseAddress address(String database) {
        return new DatabaseAddress(
                "127.0.0.1", port, database, "", PostgresCluster.OWNER, secret.password(PostgresCluster.OWNER));
    }

    /** From now on it is meant to end: it is not started again. */
    void prepareStop() {
        stopping.countDown();
    }

    /** Whether it is meant to end. */
    boolean isStopping() {
        return stopping.getCount() == 0;
    }

    /** Waits, at most so long, until it is meant to end; whether it is. */
    boolean awaitStopping(Duration longest) throws InterruptedException {
        return stopping.await(longest.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Whoever started it stops it from now on, also when the process is told to end. */
    void endedByOwner() {
        atExit.close();
    }

    /** Ends the server: open transactions are rolled back, what is committed is on disk. At most 17 s. */
    void stop() {
        prepareStop();
        endedByOwner();
        synchronized (this) {
            if (process == null) {
                return;
            }
            if (process.isAlive()) {
                end(process);
            } else {
                clearTraces();
            }
        }
    }

    /** One that has no pid file yet, or can't be asked any more, is ended as a process. */
    private void end(Process started) {
        end(cluster, commands);
        if (started.isAlive()) {
            PostgresCommands.end(started);
        }
    }

    private void clearTraces() {
        try {
            new PostgresLeftovers(cluster, commands).clear();
        } catch (IOException | StartFailure leftForTheNextStart) {
            LOG.warnf("What the database has left behind stays: %s", leftForTheNextStart.getMessage());
        }
    }

    /** What it last wrote. */
    String lastWords() {
        return cluster.lastWords();
    }

    /** Ends the server of a cluster, if one runs there; nothing else that has the number in its pid file by now. */
    static void end(PostgresCluster cluster, PostgresCommands commands) {
        if (PostgresLeftovers.serverRuns(cluster) && !end(cluster, commands, "fast")) {
            end(cluster, commands, "immediate");
        }
    }

    private static boolean end(PostgresCluster cluster, PostgresCommands commands, String mode) {
        return commands.run(
                STOP_PATIENCE.plusSeconds(1),
                "pg_ctl",
                "stop",
                "-w",
                "-s",
                "-t",
                String.valueOf(STOP_PATIENCE.toSeconds()),
                "-m",
                mode,
                "-D",
                cluster.directory().toString());
    }
}
