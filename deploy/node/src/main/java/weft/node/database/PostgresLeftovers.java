package weft.node.database;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import weft.node.Progress;
import weft.node.StartFailure;
import weft.service.files.SmallFile;

/**
 * What earlier servers have left in a cluster and what would keep the next from starting: a server that outlived its node, the
 * processes that outlived a server, and a pid file.
 *
 * <p>A process is one of these when it works in the cluster's directory and is a {@code postgres}; whatever else has its number by
 * now is left alone.
 */
final class PostgresLeftovers {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final PostgresCluster cluster;
    private final PostgresCommands commands;

    PostgresLeftovers(PostgresCluster cluster, PostgresCommands commands) {
        this.cluster = cluster;
        this.commands = commands;
    }

    /**
     * Ends a server that another node has left running, and clears its traces.
     *
     * @throws StartFailure when it can't be ended
     */
    void endOrphan(Progress progress) throws IOException {
        if (!of(cluster.directory()).isEmpty()) {
            progress.step("stopping the database that an earlier run left behind");
            PostgresServer.end(cluster, commands);
        }
        clear();
    }

    /**
     * Clears the traces of a server that has ended: its processes go when they notice, or are ended after {@code PATIENCE}.
     *
     * @throws StartFailure when one of them can't be ended
     */
    void clear() throws IOException {
        for (ProcessHandle process : of(cluster.directory())) {
            if (!ends(process)) {
                throw new StartFailure("A database of an earlier run is still up as process " + process.pid()
                        + " and can't be stopped. End it, then start again.");
            }
        }
        // The number in it may belong to any program by now, and PostgreSQL would refuse to start because of that.
        Files.deleteIfExists(cluster.pidFile());
    }

    private static boolean ends(ProcessHandle process) {
        if (endsInTime(process)) {
            return true;
        }
        process.destroy();
        if (endsInTime(process)) {
            return true;
        }
        process.destroyForcibly();
        return endsInTime(process);
    }

    private static boolean endsInTime(ProcessHandle process) {
        CompletableFuture<ProcessHandle> end = process.onExit();
        try {
            end.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException goesOn) {
            return false;
        } catch (ExecutionException e) {
            return !process.isAlive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The PostgreSQL processes that work in a directory. */
    static List<ProcessHandle> of(Path directory) {
        return ProcessHandle.allProcesses()
                .filter(process -> worksIn(process, directory) && isPostgres(process))
                .toList();
    }

    /** Whether the process that the pid file of a cluster names is a server that works there. */
    static boolean serverRuns(PostgresCluster cluster) {
        try {
            // Whatever stands in it: only a process number that is right can be one.
            String written = new String(SmallFile.bytes(cluster.pidFile()), StandardCharsets.ISO_8859_1);
            String first = written.lines().findFirst().orElse("").strip();
            return of(cluster.directory()).stream()
                    .anyMatch(process -> String.valueOf(process.pid()).equals(first));
        } catch (IOException noServer) {
            return false;
        }
    }

    private static boolean isPostgres(ProcessHandle process) {
        return process.info()
                .command()
                .filter(command -> Path.of(command).getFileName().toString().startsWith("postgres"))
                .isPresent();
    }

    private static boolean worksIn(ProcessHandle process, Path directory) {
        try {
            return Files.isSameFile(Path.of("/proc", String.valueOf(process.pid()), "cwd"), directory);
        } catch (IOException notOurs) {
            return false;
        }
    }
}
