package weft.transport.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgBuilder;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.reticulum.Address;
import weft.service.quarantine.Quarantines;
import weft.service.test.TestDatabase;

/** The bounds of what waits for the table of announces, and of the table. */
@Timeout(120)
class AnnounceStoreTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final TestDatabase SERVER = new TestDatabase();
    private static final Vertx VERTX = Vertx.vertx();

    private static Map<String, String> server;
    private static Pool pool;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final AnnounceStore book = new AnnounceStore(pool, new Quarantines(metrics), metrics);
    private final Set<Integer> listed = ConcurrentHashMap.newKeySet();

    @BeforeAll
    static void startServer() {
        server = SERVER.start();
        Flyway.configure()
                .dataSource(url(), server.get("weft.database.username"), server.get("weft.database.password"))
                .locations("db/transport")
                .schemas("transport")
                .load()
                .migrate();
        pool = PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(2))
                .connectingTo(new PgConnectOptions()
                        .setHost(server.get("weft.database.host"))
                        .setPort(Integer.parseInt(server.get("weft.database.port")))
                        .setDatabase(server.get("weft.database.name"))
                        .setUser(server.get("weft.database.username"))
                        .setPassword(server.get("weft.database.password")))
                .using(VERTX)
                .build();
    }

    @AfterAll
    static void stopServer() {
        pool.closeAndAwait();
        VERTX.closeAndAwait();
        SERVER.stop();
    }

    @BeforeEach
    void empty() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("truncate transport.announces");
        }
    }

    @Test
    void whileTheTableIsHeldUpTheOldestPastTheBoundIsDroppedCountedAndNeverListed() throws SQLException {
        int writing = 1;
        int past = 3;
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table transport.announces in access exclusive mode");
            for (int i = 0; i < writing + AnnounceStore.GATHERED; i++) {
                note(i);
                assertThat(book.isBehind()).isEqualTo(i >= writing + AnnounceStore.GATHERED / 2);
            }
            assertThat(dropped()).isZero();
            for (int i = 0; i < past; i++) {
                note(writing + AnnounceStore.GATHERED + i);
            }

            assertThat(dropped()).isEqualTo(past);
            assertThat(metrics.get("weft_transport_announces_waiting").gauge().value())
                    .isEqualTo(AnnounceStore.GATHERED);
            assertThat(listed).isEmpty();
            connection.rollback();
        }

        await().atMost(SOON).until(() -> listed.size() == writing + AnnounceStore.GATHERED);
        assertThat(listed)
                .contains(0, writing + AnnounceStore.GATHERED + past - 1)
                .doesNotContain(1, past)
                .contains(past + 1);
        assertThat(book.isBehind()).isFalse();
        assertThat(rows()).isEqualTo(writing + AnnounceStore.GATHERED);
    }

    @Test
    void aBatchThatTheDatabaseRefusedYieldsToWhatCameSince() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table transport.announces in access exclusive mode");
            for (int i = 0; i <= AnnounceStore.GATHERED; i++) {
                note(i);
            }
            await().atMost(SOON).until(AnnounceStoreTest::cancelWriter);
            await().atMost(SOON).until(() -> dropped() == 1);
            // The mesh isn't held up by a database that is away.
            await().atMost(SOON).until(() -> !book.isBehind());
            connection.rollback();
        }

        book.begin();
        await().atMost(SOON).until(() -> listed.size() == AnnounceStore.GATHERED);
        assertThat(listed).doesNotContain(0).contains(1, AnnounceStore.GATHERED);
    }

    @Test
    void anAnnounceThatTheDatabaseRefusesKeepsNoOtherFromIt() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table transport.announces in access exclusive mode");
            for (int i = 0; i < 20; i++) {
                // PostgreSQL takes no text with a zero in it.
                note(i, i % 5 == 3 ? "a\0b" : null);
            }
            connection.rollback();
        }

        await().atMost(SOON).until(() -> listed.size() == 16);
        assertThat(rows()).isEqualTo(16);
        assertThat(listed).doesNotContain(3, 8, 13, 18);
        assertThat(metrics.get("weft_rows_quarantined")
                        .tag("loop", "announces-heard")
                        .gauge()
                        .value())
                .isEqualTo(4);
    }

    @Test
    void pastTheRowsThatAreKeptThoseHeardLongestAgoAreRemoved() throws SQLException {
        int past = 7;
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    insert into transport.announces
                        (destination, identity, aspect, name, hops, interface_name, heard_at, position)
                    select decode(lpad(to_hex(n), 32, '0'), 'hex'), decode(lpad('', 32, '0'), 'hex'), 'lxmf.delivery', '', 1,
                        'hub', now(), nextval('transport.announces_order')
                    from generate_series(1, %d) n""".formatted(AnnounceStore.KEPT + past));
        }

        book.trim().await().atMost(SOON);

        assertThat(rows()).isEqualTo(AnnounceStore.KEPT);
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet oldest =
                        statement.executeQuery("select min(encode(destination, 'hex')) from transport.announces")) {
            oldest.next();
            assertThat(oldest.getString(1)).isEqualTo(new Address(0, past + 1).toString());
        }
    }

    /**
     * Ends the statement that waits for the lock, as an operator or a timeout would; false while there is none yet. Outside the
     * transaction that holds the lock, which would see the same activity each time.
     */
    private static boolean cancelWriter() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet cancelled = statement.executeQuery("""
                select count(pg_cancel_backend(pid)) from pg_stat_activity
                where wait_event_type = 'Lock' and query like '%INSERT INTO transport.announces%'""")) {
            cancelled.next();
            return cancelled.getInt(1) > 0;
        }
    }

    private void note(int number) {
        note(number, null);
    }

    private void note(int number, String name) {
        book.note(
                new Announced(
                        new Address(1, number), new Address(2, 2), "lxmf.delivery", name, 1, "hub", Instant.now()),
                () -> listed.add(number));
    }

    private double dropped() {
        return metrics.get("weft_transport_announces_dropped").counter().count();
    }

    private static int rows() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from transport.announces")) {
            count.next();
            return count.getInt(1);
        }
    }

    private static Connection connect() throws SQLException {
        return DriverManager.getConnection(
                url(), server.get("weft.database.username"), server.get("weft.database.password"));
    }

    private static String url() {
        return "jdbc:postgresql://%s:%s/%s"
                .formatted(
                        server.get("weft.database.host"),
                        server.get("weft.database.port"),
                        server.get("weft.database.name"));
    }
}
