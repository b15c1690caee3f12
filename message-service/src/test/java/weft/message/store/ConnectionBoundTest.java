package weft.message.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import weft.message.store.sql.Database;
import weft.message.store.sql.StoreUnavailable;
import weft.service.test.TestDatabase;

/** What happens while every connection to the database is in use. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class ConnectionBoundTest {

    /** Of the sixteen one holds the shards and one listens for wake-ups. */
    private static final int CONNECTIONS = 16 - 2;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    Database database;

    @Inject
    @ReactiveDataSource("messages")
    Pool pool;

    @Test
    void whoeverGetsNoConnectionIsToldThatTheDatabaseIsAwayAndGetsOneLater() {
        List<SqlConnection> taken = new ArrayList<>();
        try {
            takeAll(taken);
            long begun = System.nanoTime();
            assertThatThrownBy(this::one).isInstanceOf(StoreUnavailable.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isBetween(Duration.ofSeconds(14), Duration.ofSeconds(20));
        } finally {
            release(taken);
        }
        assertThat(one()).isOne();
    }

    private int one() {
        return database.transact(transaction ->
                transaction.first("select 1 as n", row -> row.intValue("n")).orElseThrow());
    }

    private void takeAll(List<SqlConnection> taken) {
        for (int n = 0; n < CONNECTIONS; n++) {
            taken.add(pool.getConnection().await().atMost(PATIENCE));
        }
    }

    private static void release(List<SqlConnection> taken) {
        taken.forEach(connection -> connection.close().await().atMost(PATIENCE));
    }
}
