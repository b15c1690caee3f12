package weft.node.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.node.DataDirectory;
import weft.node.Progress;
import weft.node.StartFailure;
import weft.node.config.NodeSettings;
import weft.service.files.UnusableFile;

/** A real PostgreSQL, in a directory with everything in its name that a shell would read, which dies and is broken. */
class PostgresServerTest {

    private static final Duration BACK = Duration.ofSeconds(40);

    @TempDir
    Path place;

    @Test
    void itRunsWhereverItLiesComesBackWhenItDiesAndIsGivenUpWhenItsFilesAreBroken() throws Exception {
        Path directory = place.resolve("a 'b' \"c\" $(touch ran) `touch ran` ;& $HOME");
        try (DataDirectory data = DataDirectory.take(directory)) {
            DatabaseSecret secret = DatabaseSecret.load(data.file("keys"), PostgresCluster.in(data.root()));
            PostgresServer server = PostgresServer.start(data, secret, new Progress(System.out));
            CountDownLatch lost = new CountDownLatch(1);
            try {
                assertThat(Path.of("ran")).doesNotExist();
                AtomicInteger away = new AtomicInteger();
                DatabaseWatch watch = DatabaseWatch.of(server, lost::countDown);
                watch.tell(away::incrementAndGet, away::decrementAndGet);
                isVisitedWhileItRuns(server, data, secret);
                refusesAnotherKeyInWordsForAPerson(server, data);
                long first = answering(server);

                // A process of the server that is busy outlives it, and would keep the next from starting.
                kill(first);
                kill(postmaster(data));
                await().atMost(BACK).until(() -> watch.restarted() == 1 && away.get() == 0);
                assertThat(answering(server)).isNotEqualTo(first);

                Files.write(data.file("postgres/global/pg_control"), new byte[8_192]);
                kill(postmaster(data));
                assertThat(lost.await(BACK.toSeconds(), TimeUnit.SECONDS)).isTrue();
                assertThat(away).hasValue(1);
            } finally {
                server.stop();
            }
            assertThat(PostgresLeftovers.of(data.file("postgres"))).isEmpty();
            assertThatThrownBy(() -> PostgresServer.start(data, secret, new Progress(System.out)))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("PostgreSQL doesn't start")
                    .hasMessageContaining("database files are incompatible with server");
        }
    }

    /** The directory is taken, by this process: so it is the running server that answers, and it goes on. */
    private static void isVisitedWhileItRuns(PostgresServer server, DataDirectory data, DatabaseSecret secret)
            throws SQLException {
        ServiceSchemas.makeDatabase(server.address("postgres"), NodeDatabase.NAME, secret);
        try (DatabaseVisit visit = DatabaseVisit.of(at(null), data.root(), new Progress(System.out));
                var statement = visit.connection().createStatement();
                var row = statement.executeQuery("select inet_server_port()")) {
            row.next();
            assertThat(row.getInt(1)).isEqualTo(server.address("postgres").port());
        }
        DatabaseAddress address = server.address(NodeDatabase.NAME);
        String url = "postgresql://" + address.username() + ":" + address.password() + "@127.0.0.1:" + address.port()
                + "/" + address.database();
        try (DatabaseVisit visit = DatabaseVisit.of(at(url), Path.of("/nowhere"), new Progress(System.out))) {
            assertThat(visit.connection().getMetaData().getURL()).contains(":" + address.port() + "/");
        }
        answering(server);
    }

    /** The file of the key is that of another node. */
    private static void refusesAnotherKeyInWordsForAPerson(PostgresServer server, DataDirectory data)
            throws IOException {
        Path file = data.file("keys/database.key");
        byte[] right = Files.readAllBytes(file);
        Files.write(file, new byte[right.length]);
        DatabaseSecret other = DatabaseSecret.load(data.file("keys"), PostgresCluster.in(data.root()));
        DatabaseAddress address =
                server.address("postgres").as(PostgresCluster.OWNER, other.password(PostgresCluster.OWNER));
        assertThatThrownBy(() -> ServiceSchemas.makeDatabase(address, NodeDatabase.NAME, other))
                .isInstanceOf(UnusableFile.class)
                .hasMessageContainingAll(file + " is not the one that the database in ", "backup")
                .hasMessageNotContaining("FATAL");
        assertThatThrownBy(() -> DatabaseVisit.of(at(null), data.root(), new Progress(System.out)))
                .isInstanceOf(UnusableFile.class)
                .hasMessageContaining(file.toString());
        Files.write(file, right);
    }

    @Test
    void whereThereIsNoNodeAVisitMakesNone() {
        Path nowhere = place.resolve("nowhere");
        assertThatThrownBy(() -> DatabaseVisit.of(at(null), nowhere, new Progress(System.out)))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("There is no node in " + nowhere);
        assertThat(nowhere).doesNotExist();
    }

    private static NodeSettings.Db at(String url) {
        return new NodeSettings.Db() {
            @Override
            public Optional<String> url() {
                return Optional.ofNullable(url);
            }

            @Override
            public Optional<Path> passwordFile() {
                return Optional.empty();
            }

            @Override
            public Optional<Path> caFile() {
                return Optional.empty();
            }
        };
    }

    private static long postmaster(DataDirectory data) throws IOException {
        List<String> lines = Files.readAllLines(data.file("postgres/postmaster.pid"));
        return Long.parseLong(lines.getFirst().strip());
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    /** The process that answers a connection, which is closed again. */
    private static long answering(PostgresServer server) throws SQLException {
        DatabaseAddress address = server.address("postgres");
        try (var connection = DriverManager.getConnection(address.jdbcUrl(), address.username(), address.password());
                var statement = connection.createStatement();
                var row = statement.executeQuery("select pg_backend_pid()")) {
            row.next();
            return row.getLong(1);
        }
    }
}
