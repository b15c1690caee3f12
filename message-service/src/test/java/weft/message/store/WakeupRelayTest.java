package weft.message.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.message.hosting.Replica;
import weft.message.store.Wakeups.Work;
import weft.reticulum.Address;
import weft.service.test.TestDatabase;

/** Wake-ups between two processes that have one database. */
@Timeout(60)
class WakeupRelayTest {

    private static final TestDatabase SERVER = new TestDatabase();
    private static final Vertx VERTX = Vertx.vertx();
    private static Replica here;
    private static Replica there;

    @BeforeAll
    static void start() {
        Map<String, String> place = SERVER.start();
        Replica.migrate(place);
        here = new Replica(VERTX, place, "here");
        there = new Replica(VERTX, place, "there");
        Replica.settle(List.of(here, there));
    }

    @AfterAll
    static void stop() {
        here.close();
        there.close();
        VERTX.close();
        SERVER.stop();
    }

    @Test
    void anAccountsStreamsElsewhereAreWokenInLessThanATenthOfASecond() {
        List<Long> took = new ArrayList<>();
        List<UUID> heard = new CopyOnWriteArrayList<>();
        try (var _ = there.wakeups.onAccount(heard::add)) {
            for (int i = 0; i < 20; i++) {
                UUID account = UUID.randomUUID();
                long begun = System.nanoTime();
                here.wakeups.accountChanged(account);
                await().pollInterval(Duration.ofMillis(1))
                        .atMost(Duration.ofSeconds(5))
                        .until(() -> heard.contains(account));
                took.add((System.nanoTime() - begun) / 1_000_000);
            }
        }
        Collections.sort(took);
        assertThat(took.get(took.size() / 2)).as("ms, all: %s", took).isLessThan(100);
    }

    @Test
    void manyChangesGoInFewNotificationsAndNoAccountIsForgotten() {
        List<UUID> heard = new CopyOnWriteArrayList<>();
        Set<UUID> changed =
                new HashSet<>(Stream.generate(UUID::randomUUID).limit(300).toList());
        try (var _ = there.wakeups.onAccount(heard::add)) {
            for (int i = 0; i < 10; i++) {
                changed.forEach(here.wakeups::accountChanged);
            }
            await().atMost(Duration.ofSeconds(10)).until(() -> heard.containsAll(changed));
        }
        assertThat(lost(here)).isZero();
        assertThat(heard.size()).isLessThanOrEqualTo(10 * changed.size());
    }

    @Test
    void workIsToldToWhoeverOwnsItsShardAndNotWhereTheOwnerIsHere() {
        int ofThere = there.shard();
        int ofHere = here.shard();
        List<Integer> heard = new CopyOnWriteArrayList<>();
        List<Integer> own = new CopyOnWriteArrayList<>();
        try (var _ = there.wakeups.onWork(Work.DELIVERIES, heard::add);
                var _ = here.wakeups.onWork(Work.DELIVERIES, own::add)) {
            here.wakeups.wake(Work.DELIVERIES, ofHere);
            here.wakeups.wakeHere(Work.DELIVERIES);
            here.wakeups.wake(Work.DELIVERIES, ofThere);
            await().atMost(Duration.ofSeconds(5)).until(() -> !heard.isEmpty());
            here.wakeups.wake(Work.DELIVERIES);
            await().atMost(Duration.ofSeconds(5)).until(() -> heard.size() == 2);
        }
        assertThat(heard).containsExactly(ofThere, Wakeups.ANY_SHARD);
        // Each once: what goes to the others does not come back.
        assertThat(own).containsExactly(ofHere, Wakeups.ANY_SHARD, ofThere, Wakeups.ANY_SHARD);
    }

    @Test
    void whatOneProcessHasHeardOfADestinationTheOtherIsToldOf() {
        List<String> heard = new CopyOnWriteArrayList<>();
        try (var _ = there.wakeups.onHeardElsewhere(
                        (destination, announced) -> heard.add(destination + " " + announced));
                var _ = here.wakeups.onHeardElsewhere((destination, _) -> heard.add("back: " + destination))) {
            here.wakeups.heard(new Address(1, 2), true);
            here.wakeups.heard(new Address(3, 4), false);
            await().atMost(Duration.ofSeconds(5)).until(() -> heard.size() >= 2);
        }
        assertThat(heard).containsExactly(new Address(1, 2) + " true", new Address(3, 4) + " false");
    }

    private static double lost(Replica replica) {
        return replica.metrics.get("weft_wakeups_lost").counter().count();
    }
}
