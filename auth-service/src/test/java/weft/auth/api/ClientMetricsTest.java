package weft.auth.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import weft.service.test.TestDatabase;

/** What the PostgreSQL client shows of itself is about all of its connections, or is not shown. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class ClientMetricsTest {

    @Inject
    MeterRegistry metrics;

    @Inject
    @ReactiveDataSource("auth")
    Pool pool;

    @Test
    void noGaugeIsMadeForEachConnection() {
        List<SqlConnection> several = IntStream.range(0, 3)
                .mapToObj(n -> AuthClient.await(pool.getConnection()))
                .toList();
        several.forEach(connection -> AuthClient.await(connection.close()));

        assertThat(metrics.getMeters())
                .extracting(Meter::getId)
                .extracting(Meter.Id::getName)
                .contains("postgresql.processing")
                .doesNotContain("postgresql.queue.size", "postgresql.current");
    }
}
