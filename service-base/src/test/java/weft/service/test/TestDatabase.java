package weft.service.test;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * A real PostgreSQL for a service's tests, empty at each start, as durable as in production. Sets the keys
 * {@code weft.database.host}, {@code .port}, {@code .name}, {@code .username} and {@code .password}.
 */
public final class TestDatabase implements QuarkusTestResourceLifecycleManager {

    private EmbeddedPostgres server;

    @Override
    public Map<String, String> start() {
        try {
            server = EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return Map.of(
                "weft.database.host", "127.0.0.1",
                "weft.database.port", String.valueOf(server.getPort()),
                "weft.database.name", "postgres",
                "weft.database.username", "postgres",
                "weft.database.password", "postgres");
    }

    @Override
    public void stop() {
        try {
            server.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
