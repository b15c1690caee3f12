package weft.node.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import weft.node.DataDirectory;
import weft.node.FreePort;
import weft.node.PrivateFile;
import weft.node.Progress;
import weft.node.StartFailure;

/**
 * The node's own PostgreSQL, under its data directory. It answers on the loopback interface alone, on a free port, to
 * passwords alone, and writes through to the disk before it says that something is committed.
 *
 * <p>It lives in a session of its own, so that a signal to the node's process group ends the services first and the database
 * after them. A node that is killed leaves it running; the next start on the directory stops that orphan.
 */
final class PostgresServer {

    /** The role that owns the cluster. Only the node itself uses it. */
    static final String OWNER = "weft_owner";

    private static final Duration INIT_PATIENCE = Duration.ofMinutes(3);
    private static final Duration START_PATIENCE = Duration.ofMinutes(2);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(6);
    private static final int ATTEMPTS = 3;

    private final Path cluster;
    private final PostgresCommands commands;
    private final DatabaseSecret secret;
    private final int port;

    private PostgresServer(Path cluster, PostgresCommands commands, DatabaseSecret secret, int port) {
        this.cluster = cluster;
        this.commands = commands;
        this.secret = secret;
        this.port = port;
    }

    /**
     * Makes the cluster where there is none, ends an orphan of an earlier run, and starts the server.
     *
     * @throws StartFailure when it does not come up
     */
    static PostgresServer start(DataDirectory data, DatabaseSecret secret, Progress progress) {
        Path cluster = data.file("postgres");
        Path home = PostgresBinaries.unpacked(data.file("cache"), progress);
        PostgresCommands commands = new PostgresCommands(home, data.file("cache/postgres-command.log"));
        try {
            if (!Files.isDirectory(cluster)) {
                progress.step("making the database");
                initialise(cluster, commands, secret);
            }
            endOrphan(cluster, commands, progress);
            configure(cluster);
        } catch (IOException e) {
            throw new StartFailure("The database in " + cluster + " can't be prepared", e);
        }
        progress.step("starting the database");
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            int port = FreePort.next();
            if (commands.run(START_PATIENCE, "pg_ctl", startArguments(cluster, port))) {
                return new PostgresServer(cluster, commands, secret, port);
            }
        }
        throw new StartFailure("PostgreSQL doesn't start. It says: " + commands.said() + " " + lastLog(cluster));
    }

    private static String[] startArguments(Path cluster, int port) {
        return new String[] {
            "start",
            "-w",
            "-s",
            "-t",
            String.valueOf(START_PATIENCE.toSeconds() - 10),
            "-D",
            cluster.toString(),
            "-l",
            cluster.resolve("start.log").toString(),
            "-o",
            "-p " + port
        };
    }

    private static void initialise(Path cluster, PostgresCommands commands, DatabaseSecret secret) throws IOException {
        Path draft = cluster.resolveSibling("postgres.new");
        Path password = cluster.resolveSibling("keys").resolve("initdb.password");
        PostgresBinaries.delete(draft);
        PrivateFile.write(password, secret.password(OWNER));
        try {
            boolean made = commands.run(
                    INIT_PATIENCE,
                    "initdb",
                    "--pgdata=" + draft,
                    "--username=" + OWNER,
                    "--pwfile=" + password,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    // The server's own collation: it is the same on every machine and with every C library.
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--locale=C");
            if (!made) {
                throw new StartFailure("PostgreSQL's initdb failed: " + commands.said()
                        + " As root it needs user namespaces; otherwise run Weft as an ordinary user.");
            }
        } finally {
            Files.delete(password);
        }
        Files.writeString(draft.resolve("postgresql.conf"), "\ninclude 'weft.conf'\n", StandardOpenOption.APPEND);
        configure(draft);
        Files.move(draft, cluster, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Written at each start: what a node relies on can't be edited away. */
    private static void configure(Path cluster) throws IOException {
        PrivateFile.write(cluster.resolve("weft.conf"), """
                listen_addresses = '127.0.0.1'
                unix_socket_directories = ''
                password_encryption = 'scram-sha-256'
                fsync = on
                synchronous_commit = on
                full_page_writes = on
                max_connections = 60
                shared_buffers = 32MB
                jit = off
                logging_collector = on
                log_directory = 'log'
                log_filename = 'postgresql-%a.log'
                log_truncate_on_rotation = on
                log_rotation_age = 1d
                log_rotation_size = 0
                # Statements and rows that fail may hold what a member wrote: they stay out of the log.
                log_min_error_statement = panic
                log_error_verbosity = terse
                """);
        PrivateFile.write(cluster.resolve("pg_hba.conf"), """
                host all all 127.0.0.1/32 scram-sha-256
                """);
    }

    private static void endOrphan(Path cluster, PostgresCommands commands, Progress progress) throws IOException {
        Path file = cluster.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return;
        }
        Optional<ProcessHandle> orphan = orphan(cluster, Files.readAllLines(file));
        if (orphan.isEmpty()) {
            // Its number may belong to any program by now, and PostgreSQL would refuse to start because of that.
            Files.delete(file);
            return;
        }
        progress.step("stopping the database that an earlier run left behind");
        if (!stop(cluster, commands, "fast") && !stop(cluster, commands, "immediate")) {
            throw new StartFailure("A database of an earlier run is still up as process "
                    + orphan.get().pid() + " and can't be stopped. End it, then start again.");
        }
    }

    /** The server that the pid file names, if that process lives and works in this cluster. */
    private static Optional<ProcessHandle> orphan(Path cluster, List<String> lines) throws IOException {
        if (lines.isEmpty() || !lines.getFirst().strip().matches("[0-9]{1,9}")) {
            return Optional.empty();
        }
        long pid = Long.parseLong(lines.getFirst().strip());
        Path workingDirectory = Path.of("/proc", String.valueOf(pid), "cwd");
        Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
        if (process.isEmpty() || !Files.exists(workingDirectory)) {
            return Optional.empty();
        }
        return Files.isSameFile(workingDirectory, cluster) ? process : Optional.empty();
    }

    private static boolean stop(Path cluster, PostgresCommands commands, String mode) {
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
                cluster.toString());
    }

    private static String lastLog(Path cluster) {
        try {
            List<String> lines = Files.readAllLines(cluster.resolve("start.log"));
            return String.join(" ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
        } catch (IOException e) {
            return "Its log is in " + cluster.resolve("log") + ".";
        }
    }

    /** How the owner connects. */
    DatabaseAddress address(String database) {
        return new DatabaseAddress("127.0.0.1", port, database, "", OWNER, secret.password(OWNER));
    }

    /** Ends the server: open transactions are rolled back, what is committed is on disk. At most 14 s. */
    void stop() {
        if (!stop(cluster, commands, "fast")) {
            stop(cluster, commands, "immediate");
        }
    }
}
