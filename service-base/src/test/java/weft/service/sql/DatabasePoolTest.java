package weft.service.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database behind an address that another machine takes over, while the connections to the first stay open and silent. */
class DatabasePoolTest {

    private static final Duration SILENCE = Duration.ofSeconds(2);

    private final Vertx vertx = Vertx.vertx();
    private EmbeddedPostgres database;
    private NetServer address;
    private volatile boolean lost;
    private volatile int connections;
    private Pool pool;

    @BeforeEach
    void begin() throws IOException {
        database = EmbeddedPostgres.start();
        address = join(vertx.createNetServer().connectHandler(this::relay).listen(0, "127.0.0.1"));
        PgConnectOptions options = new PgConnectOptions()
                .setHost("127.0.0.1")
                .setPort(address.actualPort())
                .setUser("postgres")
                .setPassword("postgres")
                .setDatabase("postgres");
        pool = DatabasePool.create(input(options), SILENCE);
    }

    @AfterEach
    void end() throws IOException {
        join(pool.close());
        join(vertx.close());
        database.close();
    }

    @Test
    void whoWaitsForAMachineThatIsLostWaitsNoLongerThanTheSilence() {
        assertThat(one()).isEqualTo(1);
        lost = true;
        assertThatThrownBy(this::one).hasMessageContaining("onnection");
        // What is dialled now leads to the machine that took over; who asks at the very moment may be told the same.
        Awaitility.await().ignoreExceptions().atMost(SILENCE).until(() -> one() == 1);
        assertThat(connections).isEqualTo(2);
    }

    @Test
    void whatNobodyUsesIsClosedBeforeAnybodyTakesIt() {
        assertThat(one()).isEqualTo(1);
        assertThat(pool.size()).isOne();
        Awaitility.await().atMost(SILENCE.multipliedBy(5)).until(() -> pool.size() == 0);
        assertThat(one()).isEqualTo(1);
    }

    /** As the one that holds the shards of message-service. */
    @Test
    void whatIsAskedNowAndThenIsKept() {
        SqlConnection connection = join(pool.getConnection());
        long end = System.nanoTime() + SILENCE.plus(SILENCE.dividedBy(2)).toNanos();
        while (System.nanoTime() < end) {
            join(connection.query("select pg_sleep(0.2)").execute());
        }
        join(connection.close());
        assertThat(connections).isOne();
    }

    private int one() {
        return join(pool.query("select 1 as one").execute()).iterator().next().getInteger("one");
    }

    /** What was joined before the first machine was lost is carried no longer, and nobody is told. */
    private void relay(NetSocket client) {
        connections++;
        boolean toTheFirst = !lost;
        client.pause();
        vertx.createNetClient()
                .connect(SocketAddress.inetSocketAddress(database.getPort(), "127.0.0.1"))
                .onSuccess(server -> {
                    client.handler(part -> {
                        if (!(toTheFirst && lost)) {
                            server.write(part);
                        }
                    });
                    server.handler(client::write);
                    client.closeHandler(_ -> server.close());
                    server.closeHandler(_ -> client.close());
                    client.resume();
                });
    }

    private PgPoolCreator.Input input(PgConnectOptions options) {
        return new PgPoolCreator.Input() {
            @Override
            public Vertx vertx() {
                return vertx;
            }

            @Override
            public PoolOptions poolOptions() {
                return new PoolOptions().setMaxSize(1).setPoolCleanerPeriod(100);
            }

            @Override
            public List<PgConnectOptions> pgConnectOptionsList() {
                return List.of(options);
            }
        };
    }

    private static <T> T join(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new IllegalStateException(failed.getMessage(), failed);
        }
    }
}
