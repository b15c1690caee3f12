package weft.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A machine that is gone from one moment to the next, its connections with it, and says nothing: message-service in a network namespace
 * whose cable is pulled. Only with {@code -Dtest.long=true}, and as root.
 */
@EnabledIfSystemProperty(named = "test.long", matches = "true")
class LostMachineTest {

    private static final String NAMESPACE = "weft-lost";
    private static final String HERE = "10.213.77.1";
    private static final String THERE = "10.213.77.2";
    private static final int SHARDS = 64;
    private static final Duration SOON = Duration.ofSeconds(90);

    /** 25 s until the database gives it up, counted from the last that it heard. */
    private static final Duration LET_GO = Duration.ofSeconds(30);

    private static final String LOCKS = "select count(*) from pg_locks l join pg_stat_activity a using (pid)"
            + " where l.locktype = 'advisory' and l.classid = " + 0x77656674 + " and a.client_addr = '" + THERE + "'";

    @TempDir
    Path directory;

    @BeforeEach
    void cable() {
        assumeTrue(run("ip", "netns", "add", NAMESPACE), "needs to be root");
        assertThat(run("ip", "link", "add", "weft0", "type", "veth", "peer", "name", "weft1", "netns", NAMESPACE))
                .isTrue();
        run("ip", "addr", "add", HERE + "/30", "dev", "weft0");
        run("ip", "link", "set", "weft0", "up");
        run("ip", "-n", NAMESPACE, "addr", "add", THERE + "/30", "dev", "weft1");
        run("ip", "-n", NAMESPACE, "link", "set", "lo", "up");
        assertThat(run("ip", "-n", NAMESPACE, "link", "set", "weft1", "up")).isTrue();
    }

    @AfterEach
    void away() {
        run("ip", "netns", "del", NAMESPACE);
    }

    @Test
    void theShardsOfALostMachineAreFreeWithinHalfAMinute() throws IOException {
        try (EmbeddedPostgres database = EmbeddedPostgres.builder()
                .setDataDirectory(directory.resolve("database"))
                .setCleanDataDirectory(false)
                .setServerConfig("listen_addresses", "*")
                .start()) {
            Files.writeString(
                    directory.resolve("database/pg_hba.conf"),
                    "host all all " + THERE + "/32 trust\n",
                    StandardOpenOption.APPEND);
            assertThat(number(database, "select pg_reload_conf()::int")).isOne();
            try (Service message = message(database.getPort()).in(NAMESPACE)) {
                message.launch();
                Api.await("all shards to be owned", SOON, () -> number(database, LOCKS) == SHARDS);
                assertThat(run("ip", "-n", NAMESPACE, "link", "set", "weft1", "down"))
                        .isTrue();
                Api.await("the shards to be free", LET_GO, () -> number(database, LOCKS) == 0);
            }
        }
    }

    private Service message(int databasePort) throws IOException {
        Path at = directory.resolve("message");
        GatewayTokens tokens = new GatewayTokens(directory.resolve("keys").resolve("jwks.json"));
        Map<String, String> settings = new HashMap<>();
        settings.put(
                "weft.tls",
                new ClusterCertificates(directory.resolve("certificates"))
                        .of("weft-message")
                        .toString());
        settings.put("quarkus.http.host", "127.0.0.1");
        settings.put("quarkus.management.host", "127.0.0.1");
        // Nobody is there: the service owns its shards without a bus.
        settings.put("kafka.bootstrap.servers", HERE + ":9");
        settings.put("weft.data", at.toString());
        settings.put("weft.tokens.key-set", tokens.keySet().toString());
        settings.put("weft.database.host", HERE);
        settings.put("weft.database.port", String.valueOf(databasePort));
        settings.put("weft.database.name", "postgres");
        settings.put("weft.database.username", "postgres");
        settings.put("weft.database.password", "postgres");
        return new Service("message", at, settings);
    }

    private static int number(EmbeddedPostgres database, String query) {
        try (var connection = database.getPostgresDatabase().getConnection();
                var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
