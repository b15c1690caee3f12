package weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import weft.interop.Ledger.Balance;
import weft.interop.Topology.Scene;

/**
 * A node that is killed again and again while everybody writes: nothing that was acknowledged is lost, nothing is there twice.
 * With {@code -Dtest.long=true}: fifty kills, and the order reversed; {@code -Dtest.seed} repeats a run's choices. In the gate
 * {@link CrashAtBarriersTest} kills at every place where it matters.
 */
@EnabledIfSystemProperty(named = "test.long", matches = "true")
class RandomKillsTest {

    private static final int KILLS = 50;
    private static final long SEED = Long.getLong("test.seed", System.nanoTime() & 0xFFFF_FFFFL);
    private static final int MUTANT_CRASHES = 3;

    /** On a slow machine a stock peer holds a dead link for alive for minutes, because its waits grow with the round trip. */
    private static final Duration SOON = Duration.ofMinutes(4);

    private static final Duration SETTLED = Duration.ofMinutes(4);

    @TempDir
    Path directory;

    @Test
    void nodesKilledAtRandomLoseAndDoubleNothing() throws InterruptedException {
        try (Scene scene = Topology.PEER_DIALS.set(directory)) {
            Member member = scene.weft().operator().withIdentity("Member");
            Member neighbour = scene.weft().member("neighbour").withIdentity("Neighbour");
            meet(scene, member);
            TwoWayTraffic traffic = new TwoWayTraffic(scene.peer(), member, neighbour, SEED).start();
            Random random = new Random(SEED);
            for (int kill = 1; kill <= KILLS; kill++) {
                String when = killAtRandom(scene.weft(), random, kill);
                System.out.printf("kill %d of %d %s; %s%n", kill, KILLS, when, traffic.progress());
            }
            scene.weft().start();
            traffic.settle(SETTLED);

            List<Balance> balances = traffic.balances(SOON);
            int gaps = gapsInTheEventLog(member, neighbour);
            List<String> twice = traffic.writtenTwice();
            CrashReport.add(
                    "Killed at random: commit, then prove",
                    List.of(
                            KILLS + " kills, seed " + SEED,
                            "gaps in the member's event log: " + gaps,
                            "requests repeated with their idempotency key that had two effects: " + twice.size()),
                    balances);
            assertThat(balances).allMatch(Balance::isClean);
            assertThat(balances).allMatch(balance -> balance.promised() > 0);
            assertThat(twice).isEmpty();
            assertThat(gaps).isZero();
        }
    }

    /** The test of the test: with the order reversed the same ledger has to see losses. */
    @Test
    void withTheOrderReversedTheLedgerSeesLosses() throws InterruptedException {
        try (Scene scene = Topology.PEER_DIALS.set(directory)) {
            Member member = scene.weft().operator().withIdentity("Member");
            Member neighbour = scene.weft().member("neighbour").withIdentity("Neighbour");
            meet(scene, member);
            scene.weft().kill();
            TwoWayTraffic traffic = new TwoWayTraffic(scene.peer(), member, neighbour, SEED).start();
            for (int crash = 1; crash <= MUTANT_CRASHES; crash++) {
                scene.weft()
                        .start(
                                "-Dweft.testing=true",
                                "-javaagent:" + System.getProperty("weft.mutant.jar"),
                                "-Dweft.testing.crash-at=after-proof");
                assertThat(scene.weft().awaitDeath(SOON)).isEqualTo(137);
                System.out.printf("reversed, crash %d of %d; %s%n", crash, MUTANT_CRASHES, traffic.progress());
            }
            scene.weft().start();
            traffic.settle(SETTLED);

            List<Balance> balances = traffic.balances(Duration.ofSeconds(10));
            int lost = balances.getFirst().lost().size();
            CrashReport.add(
                    "Order reversed: prove, then commit",
                    List.of(MUTANT_CRASHES + " crashes after a proof, seed " + SEED, "order reversed: lost " + lost),
                    balances);
            assertThat(lost).isPositive();
        }
    }

    private static void meet(Scene scene, Member member) {
        scene.peer().announce();
        member.announce();
        scene.peer().awaitAnnounce(member.address(), SOON);
    }

    /** Three of four nodes die at work, the fourth while it starts. Tells when it was. */
    private static String killAtRandom(WeftNode weft, Random random, int kill) throws InterruptedException {
        if (!weft.alive()) {
            weft.launch();
        }
        boolean atWork = kill % 4 != 0;
        if (atWork) {
            weft.awaitReady();
        }
        int millis = random.nextInt(atWork ? 10_000 : 6_000);
        Thread.sleep(millis);
        weft.kill();
        return millis + " ms after it " + (atWork ? "was ready" : "was launched");
    }

    /** How many numbers are missing in the log, up to the event of a last message. */
    private static int gapsInTheEventLog(Member member, Member neighbour) {
        String last = member.send(Map.of("to", neighbour.address(), "content", "the last one", "method", "auto"))
                .expect(202)
                .get("id")
                .asText();
        List<Long> seen = new ArrayList<>();
        for (JsonNode event :
                member.api().events(event -> event.path("message").asText().equals(last))) {
            seen.add(event.get("sequence").asLong());
        }
        List<Long> missing = LongStream.rangeClosed(1, seen.getLast())
                .boxed()
                .filter(number -> !seen.contains(number))
                .toList();
        assertThat(seen).isSorted().doesNotHaveDuplicates();
        return missing.size();
    }
}
