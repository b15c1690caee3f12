package weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import weft.interop.Ledger.Balance;
import weft.interop.peers.FreePorts;
import weft.interop.peers.PeerConfig;
import weft.interop.peers.ReferencePeer;

/**
 * Three message services that share the shards, of which each is killed, stopped, frozen and, one after the other, rolled, while a stock
 * peer and members write to each other. An outside ledger says what was lost or doubled; others ask the API through the gateway all the
 * time, and for how long none of them was answered is a figure of the report, which nothing holds to a bound yet. Only with {@code -Dtest.long=true}.
 */
@EnabledIfSystemProperty(named = "test.long", matches = "true")
class MessageReplicasTest {

    private static final long SEED = Long.getLong("test.seed", System.nanoTime() & 0xFFFF_FFFFL);
    private static final int REPLICAS = 3;
    private static final int SHARDS = 64;
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final Duration SETTLED = Duration.ofMinutes(4);

    /** How often somebody new asks. */
    private static final Duration ASKED = Duration.ofMillis(50);

    @TempDir
    Path directory;

    private final AtomicLong lastAnswer = new AtomicLong();
    private final AtomicLong longestGap = new AtomicLong();
    private final AtomicLong worst = new AtomicLong();
    private final List<String> facts = new ArrayList<>();
    private volatile boolean going = true;
    private List<Service> replicas;

    @Test
    void eachIsKilledStoppedFrozenAndRolledAndNothingIsLostOrDoubled() throws InterruptedException {
        int meshPort = FreePorts.next();
        try (FourServices weft = FourServices.start(
                        directory.resolve("services"), meshPort, FreePorts.next(), Map.of("message", REPLICAS));
                ReferencePeer peer = ReferencePeer.start(
                        PeerConfig.in(directory.resolve("peer")).named("Peer").dialling(meshPort))) {
            replicas = weft.replicas("message");
            weft.address("message").follows(replicas);
            awaitShared();
            Member operator = weft.operator().withIdentity("Operator");
            Member neighbour = weft.invitedBy(operator, "neighbour").withIdentity("Neighbour");
            peer.announce();
            operator.awaitAnnounce(peer.address(), SOON);
            operator.announce();
            peer.awaitAnnounce(operator.address(), SOON);
            TwoWayTraffic traffic = new TwoWayTraffic(peer, operator, neighbour, SEED).start();
            Thread asking = Thread.ofVirtual().start(() -> ask(operator.api()));

            for (Service each : replicas) {
                during("killed", () -> {
                    each.kill();
                    awaitSharedByTheOthers(each);
                    each.launch().awaitReady();
                });
                during("stopped", () -> {
                    each.terminate();
                    each.awaitEnd(SOON);
                    awaitSharedByTheOthers(each);
                    each.launch().awaitReady();
                });
                during("frozen", () -> {
                    each.pause(true);
                    try {
                        awaitSharedByTheOthers(each);
                    } finally {
                        each.pause(false);
                    }
                });
                System.out.println(traffic.progress());
            }
            during("rolled, all of them", () -> {
                for (Service each : replicas) {
                    each.terminate();
                    each.awaitEnd(SOON);
                    each.launch().awaitReady();
                }
            });
            going = false;
            asking.join();

            traffic.settle(SETTLED);
            List<Balance> balances = traffic.balances(SOON);
            List<String> twice = traffic.writtenTwice();
            facts.addFirst("three message services, seed " + SEED);
            facts.add("longest time without an answer of the API: " + worst.get() / 1_000_000 + " ms");
            CrashReport.add("Message services that share the shards", facts, balances);
            assertThat(balances).allMatch(Balance::isClean);
            assertThat(balances).allMatch(balance -> balance.promised() > 0);
            assertThat(twice).isEmpty();
        }
    }

    private interface Fault {
        void happen();
    }

    private void during(String what, Fault fault) {
        longestGap.set(0);
        long begun = System.nanoTime();
        fault.happen();
        awaitShared();
        facts.add("%s: shared again after %.1f s, the API's longest gap %d ms"
                .formatted(what, (System.nanoTime() - begun) / 1e9, longestGap.get() / 1_000_000));
        System.out.println(facts.getLast());
        worst.accumulateAndGet(longestGap.get(), Math::max);
    }

    private void awaitShared() {
        Api.await(
                "all of them to have their share",
                SOON,
                () -> replicas.stream().allMatch(each -> owned(each) >= SHARDS / REPLICAS)
                        && replicas.stream()
                                        .mapToInt(MessageReplicasTest::owned)
                                        .sum()
                                == SHARDS);
    }

    private void awaitSharedByTheOthers(Service without) {
        Api.await("the others to have its shards", SOON, () -> replicas.stream()
                .filter(each -> each != without)
                .allMatch(each -> owned(each) == SHARDS / (REPLICAS - 1)));
    }

    private static int owned(Service replica) {
        try {
            return (int) replica.metric("weft_shards_owned");
        } catch (UncheckedIOException | IllegalStateException away) {
            return 0;
        }
    }

    /** Somebody asks each {@link #ASKED}, whether or not those before have their answer. */
    private void ask(Api api) {
        lastAnswer.set(System.nanoTime());
        while (going) {
            Thread.ofVirtual().start(() -> {
                try {
                    if (api.get("/api/v1/identities").status() == 200) {
                        long now = System.nanoTime();
                        long gap = now - lastAnswer.getAndSet(now);
                        longestGap.accumulateAndGet(gap, Math::max);
                    }
                } catch (UncheckedIOException cut) {
                    // The next one is answered.
                }
            });
            try {
                Thread.sleep(ASKED);
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
