package weft.message.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.message.domain.MemberIdentity;
import weft.message.store.ownership.ShardLocks;
import weft.message.store.ownership.Shards;
import weft.message.store.ownership.Shards.StaleEpoch;
import weft.service.test.TestDatabase;

/** Replicas that share the shards over one real database, each with connections of its own. */
@Timeout(120)
class OwnershipTest {

    private static final TestDatabase SERVER = new TestDatabase();
    private static final Vertx VERTX = Vertx.vertx();
    private static Map<String, String> place;

    private final List<Replica> replicas = new ArrayList<>();

    @BeforeAll
    static void start() {
        place = SERVER.start();
        Replica.migrate(place);
    }

    @AfterAll
    static void stop() {
        VERTX.close();
        SERVER.stop();
    }

    @AfterEach
    void end() {
        List.copyOf(replicas).forEach(this::kill);
    }

    @Test
    void oneTwoThreeAndFourReplicasHaveEqualShares() {
        for (List<Integer> shares :
                List.of(List.of(64), List.of(32, 32), List.of(21, 21, 22), List.of(16, 16, 16, 16))) {
            begin();
            Replica.settle(replicas);
            assertThat(sizes()).isEqualTo(shares);
            assertThat(all()).isEqualTo(everyShard());
        }
    }

    @Test
    void nothingMovesWhileNobodyComesOrGoes() {
        begin();
        begin();
        begin();
        Replica.settle(replicas);
        List<Map<Integer, Long>> before = holdings();

        IntStream.range(0, 5).forEach(_ -> replicas.forEach(Replica::look));

        assertThat(holdings()).isEqualTo(before);
    }

    @Test
    void theRestTakeTheShardsOfOneThatWasKilledWithTheirNextLook() {
        Replica first = begin();
        Replica second = begin();
        Replica third = begin();
        Replica.settle(replicas);

        kill(second);
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(livingInTheDatabase()).isEqualTo(2));
        first.look();
        third.look();

        assertThat(sizes()).containsExactly(32, 32);
        assertThat(all()).isEqualTo(everyShard());
    }

    @Test
    void oneThatEndsTellsTheOthersAndItsShardsAreFree() {
        Replica first = begin();
        Replica second = begin();
        Replica.settle(replicas);
        int told = first.toldOfShards.get();

        second.ownership.release();

        await().atMost(Duration.ofSeconds(2)).until(() -> first.toldOfShards.get() > told);
        first.look();
        assertThat(first.shards()).hasSize(64);
        assertThat(second.ownership.living()).isZero();
    }

    @Test
    void oneThatStandsStillLosesItsSharesAndTakesThemAgainWhenItGoesOn() {
        Replica first = begin();
        Replica frozen = begin();
        Replica.settle(replicas);
        Map<Integer, Long> before = frozen.ownership.held();
        long begun = System.nanoTime();

        await().atMost(ShardLocks.SILENCE.plusSeconds(5))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    first.look();
                    return first.shards().size() == 64;
                });

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(ShardLocks.SILENCE.minusSeconds(2));
        Replica.settle(replicas);
        assertThat(sizes()).containsExactly(32, 32);
        frozen.ownership.held().forEach((shard, epoch) -> assertThat(epoch).isNotEqualTo(before.get(shard)));
    }

    @Test
    void shardsAreDrainedWhenNothingIsBegunOfThemAnyMoreAndBeforeAnotherMayTakeThem() {
        Replica first = begin();
        first.look();
        Replica second = begin();
        List<Set<Integer>> drained = new ArrayList<>();
        first.ownership.onHandOver(shards -> {
            drained.add(shards);
            assertThat(first.shards()).doesNotContainAnyElementsOf(shards).hasSize(32);
            second.look();
            assertThat(second.shards()).isEmpty();
        });
        second.look();
        first.look();
        second.look();

        assertThat(drained)
                .singleElement()
                .satisfies(shards -> assertThat(shards).hasSize(32).isEqualTo(second.shards()));
    }

    @Test
    void aReplicaThatComesIsALivingOneAtOnceAndTheOthersAreToldOfIt() {
        Replica first = begin();
        first.look();
        int told = first.toldOfShards.get();
        Replica second = begin();

        second.look();

        assertThat(second.ownership.living()).isEqualTo(2);
        await().atMost(Duration.ofSeconds(2)).until(() -> first.toldOfShards.get() > told);
    }

    @Test
    void doubtOfOneShardLeavesTheOthers() {
        Replica replica = begin();
        replica.look();
        Map<Integer, Long> before = new TreeMap<>(replica.ownership.held());
        replica.database.perform(transaction -> new Shards().take(transaction, 7, "another"));
        List<Map<Integer, Long>> seen = new ArrayList<>();
        replica.ownership.onChange(seen::add);

        replica.ownership.doubt(stale(replica, 7, before.get(7)));
        replica.look();

        Map<Integer, Long> without = new LinkedHashMap<>(before);
        without.remove(7);
        assertThat(seen.get(1)).isEqualTo(without);
        assertThat(replica.ownership.held().get(7)).isEqualTo(before.get(7) + 2);
        assertThat(new TreeMap<>(replica.ownership.held()).headMap(7)).isEqualTo(new TreeMap<>(before).headMap(7));
        assertThat(replica.shards()).hasSize(64);
    }

    @Test
    void aLateWriteOfAnEarlierEpochCastsNoDoubt() {
        Replica replica = begin();
        replica.look();
        long first = replica.ownership.held().get(7);
        replica.ownership.release();
        replica.look();
        Map<Integer, Long> now = replica.ownership.held();

        replica.ownership.doubt(stale(replica, 7, first));
        replica.look();

        assertThat(replica.ownership.held()).isEqualTo(now);
    }

    private static StaleEpoch stale(Replica replica, int shard, long epoch) {
        try {
            replica.database.perform(transaction -> new Shards().fence(transaction, shard, epoch));
        } catch (StaleEpoch found) {
            return found;
        }
        throw new AssertionError("shard " + shard + " is still held in epoch " + epoch);
    }

    private int livingInTheDatabase() {
        return replicas.getFirst().locks.stand().living();
    }

    private Replica begin() {
        Replica replica = new Replica(VERTX, place, "replica-" + replicas.size());
        replicas.add(replica);
        return replica;
    }

    private void kill(Replica replica) {
        replica.close();
        replicas.remove(replica);
    }

    private List<Map<Integer, Long>> holdings() {
        return replicas.stream().map(each -> each.ownership.held()).toList();
    }

    private List<Integer> sizes() {
        return replicas.stream().map(each -> each.shards().size()).sorted().toList();
    }

    private List<Integer> all() {
        return replicas.stream()
                .flatMap(each -> each.shards().stream())
                .sorted()
                .toList();
    }

    private static List<Integer> everyShard() {
        return IntStream.range(0, MemberIdentity.SHARDS).boxed().toList();
    }
}
