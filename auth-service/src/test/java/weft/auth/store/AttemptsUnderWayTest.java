package weft.auth.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import weft.auth.domain.Throttle;
import weft.auth.domain.Throttle.Kind;
import weft.auth.store.ThrottleStore.Key;
import weft.auth.store.sql.Statements;
import weft.service.test.TestDatabase;

/** How attempts that are being decided and the guessing counters stand together in the database. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class AttemptsUnderWayTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration AT_MOST = Duration.ofSeconds(2);
    private static final List<Key> KEYS = List.of(
            key(Kind.ADDRESS, "under way address"),
            key(Kind.ACCOUNT, "under way account"),
            key(Kind.PAIR, "under way pair"));

    @Inject
    ThrottleStore counters;

    @Inject
    Statements statements;

    @Inject
    @ReactiveDataSource("auth")
    Pool pool;

    @AfterEach
    void empty() {
        run("delete from auth.throttles where key like 'under way%'::bytea");
        run("delete from auth.undecided where key like 'under way%'::bytea");
    }

    @Test
    void ofTwoHundredAtOnceFiveAreLetThroughTheOthersWaitShortlyAndNobodyIsBlocked() {
        Map<UUID, Throttle.Wait> told = begin(200);

        assertThat(told.values().stream().filter(Throttle.Wait::over)).hasSize(5);
        assertThat(told.values().stream().filter(wait -> !wait.over()))
                .allMatch(Throttle.Wait::underWay)
                .allMatch(wait -> wait.length().compareTo(AT_MOST) <= 0);
        assertThat(rows("auth.throttles")).isZero();
    }

    @Test
    void whenTheFiveHaveFailedTheNextIsBlockedForAQuarterOfAnHour() {
        letThrough().forEach(attempt -> await(counters.failed(attempt, KEYS)));

        Throttle.Wait next = await(counters.begin(UUID.randomUUID(), KEYS));

        assertThat(next.underWay()).isFalse();
        assertThat(next.length()).isBetween(Duration.ofMinutes(14), Duration.ofMinutes(15));
        assertThat(rows("auth.undecided")).isZero();
    }

    @Test
    void whatWasRightOrNeverDecidedLeavesNothingBehind() {
        List<UUID> attempts = letThrough();
        await(counters.failed(attempts.get(0), KEYS));
        await(counters.undecided(attempts.get(1), KEYS));
        assertThat(rows("auth.undecided")).isEqualTo(9);

        await(counters.succeeded(attempts.get(2), KEYS));

        assertThat(rows("auth.undecided")).isEqualTo(6);
        assertThat(rows("auth.throttles where kind <> 'ADDRESS'")).isZero();
        assertThat(begin(5).values().stream().filter(Throttle.Wait::over)).hasSize(3);
    }

    @Test
    void theAttemptsOfAReplicaThatDiedStandForFailuresUntilTheirLeaseIsOver() {
        letThrough();
        assertThat(await(counters.begin(UUID.randomUUID(), KEYS)).over()).isFalse();

        run("update auth.undecided set until = now() - interval '1 second'");

        assertThat(begin(10).values().stream().filter(Throttle.Wait::over)).hasSize(5);
        await(new ThrottleStore(statements, new SimpleMeterRegistry()).prune());
        assertThat(rows("auth.undecided")).isEqualTo(15);
    }

    @Test
    void aClockThatWasSetBackHoldsNobodyUp() {
        letThrough();

        run("update auth.undecided set until = until + interval '1 day'");

        assertThat(await(counters.begin(UUID.randomUUID(), KEYS)).over()).isTrue();
    }

    @Test
    void aRefusedAttemptLeavesNothingBehind() {
        letThrough();
        Key typed = key(Kind.PAIR, "under way, never typed before");

        assertThat(await(counters.begin(UUID.randomUUID(), List.of(KEYS.get(2), typed)))
                        .over())
                .isFalse();

        assertThat(rows("auth.undecided where key = 'under way, never typed before'"))
                .isZero();
    }

    private List<UUID> letThrough() {
        List<UUID> attempts =
                IntStream.range(0, 5).mapToObj(i -> UUID.randomUUID()).toList();
        attempts.forEach(attempt ->
                assertThat(await(counters.begin(attempt, KEYS)).over()).isTrue());
        return attempts;
    }

    private Map<UUID, Throttle.Wait> begin(int number) {
        Map<UUID, Throttle.Wait> told = new ConcurrentHashMap<>();
        await(Uni.join()
                .all(IntStream.range(0, number)
                        .mapToObj(i -> UUID.randomUUID())
                        .map(attempt -> counters.begin(attempt, KEYS).invoke(wait -> told.put(attempt, wait)))
                        .toList())
                .andFailFast());
        return told;
    }

    private static Key key(Kind kind, String text) {
        return new Key(kind, text.getBytes(StandardCharsets.UTF_8), null);
    }

    private long rows(String from) {
        String and = from.contains("where") ? " and" : " where";
        return await(pool.query("select count(*) from " + from + and + " key like 'under way%'::bytea")
                        .execute())
                .iterator()
                .next()
                .getLong(0);
    }

    private void run(String statement) {
        await(pool.query(statement).execute());
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(PATIENCE);
    }
}
