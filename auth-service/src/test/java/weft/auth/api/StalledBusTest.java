package weft.auth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import weft.events.SessionEvent;
import weft.service.test.TestDatabase;

/** What the outbox costs while the bus takes nothing: a connection, for a while, and no event. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class StalledBusTest {

    private static final String RELAYING =
            "select count(*) from pg_stat_activity where state <> 'idle' and pid <> pg_backend_pid()"
                    + " and (query like '%statement_timeout%' or query like '%auth.outbox%for update%')";

    private static final String WAITING = "select coalesce(max(xact_start)::text, '') from pg_stat_activity"
            + " where state = 'idle in transaction' and query like '%auth.outbox%for update%'";

    @Inject
    AuthClient client;

    @Inject
    BusProbe bus;

    @Inject
    @ReactiveDataSource("auth")
    Pool pool;

    @Test
    void aBusThatTakesNothingHoldsOneConnectionUntilItsTurnIsOverAndGetsEveryEventLater() {
        String name = client.member();
        List<String> cookies =
                IntStream.range(0, 8).mapToObj(i -> client.signedIn(name)).toList();
        List<UUID> sessions = cookies.stream()
                .map(cookie -> client.behind(cookie).orElseThrow().credential())
                .toList();
        CompletableFuture<Void> stalled = bus.stall();
        try {
            List<CompletableFuture<Integer>> answers = cookies.stream()
                    .map(cookie -> CompletableFuture.supplyAsync(() ->
                            client.cookie(cookie).delete("/api/v1/session").statusCode()))
                    .toList();
            await().until(() -> relaying() == 1);
            assertThat(answers).allMatch(answer -> answer.join() == 204);
            assertThat(relaying()).isLessThanOrEqualTo(1);
            String first = turn();
            // A later turn finds the same rows, and the event that the first one gave to the bus still under way.
            await().atMost(Duration.ofSeconds(30)).until(() -> !turn().isEmpty() && !turn().equals(first));
        } finally {
            stalled.complete(null);
        }
        await().untilAsserted(() -> assertThat(told(sessions)).containsAll(sessions));
        assertThat(told(sessions)).doesNotHaveDuplicates();
    }

    private List<UUID> told(List<UUID> sessions) {
        return bus.sessions().stream()
                .map(SessionEvent::session)
                .filter(sessions::contains)
                .toList();
    }

    /** When the turn began that waits for the bus with its rows in hand; empty when none does. */
    private String turn() {
        return AuthClient.await(pool.query(WAITING).execute()).iterator().next().getString(0);
    }

    private long relaying() {
        return AuthClient.await(pool.query(RELAYING).execute())
                .iterator()
                .next()
                .getLong(0);
    }
}
