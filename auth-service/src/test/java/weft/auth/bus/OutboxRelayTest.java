package weft.auth.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Multi;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import weft.auth.api.BusProbe;
import weft.auth.store.sql.Statements;
import weft.events.SessionEvent;
import weft.service.quarantine.Quarantines;
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
    Statements statements;

    @Inject
    Outbox outbox;

    @Inject
    BusProbe bus;

    @Inject
    Quarantines quarantines;

    @Test
    void allThatWaitAreSentInTheirOrderAndThenTheTableIsEmpty() {
        UUID account = UUID.randomUUID();
        List<UUID> sessions = Stream.generate(UUID::randomUUID).limit(EVENTS).toList();
        statements
                .inTransaction(work -> Multi.createFrom()
                        .iterable(sessions)
                        .onItem()
                        .transformToUniAndConcatenate(session ->
                                outbox.put(work, new SessionEvent(account, session, SessionEvent.Change.ENDED)))
                        .collect()
                        .last()
                        .replaceWithVoid())
                .await()
                .atMost(SOON);

        await().atMost(SOON).until(() -> told(account).size() >= EVENTS);
        assertThat(told(account)).isEqualTo(sessions);
        await().atMost(SOON).until(this::rows, rows -> rows == 0);
    }

    /** More than a batch of them, and older than the event that is waited for. */
    @Test
    void eventsThatCanNotBeReadKeepNoOtherWaiting() {
        List<List<String>> damaged = List.of(
                List.of("no-such-channel", "{}"),
                List.of("session-events", "{\"account\":"),
                List.of("session-events", "{}"),
                List.of("session-events", "null"),
                List.of("account-events", "{\"change\":\"DELETED\"}"),
                List.of(
                        "account-events",
                        "{\"account\":\"5e3c4f6e-0000-4000-8000-000000000000\",\"change\":\"EATEN\"}"));
        damaged.forEach(row -> pool.preparedQuery(
                        "insert into auth.outbox (channel, payload) select $1, $2 from generate_series(1, 40)")
                .execute(Tuple.of(row.get(0), row.get(1)))
                .await()
                .atMost(SOON));
        UUID account = UUID.randomUUID();
        try {
            put(account, UUID.randomUUID());
            await().atMost(SOON).until(() -> told(account).size() == 1);
            // The bus has the event before its row is gone.
            await().atMost(SOON).until(this::rows, rows -> rows == 40L * damaged.size());
            assertThat(quarantines.of("outbox").size()).isGreaterThanOrEqualTo(40 * damaged.size());
        } finally {
            pool.query("delete from auth.outbox").execute().await().atMost(SOON);
        }
    }

    @Test
    void anEventThatTheBusDoesNotTakeKeepsOnlyItsAccountsEventsWaiting() {
        UUID stuck = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        List<UUID> sessions = List.of(UUID.randomUUID(), UUID.randomUUID());
        bus.refuses(stuck);
        sessions.forEach(session -> put(stuck, session));
        put(other, UUID.randomUUID());

        await().atMost(SOON).until(() -> told(other).size() == 1);
        assertThat(told(stuck)).isEmpty();

        bus.takes(stuck);
        await().atMost(SOON).until(() -> told(stuck).size() == 2);
        assertThat(told(stuck)).isEqualTo(sessions);
    }

    private void put(UUID account, UUID session) {
        statements
                .inTransaction(work -> outbox.put(work, new SessionEvent(account, session, SessionEvent.Change.ENDED)))
                .await()
                .atMost(SOON);
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
