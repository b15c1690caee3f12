package weft.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The packaged node: what its start leaves on disk, and every way it ends. Each test has a directory and ports of its own. */
@Execution(ExecutionMode.CONCURRENT)
class NodeIT {

    private static final Duration END = Duration.ofSeconds(20);
    private static final String OTHER = "seven gulls above the pier";

    @TempDir
    Path directory;

    @Test
    void aNodeStartsEndsAndStartsAgainOnItsDataAlsoWithWhatItHasImported() throws Exception {
        Path data = directory.resolve("data");
        String port = String.valueOf(RunningNode.freePort());
        long database;
        try (RunningNode node = RunningNode.ready(
                data, "--port", port, "--import-reticulum", reticulum().toString())) {
            assertThat(node.output())
                    .contains("making the database", "https://localhost:" + port + "/")
                    .contains("left the interface Slow behind: bitrate must be at least 5 bit/s")
                    .contains("left the interface Nowhere behind: port must be from 1 to 65535")
                    .contains("left the interface [[Hub [EU]]] behind: line 13 is no section")
                    .contains("took over the interface Good");
            database = node.databasePid();
            assertThat(node.stop()).isLessThan(END);
        }
        // Ended, and collected by the process that inherited it.
        await().atMost(END).until(() -> !alive(database));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                .isEqualTo("rwx------");

        try (RunningNode second = RunningNode.ready(data, "--port", port)) {
            assertThat(second.output())
                    .doesNotContain("making the database", "earlier run", " WARN ")
                    .contains("Interface Good is down: ");
            assertThat(second.metrics())
                    .contains("sql_pool_active{pool_name=\"auth\"", "sql_pool_active{pool_name=\"messages\"")
                    .contains("sql_pool_active{pool_name=\"transport\"", "weft_node_database_restarts_total 0.0");
        }
        aKeyThatIsGoneStopsTheStartAndIsNotMadeAnew(data, port, "database.key", "The key of the database ");
        aKeyThatIsGoneStopsTheStartAndIsNotMadeAnew(data, port, "pepper", "The pepper of the passwords ");
    }

    private static void aKeyThatIsGoneStopsTheStartAndIsNotMadeAnew(Path data, String port, String name, String what)
            throws IOException {
        Path key = data.resolve("keys").resolve(name);
        byte[] content = Files.readAllBytes(key);
        Files.delete(key);
        try (RunningNode node = RunningNode.launch(data, "--port", port)) {
            assertThat(node.exitCode()).isEqualTo(1);
            assertThat(node.output())
                    .contains(what + key + " isn't there, and there is data that needs it. Put the right file back")
                    .doesNotContain("\tat ", "FATAL");
            assertThat(key).doesNotExist();
        }
        Files.write(key, content);
    }

    /** The server waits for its start to be over before it ends: one that hangs on a pipe would never be. */
    @Test
    void aStartThatHangsEndsWhenItIsToldAndItsDatabaseWithIt() throws Exception {
        Path data = directory.resolve("data");
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        try (var opening = Executors.newVirtualThreadPerTaskExecutor();
                RunningNode node = RunningNode.launch(
                        Map.of("QUARKUS_TLS_HANGING_TRUST_STORE_PEM_CERTS", pipe.toString()),
                        data,
                        "--port",
                        String.valueOf(RunningNode.freePort()))) {
            // Opens when the node opens its end, and then has nothing for it.
            Future<OutputStream> opened = opening.submit(() -> Files.newOutputStream(pipe));
            try (OutputStream _ = opened.get(END.toSeconds(), TimeUnit.SECONDS)) {
                assertThat(RunningNode.postgresIn(data)).isNotEmpty();
                assertThat(node.stop()).isLessThan(END);
                assertThat(node.exitCode()).isEqualTo(143);
                assertThat(node.output()).contains("starting the services").doesNotContain("Ready after", "\tat ");
            }
        }
        assertThat(RunningNode.postgresIn(data)).isEmpty();
    }

    @Test
    void aKilledNodeLeavesADatabaseThatTheNextStartEnds() throws Exception {
        Path data = directory.resolve("data");
        String port = String.valueOf(RunningNode.freePort());
        long orphan = startedAndKilled(data, port);
        assertThat(alive(orphan)).isTrue();

        try (RunningNode next = RunningNode.ready(data, "--port", port)) {
            assertThat(next.output()).contains("an earlier run left behind");
            await().atMost(END).until(() -> !alive(orphan));
        }
    }

    @Test
    void aProcessNumberThatBelongsToAnotherProgramByNowIsLeftAlone() throws Exception {
        Path data = directory.resolve("data");
        String port = String.valueOf(RunningNode.freePort());
        try (RunningNode node = RunningNode.ready(data, "--port", port)) {
            node.stop();
        }
        Process stranger = new ProcessBuilder("sleep", "600").start();
        try {
            Files.writeString(data.resolve("postgres/postmaster.pid"), stranger.pid() + "\n" + data + "\n");
            try (RunningNode next = RunningNode.ready(data, "--port", port)) {
                assertThat(next.databasePid()).isNotEqualTo(stranger.pid());
            }
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void theDatabaseAnswersToNobodyWithoutAPasswordAndToWhoeverRunsTheMachine() throws Exception {
        Path data = directory.resolve("data");
        int port = RunningNode.freePort();
        try (RunningNode node = RunningNode.ready(data, "--port", String.valueOf(port))) {
            String url = "jdbc:postgresql://127.0.0.1:" + node.databasePort() + "/weft";
            for (String role : new String[] {"weft_owner", "weft_auth", "weft_messages"}) {
                assertThat(connectionRefusal(url, role, "guess")).as(role).isEqualTo("28P01");
            }
            assertThat(Files.readString(data.resolve("postgres/pg_hba.conf"))).doesNotContain("trust");
            long database = node.databasePid();
            aPasswordIsResetWhileItRuns(node, data, port);
            assertThat(node.databasePid()).isEqualTo(database);
        }
        aTokenIsMadeWhileItDoesNotRun(data);
    }

    private static void aPasswordIsResetWhileItRuns(RunningNode node, Path data, int port) throws Exception {
        try (NodeClient operator = NodeClient.operatorOf(node, data, port)) {
            AdminRun reset = AdminRun.of(data, "reset", "HarbourMaster");
            assertThat(reset.code()).as(reset.toString()).isZero();
            assertThat(reset.out()).matches("https://localhost:8443/reset#[A-Za-z0-9_-]{22}\\R");
            assertThat(reset.said()).contains("harbourmaster").doesNotContain("database");
            String code = reset.out().strip().split("#")[1];
            operator.post("/resets/" + code, NodeClient.json(Map.of("password", OTHER)), 200);
            assertThat(operator.get("/session").statusCode()).isEqualTo(401);
            operator.post("/session", NodeClient.json(Map.of("username", "harbourmaster", "password", OTHER)), 200);
        }
    }

    private static void aTokenIsMadeWhileItDoesNotRun(Path data) throws Exception {
        AdminRun list = AdminRun.of(data, "list");
        assertThat(list.code()).as(list.toString()).isZero();
        assertThat(list.out()).contains("harbourmaster", "member operator");
        AdminRun token = AdminRun.of(data, "setup-token");
        assertThat(token.code()).as(token.toString()).isZero();
        assertThat(token.out()).matches("[A-Za-z0-9_-]{32}\\R");
        assertThat(RunningNode.postgresIn(data)).isEmpty();
    }

    @Test
    void twoNodesCannotShareTheirData() throws Exception {
        Path data = directory.resolve("data");
        try (RunningNode first = RunningNode.ready(data, "--port", String.valueOf(RunningNode.freePort()));
                RunningNode second = RunningNode.launch(data, "--port", String.valueOf(RunningNode.freePort()))) {
            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.output()).contains("Another node is running on " + data);
            assertThat(alive(first.databasePid())).isTrue();
        }
    }

    @Test
    void anUnknownKeyStopsTheStartBeforeAnythingRuns() throws Exception {
        Path data = directory.resolve("data");
        Path config = Files.writeString(directory.resolve("weft.yaml"), "weft:\n  htpp: {port: 1}\n");
        try (RunningNode node = RunningNode.launch(data, "--config", config.toString())) {
            assertThat(node.exitCode()).isEqualTo(1);
            assertThat(node.output())
                    .contains("weft.htpp.port", config.toString())
                    .doesNotContain("\tat ");
            assertThat(data).doesNotExist();
        }
    }

    @Test
    void aKeyThatIsDamagedStopsTheStartAndIsNamed() throws Exception {
        Path data = directory.resolve("data");
        Path key = data.resolve("keys/master.key");
        Files.createDirectories(key.getParent());
        Files.createFile(key);
        try (RunningNode node = RunningNode.launch(data, "--port", String.valueOf(RunningNode.freePort()))) {
            assertThat(node.exitCode()).isEqualTo(1);
            assertThat(node.output())
                    .contains("The master key " + key + " must have 32 bytes and has 0")
                    .doesNotContain("\tat ");
            assertThat(key).isEmptyFile();
            assertThat(data.resolve("postgres/postmaster.pid")).doesNotExist();
        }
    }

    @Test
    void aPortThatIsTakenIsNamedAndNothingGoesOnRunning() throws Exception {
        Path data = directory.resolve("data");
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RunningNode node = RunningNode.launch(data, "--port", String.valueOf(taken.getLocalPort()))) {
            assertThat(node.exitCode()).isEqualTo(1);
            assertThat(node.output())
                    .contains("weft.http.port (--port): port " + taken.getLocalPort() + " of 127.0.0.1 is in use")
                    .doesNotContain("Exception");
            assertThat(data).doesNotExist();
        }
    }

    @Test
    void theCommandLineBeatsTheFile() throws Exception {
        int port = RunningNode.freePort();
        Path config = Files.writeString(
                directory.resolve("weft.json"),
                "{\"weft\": {\"http\": {\"port\": 1, \"public-url\": \"https://club.example\"}}}");
        try (RunningNode node = RunningNode.ready(
                directory.resolve("data"), "--config", config.toString(), "--port", String.valueOf(port))) {
            assertThat(node.output()).contains(":" + port + "/").contains("Others find it at https://club.example,");
        }
    }

    /** A configuration of which one interface can be taken over. */
    private Path reticulum() throws IOException {
        Path reticulum = Files.createDirectory(directory.resolve("reticulum"));
        String client = "type = TCPClientInterface\nenabled = yes\ntarget_host = 127.0.0.1\ntarget_port = ";
        Files.writeString(
                reticulum.resolve("config"),
                "[interfaces]\n[[Slow]]\n" + client + "1\nbitrate = 3\n[[Nowhere]]\n" + client + "0\n[[Hub [EU]]]\n"
                        + client + "1\n[[Good]]\n" + client + "1\n");
        return reticulum;
    }

    private static long startedAndKilled(Path data, String port) throws IOException {
        try (RunningNode node = RunningNode.ready(data, "--port", port)) {
            long database = node.databasePid();
            node.kill();
            return database;
        }
    }

    private static boolean alive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    private static String connectionRefusal(String url, String user, String password) {
        try (var connection = DriverManager.getConnection(url, user, password)) {
            return "connected to " + connection;
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }
}
