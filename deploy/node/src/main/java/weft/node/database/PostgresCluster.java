package weft.node.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import weft.node.GivenPath;
import weft.node.Progress;
import weft.node.StartFailure;
import weft.service.files.PrivateFile;
import weft.service.files.SmallFile;

/**
 * The files of the node's own PostgreSQL, which one server at a time works in.
 *
 * @param directory of the cluster, {@code postgres} in the data directory
 */
record PostgresCluster(Path directory) {

    /** The role that owns the cluster. Only the node itself uses it. */
    static final String OWNER = "weft_owner";

    private static final Duration INIT_PATIENCE = Duration.ofMinutes(3);

    /** What a shell reads within double quotes. */
    private static final String READ_BY_SHELLS = "\"$`\\";

    private static final int SHOWN_LINES = 3;
    private static final int READ_OF_LOG = 8_000;

    /** That of a data directory, which need not be made yet. */
    static PostgresCluster in(Path data) {
        return new PostgresCluster(data.resolve("postgres"));
    }

    /**
     * Makes the cluster where there is none, and writes what a node relies on.
     *
     * @throws StartFailure when initdb fails, or the directory can't be one
     */
    void prepare(Path programs, Path output, DatabaseSecret secret, Progress progress) throws IOException {
        GivenPath.directory("The database", directory);
        if (!Files.exists(directory)) {
            progress.step("making the database");
            initialise(programs, output, secret);
        }
        configure(directory);
        Files.deleteIfExists(startLog());
    }

    /**
     * PostgreSQL's initdb has a shell start {@code postgres}, with the path in double quotes. Where such a shell would read something
     * else in the path of the node's programs, others are unpacked for this one run, where it does not.
     */
    private void initialise(Path programs, Path output, DatabaseSecret secret) throws IOException {
        if (isPlain(programs)) {
            initialise(new PostgresCommands(programs, output), secret);
            return;
        }
        Path elsewhere = Files.createTempDirectory("weft-postgres");
        try {
            if (!isPlain(elsewhere.toRealPath())) {
                throw new StartFailure("The database can't be made: neither " + programs + " nor " + elsewhere
                        + " may be given to PostgreSQL's initdb. Name a directory without " + READ_BY_SHELLS
                        + " in --data, or in the option -Djava.io.tmpdir of Java.");
            }
            PostgresBinaries.unpackInto(elsewhere);
            initialise(new PostgresCommands(elsewhere, output), secret);
        } finally {
            PostgresBinaries.delete(elsewhere);
        }
    }

    private static boolean isPlain(Path path) {
        return path.toString().chars().noneMatch(letter -> READ_BY_SHELLS.indexOf(letter) >= 0);
    }

    private void initialise(PostgresCommands commands, DatabaseSecret secret) throws IOException {
        Path draft = directory.resolveSibling("postgres.new");
        Path password = directory.resolveSibling("keys").resolve("initdb.password");
        PostgresBinaries.delete(draft);
        PrivateFile.write(password, secret.password(OWNER));
        try {
            boolean made = commands.runUntilTheEnd(
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
                throw new StartFailure(
                        FailedProgram.reason("initdb", commands.said(), draft.getParent(), commands.asRoot()));
            }
        } finally {
            Files.delete(password);
        }
        Files.writeString(draft.resolve("postgresql.conf"), "\ninclude 'weft.conf'\n", StandardOpenOption.APPEND);
        Files.move(draft, directory, StandardCopyOption.ATOMIC_MOVE);
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
                # What a nearly full disk has to hold besides the data: the files of the log are kept and used again.
                max_wal_size = 128MB
                min_wal_size = 128MB
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

    /** The process id of the server that last worked here and the state of its start, as it wrote them down itself. */
    Path pidFile() {
        return directory.resolve("postmaster.pid");
    }

    /** What a server says until it writes its log. */
    Path startLog() {
        return directory.resolve("start.log");
    }

    /** The last lines that a server has written, in one, and where there are more. */
    String lastWords() {
        try (Stream<Path> logs = Files.list(directory.resolve("log"))) {
            List<Path> files = Stream.concat(Stream.of(startLog()), logs)
                    .filter(Files::isRegularFile)
                    .sorted(Comparator.comparing((Path file) -> file.toFile().lastModified())
                            .reversed())
                    .toList();
            if (!files.isEmpty()) {
                List<String> lines =
                        SmallFile.end(files.getFirst(), READ_OF_LOG).lines().toList();
                return String.join(" ", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size())) + " (in "
                        + files.getFirst() + ")";
            }
        } catch (IOException unreadable) {
            // Said below: nobody has more to tell than where to look.
        }
        return "Its log is in " + directory.resolve("log") + ".";
    }
}
