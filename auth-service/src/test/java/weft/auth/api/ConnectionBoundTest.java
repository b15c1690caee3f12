package weft.auth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import weft.service.test.TestDatabase;

/** What happens while every connection to the database is in use. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class ConnectionBoundTest {

    private static final int CONNECTIONS = 8;

    private static final String OPENED =
            "select count(*) from pg_stat_activity where datname = current_database() and backend_type = 'client backend'";

    @Inject
    AuthClient client;

    @Inject
    @ReactiveDataSource("auth")
    Pool pool;

    @Test
    void aRequestWaitsForAConnectionAndNoMoreAreOpened() {
        String cookie = client.operator();
        List<SqlConnection> taken = IntStream.range(0, CONNECTIONS)
                .mapToObj(n -> AuthClient.await(pool.getConnection()))
                .toList();
        CompletableFuture<Integer> answer;
        CompletableFuture<SqlConnection> ninth;
        try {
            ninth = pool.getConnection().subscribeAsCompletionStage();
            answer = CompletableFuture.supplyAsync(
                    () -> client.cookie(cookie).get("/api/v1/session").statusCode());
            assertThat(AuthClient.await(taken.getFirst().query(OPENED).execute())
                            .iterator()
                            .next()
                            .getLong(0))
                    .isLessThanOrEqualTo(CONNECTIONS + 2L);
            assertThat(ninth).isNotDone();
            assertThat(answer).isNotDone();
        } finally {
            taken.forEach(connection -> AuthClient.await(connection.close()));
        }
        await().until(ninth::isDone);
        AuthClient.await(ninth.join().close());
        assertThat(answer.join()).isEqualTo(200);
    }
}
