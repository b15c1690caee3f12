package weft.auth.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Multi;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import weft.auth.api.BusProbe;
import weft.events.SessionEvent;
import weft.service.test.TestDatabase;

/** Events that wait in the outbox, more of them than are sent at a time. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class OutboxRelayTest {

    private static final int EVENTS = 2 * OutboxRelay.BATCH + 50;
    private static final Duration SOON = Duration.ofSeconds(30);

    @Inject
    @ReactiveDataSource("auth")
    Pool pool;

    @Inject
    Outbox outbox;

    @Inject
    BusProbe bus;

    @Test
    void allThatWaitAreSentInTheirOrderAndThenTheTableIsEmpty() {
        UUID account = UUID.randomUUID();
        List<UUID> sessions = Stream.generate(UUID::randomUUID).limit(EVENTS).toList();
        pool.withTransaction(connection -> Multi.createFrom()
                        .iterable(sessions)
                        .onItem()
                        .transformToUniAndConcatenate(session ->
                                outbox.put(connection, new SessionEvent(account, session, SessionEvent.Change.ENDED)))
                        .collect()
                        .last()
                        .replaceWithVoid())
                .await()
                .atMost(SOON);

        await().atMost(SOON).until(() -> told(account).size() >= EVENTS);
        assertThat(told(account)).isEqualTo(sessions);
        await().atMost(SOON).until(this::rows, rows -> rows == 0);
    }

    private List<UUID> told(UUID account) {
        return bus.sessions().stream()
                .filter(event -> event.account().equals(account))
                .map(SessionEvent::session)
                .toList();
    }

    private long rows() {
        return pool.query("select count(*) from auth.outbox")
                .execute()
                .await()
                .atMost(SOON)
                .iterator()
                .next()
                .getLong(0);
    }
}
