package weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import weft.interop.Ledger.Balance;
import weft.interop.peers.FreePorts;
import weft.interop.peers.PeerConfig;
import weft.interop.peers.ReferencePeer;

/**
 * Two of each service, a broker, a database and two stock peers, everybody writing to everybody, while one part after the other is killed,
 * stands still, comes back from the dead, or is restarted. An outside ledger says what was lost or doubled; whoever signs out meanwhile has
 * no stream for longer than a minute. Only with {@code -Dtest.long=true}; {@code -Dtest.chaos.minutes} says how long, {@code -Dtest.seed}
 * in which order.
 */
@EnabledIfSystemProperty(named = "test.long", matches = "true")
class ChaosTest {

    private static final long SEED = Long.getLong("test.seed", System.nanoTime() & 0xFFFF_FFFFL);
    private static final Duration GOES_ON = Duration.ofMinutes(Long.getLong("test.chaos.minutes", 20));
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final Duration SETTLED = Duration.ofMinutes(6);

    /** How long a stream may be open whose session has ended. */
    private static final Duration OUTLIVES = Duration.ofSeconds(60);

    /** Of a service that is asked to end. */
    private static final Duration ENDS = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    private final Random random = new Random(SEED);
    private final Map<String, Integer> times = new LinkedHashMap<>();
    private final Map<String, Duration> longest = new LinkedHashMap<>();
    private FourServices weft;

    private interface Fault {
        void happen() throws InterruptedException;
    }

    @Test
    void nothingIsLostOrDoubledAndNoStreamOutlivesItsSession() throws InterruptedException {
        int meshPort = FreePorts.next();
        int secondMeshPort = FreePorts.next();
        try (FourServices services = FourServices.start(
                        directory.resolve("services"), meshPort, secondMeshPort, Set.of("auth", "message", "gateway"));
                ReferencePeer near = ReferencePeer.start(
                        PeerConfig.in(directory.resolve("near")).named("Near").dialling(meshPort));
                ReferencePeer far = ReferencePeer.start(
                        PeerConfig.in(directory.resolve("far")).named("Far").dialling(secondMeshPort))) {
            weft = services;
            for (String name : List.of("auth", "message", "gateway")) {
                weft.address(name).follows(weft.replicas(name));
            }
            Member operator = weft.operator().withIdentity("Operator");
            Member neighbour = weft.invitedBy(operator, "neighbour").withIdentity("Neighbour");
            Member friend = weft.invitedBy(operator, "friend").withIdentity("Friend");
            Member colleague = weft.invitedBy(operator, "colleague").withIdentity("Colleague");
            weft.invitedBy(operator, "leaver");
            meet(near, operator);
            meet(far, friend);
            List<TwoWayTraffic> traffic = List.of(
                    new TwoWayTraffic(near, operator, neighbour, SEED).start(),
                    new TwoWayTraffic(far, friend, colleague, SEED + 100).start());

            letIn(neighbour, operator);
            letIn(colleague, friend);
            long end = System.nanoTime() + GOES_ON.toNanos();
            do {
                List<Map.Entry<String, Fault>> round = new ArrayList<>(faults().entrySet());
                Collections.shuffle(round, random);
                for (Map.Entry<String, Fault> fault : round) {
                    long begun = System.nanoTime();
                    fault.getValue().happen();
                    awaitWell();
                    times.merge(fault.getKey(), 1, Integer::sum);
                    System.out.printf(
                            "%s, well again after %d s; near: %s; far: %s%n",
                            fault.getKey(),
                            Duration.ofNanos(System.nanoTime() - begun).toSeconds(),
                            traffic.getFirst().progress(),
                            traffic.getLast().progress());
                    Thread.sleep(random.nextLong(2_000, 6_000));
                }
            } while (System.nanoTime() < end);

            List<Balance> balances = new ArrayList<>();
            List<String> twice = new ArrayList<>();
            for (TwoWayTraffic each : traffic) {
                each.settle(SETTLED);
                balances.addAll(each.balances(SOON));
                twice.addAll(each.writtenTwice());
            }
            CrashReport.add("Chaos in a cluster of two of each", facts(), balances);
            assertThat(balances).allMatch(Balance::isClean);
            assertThat(balances).allMatch(balance -> balance.promised() > 0);
            assertThat(twice).isEmpty();
        }
    }

    private Map<String, Fault> faults() {
        Map<String, Fault> faults = new LinkedHashMap<>();
        for (String name : List.of("auth", "message", "transport", "gateway")) {
            faults.put("kill -9 of " + name, () -> killed(one(name)));
            faults.put(name + " standing still", () -> still(one(name)));
        }
        faults.put("kill -9 of whoever owns half of the shards", () -> takenOver(owner(), true));
        faults.put("whoever owns half of the shards standing still", () -> takenOver(owner(), false));
        faults.put("the broker standing still", () -> {
            weft.broker().pause(true);
            pause(10, 40);
            weft.broker().pause(false);
        });
        faults.put("a restart of the broker", () -> weft.broker().restart());
        faults.put("a restart of the database", () -> weft.restartDatabase());
        faults.put("a sign-out without a broker", this::signedOutWithoutABroker);
        faults.put("a rolling restart", this::rolled);
        return faults;
    }

    private Service one(String name) {
        List<Service> replicas = weft.replicas(name);
        return replicas.get(random.nextInt(replicas.size()));
    }

    private Service owner() {
        return one("message");
    }

    private void killed(Service service) throws InterruptedException {
        service.kill();
        pause(0, 10);
        service.launch();
    }

    private void still(Service service) throws InterruptedException {
        service.pause(true);
        try {
            pause(10, 50);
        } finally {
            service.pause(false);
        }
    }

    /** The other owns them before the first comes back, which then writes nothing any more as their owner. */
    private void takenOver(Service first, boolean killed) {
        Service other = weft.replicas("message").stream()
                .filter(service -> service != first)
                .findFirst()
                .orElseThrow();
        long begun = System.nanoTime();
        if (killed) {
            first.kill();
        } else {
            first.pause(true);
        }
        try {
            Api.await("the other to take the shards over", SOON, () -> other.metric("weft_shards_owned") == 64);
            note(
                    killed ? "shards taken over from a killed one" : "shards taken over from one that stands still",
                    begun);
        } finally {
            if (killed) {
                first.launch();
            } else {
                first.pause(false);
            }
        }
    }

    private void signedOutWithoutABroker() throws InterruptedException {
        Api[] leaver = new Api[1];
        Api.await("a sign-in", SOON, () -> {
            leaver[0] = weft.stranger();
            return tried(() -> Member.signIn(leaver[0], "leaver"));
        });
        try (EventStream stream = leaver[0].stream("/api/v1/events")) {
            weft.broker().pause(true);
            try {
                Api.await(
                        "the sign-out",
                        SOON,
                        () -> leaver[0].delete("/api/v1/session").status() == 204);
                long begun = System.nanoTime();
                pause(5, 30);
                weft.broker().pause(false);
                Api.await("the stream of a session that has ended to end", OUTLIVES, stream::hasEnded);
                note("a stream after its session's end", begun);
            } finally {
                weft.broker().pause(false);
            }
        }
    }

    private void rolled() {
        for (Service service : weft.all()) {
            service.terminate();
            long begun = System.nanoTime();
            service.awaitEnd(SOON);
            note("the end of " + service.name() + "-service", begun);
            service.launch().awaitReady();
            awaitWell();
        }
    }

    private void awaitWell() {
        weft.all().forEach(Service::awaitReady);
        Api.await("both to own half of the shards", SOON, () -> weft.replicas("message").stream()
                .allMatch(each -> each.metric("weft_shards_owned") == 32));
    }

    private void note(String what, long begun) {
        longest.merge(
                what,
                Duration.ofNanos(System.nanoTime() - begun),
                (before, now) -> before.compareTo(now) > 0 ? before : now);
    }

    private List<String> facts() {
        assertThat(longest.get("a stream after its session's end")).isLessThan(OUTLIVES);
        assertThat(longest.entrySet().stream().filter(entry -> entry.getKey().startsWith("the end of ")))
                .allMatch(entry -> entry.getValue().compareTo(ENDS) < 0);
        List<String> facts = new ArrayList<>();
        facts.add("two of each service for " + GOES_ON.toMinutes() + " minutes, seed " + SEED);
        times.forEach((fault, often) -> facts.add(often + " × " + fault));
        longest.forEach((what, took) -> facts.add(what + ": at most " + took.toMillis() + " ms"));
        return facts;
    }

    private static void meet(ReferencePeer peer, Member member) {
        peer.announce();
        member.awaitAnnounce(peer.address(), SOON);
        member.announce();
        peer.awaitAnnounce(member.address(), SOON);
    }

    /** What strangers may take of a mailbox is little. */
    private static void letIn(Member recipient, Member sender) {
        Api.await("a first message", SOON, () -> !recipient.received().isEmpty());
        recipient
                .api()
                .patch(
                        "/api/v1/identities/" + recipient.identity() + "/conversations/" + sender.address(),
                        Map.of("request", false))
                .expect(200);
    }

    private static boolean tried(Runnable call) {
        try {
            call.run();
            return true;
        } catch (UncheckedIOException | AssertionError notYet) {
            return false;
        }
    }

    private void pause(int from, int to) throws InterruptedException {
        Thread.sleep(Duration.ofSeconds(random.nextInt(from, to + 1)));
    }
}
