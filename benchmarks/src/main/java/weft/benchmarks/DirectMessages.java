package weft.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import weft.interop.Api;
import weft.interop.Member;
import weft.interop.WeftNode;
import weft.interop.peers.FreePorts;
import weft.interop.peers.PeerConfig;
import weft.interop.peers.ReferencePeer;

/**
 * Messages per second, from the first that is written to the last whose proof is back: from one Weft to another, where each is on disk
 * at both ends before it is proven, and between two reference peers; and between members of one Weft.
 */
final class DirectMessages {

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration IDLE = Duration.ofSeconds(90);
    private static final int SIZE = 200;

    /** Members on each node. */
    private static final int PAIRS = 20;

    /** Members of one node who write to each other. */
    private static final int INSIDE = 8;

    /** How often a member has signed in: the gateway lets each client do fifty calls a second, and an address have a hundred connections. */
    private static final int CLIENTS = 2;

    private static final int CLIENTS_OF_ONE = 16;

    private static final int PAGE = 200;

    private final Path directory;
    private final int warmUp;
    private final int count;
    private final int referenceCount;
    private final List<Double> megabytes = new ArrayList<>();
    private final Traffic many = new Traffic();
    private final Traffic one = new Traffic();
    private final Traffic inside = new Traffic();

    /**
     * @param warmUp messages before those that are measured: until then the nodes mostly compile themselves
     * @param count messages from Weft to Weft that are measured
     * @param referenceCount messages between two reference peers
     */
    DirectMessages(Path directory, int warmUp, int count, int referenceCount) {
        this.directory = directory;
        this.warmUp = warmUp;
        this.count = count;
        this.referenceCount = referenceCount;
    }

    List<Figure> measure(int rounds) {
        List<Double> reference = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            weft(round);
            reference.add(referenceToReference(round));
        }
        String messages = "Messages of " + SIZE + " bytes, " + count + " in a round, written over the API by ";
        return List.of(
                many.figure(
                        "Direct messages, Weft to Weft against reference to reference",
                        Figure.Target.timesTheReference(50),
                        reference,
                        List.of(
                                messages + PAIRS + " members of one node, each signed in " + CLIENTS
                                        + " times, to as many of the other, after " + warmUp + " to warm up; "
                                        + referenceCount + " between two reference peers, handed over at once.",
                                "Both nodes, both databases and the writers share the machine's cores.")),
                one.figure(
                        "Direct messages of one account, Weft to Weft against reference to reference",
                        Figure.Target.timesTheReference(10),
                        reference,
                        List.of(messages + "one member to one other, signed in " + CLIENTS_OF_ONE
                                + " times, after the ones above.")),
                inside.figure(
                        "Messages inside a node",
                        Figure.Target.atLeast(1_000),
                        List.of(),
                        List.of(messages + INSIDE + " members, each signed in " + CLIENTS
                                + " times, to each other, after the ones above.")),
                memory());
    }

    private Figure memory() {
        return new Figure(
                "Resident memory after " + (warmUp + 2 * count) + " messages",
                "MB",
                Figure.Target.atMost(350),
                megabytes,
                List.of(),
                List.of("The Java process of the node that took them, with a heap of 256 MB, " + IDLE.toSeconds()
                        + " s after the last."));
    }

    /** What was measured of one kind of traffic, round by round. */
    private static final class Traffic {
        private final List<Double> rates = new ArrayList<>();
        private final List<Double> accepted = new ArrayList<>();
        private List<String> shares = List.of();
        private String work = "";

        Figure figure(String what, Figure.Target target, List<Double> reference, List<String> how) {
            List<String> remarks = new ArrayList<>(how);
            remarks.add("The API accepted "
                    + String.join(" · ", accepted.stream().map(Figure::number).toList()) + " per second. " + work);
            remarks.add("Processor time in the last round: " + String.join(", ", shares) + ".");
            return new Figure(what, "per second", target, rates, reference, remarks);
        }
    }

    /** Who writes to whom, with the calls of each of its clients, and what has been written so far. */
    private static final class Pair {
        private final Member from;
        private final String to;
        private final List<Api> clients;
        private int written;

        private Pair(Member from, String to, List<Api> clients) {
            this.from = from;
            this.to = to;
            this.clients = clients;
        }

        Stream<CompletableFuture<Void>> write(int number) {
            written += number;
            AtomicInteger left = new AtomicInteger(number);
            return clients.stream()
                    .map(client -> CompletableFuture.runAsync(
                            () -> {
                                while (left.getAndDecrement() > 0) {
                                    write(client);
                                }
                            },
                            task -> Thread.ofVirtual().start(task)));
        }

        private void write(Api client) {
            Api.Answer answer;
            do {
                answer = client.post(
                        "/api/v1/identities/" + from.identity() + "/messages",
                        Map.of("to", to, "content", "x".repeat(SIZE), "method", "direct"));
            } while (answer.status() == 429 && pause());
            answer.expect(202);
        }
    }

    private static Pair pair(WeftNode node, String name, Member from, String to, int clients) {
        List<Api> apis = new ArrayList<>(List.of(from.api()));
        while (apis.size() < clients) {
            Api api = new Api(node.port());
            Member.signIn(api, name);
            apis.add(api);
        }
        return new Pair(from, to, apis);
    }

    private void weft(int round) {
        int port = FreePorts.next();
        try (WeftNode receiving = WeftNode.in(directory.resolve("receiving-" + round))
                        .withManagement(FreePorts.next())
                        .listening(port)
                        .start();
                WeftNode sending = WeftNode.in(directory.resolve("sending-" + round))
                        .withManagement(FreePorts.next())
                        .dialling(port)
                        .start()) {
            Map<String, WeftNode> nodes = new LinkedHashMap<>();
            nodes.put("the sending node", sending);
            nodes.put("the receiving node", receiving);
            List<Pair> pairs = new ArrayList<>();
            for (int i = 0; i < PAIRS; i++) {
                Member to = receiving.member("receiver" + i).withIdentity("Receiver " + i);
                Member from = sending.member("sender" + i).withIdentity("Sender " + i);
                pairs.add(pair(sending, "sender" + i, from, to.address(), CLIENTS));
            }
            pairs.forEach(pair -> pair.from.awaitAnnounce(pair.to, PATIENCE));
            write(pairs, warmUp);
            awaitAll(pairs);
            measure(many, pairs, nodes);
            measure(one, List.of(single(sending, receiving)), nodes);
            measure(inside, inside(sending), Map.of("the node", sending));
            idle();
            megabytes.add(ResidentMemory.of(receiving.pid()));
        }
    }

    private static Pair single(WeftNode sending, WeftNode receiving) {
        Member to = receiving.member("single-receiver").withIdentity("Receiver");
        Member from = sending.member("single-sender").withIdentity("Sender");
        Pair single = pair(sending, "single-sender", from, to.address(), CLIENTS_OF_ONE);
        from.awaitAnnounce(to.address(), PATIENCE);
        return single;
    }

    private static List<Pair> inside(WeftNode node) {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < INSIDE; i++) {
            members.add(node.member("insider" + i).withIdentity("Insider " + i));
        }
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < INSIDE; i++) {
            String to = members.get((i + 1) % INSIDE).address();
            pairs.add(pair(node, "insider" + i, members.get(i), to, CLIENTS));
        }
        return pairs;
    }

    private void measure(Traffic traffic, List<Pair> pairs, Map<String, WeftNode> nodes) {
        DatabaseWork work = DatabaseWork.of(nodes);
        ProcessorTime time = ProcessorTime.of(nodes);
        Instant begun = Instant.now();
        write(pairs, count);
        traffic.accepted.add(count / seconds(begun, Instant.now()));
        Instant last = awaitAll(pairs);
        traffic.shares = time.shares();
        traffic.work = work.perMessage(count);
        traffic.rates.add(count / seconds(begun, last));
    }

    private static void write(List<Pair> pairs, int number) {
        pairs.stream()
                .flatMap(pair -> pair.write(number / pairs.size()))
                .toList()
                .forEach(CompletableFuture::join);
    }

    private static Instant awaitAll(List<Pair> pairs) {
        return pairs.stream()
                .map(pair -> awaitAll(pair.from, pair.written))
                .max(Instant::compareTo)
                .orElseThrow();
    }

    private static void idle() {
        if (!sleep(IDLE)) {
            throw new IllegalStateException("interrupted");
        }
    }

    private static boolean pause() {
        return sleep(Duration.ofMillis(50));
    }

    private static boolean sleep(Duration time) {
        try {
            Thread.sleep(time);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Waits page by page, so that what is done is not asked for again, and answers when the last proof came. */
    private static Instant awaitAll(Member member, int expected) {
        Instant last = Instant.EPOCH;
        String cursor = "";
        for (int seen = 0; seen < expected; ) {
            String path = "/api/v1/identities/" + member.identity() + "/messages?direction=out&limit=" + PAGE + cursor;
            int size = Math.min(PAGE, expected - seen);
            JsonNode[] page = new JsonNode[1];
            Api.await("messages " + seen + " to " + (seen + size) + " to be delivered", PATIENCE, () -> {
                page[0] = member.api().get(path).expect(200);
                return page[0].get("items").size() >= size && delivered(page[0].get("items"));
            });
            for (JsonNode message : page[0].get("items")) {
                Instant at = Instant.parse(message.get("deliveredAt").asText());
                last = at.isAfter(last) ? at : last;
                seen++;
            }
            cursor = "&cursor=" + page[0].get("next").asText();
        }
        return last;
    }

    private static boolean delivered(JsonNode messages) {
        for (JsonNode message : messages) {
            if (!message.get("state").asText().equals("delivered")) {
                return false;
            }
        }
        return true;
    }

    private double referenceToReference(int round) {
        int port = FreePorts.next();
        try (ReferencePeer to = ReferencePeer.start(PeerConfig.in(directory.resolve("peer-to-" + round))
                        .named("Receiver")
                        .listening(port));
                ReferencePeer from = ReferencePeer.start(PeerConfig.in(directory.resolve("peer-from-" + round))
                        .named("Sender")
                        .dialling(port))) {
            from.announce();
            to.announce();
            from.awaitAnnounce(to.address(), Duration.ofSeconds(60));
            from.awaitState(from.send(to.address(), "first", "direct"), Duration.ofSeconds(60));
            Duration taken = from.burst(to.address(), referenceCount, SIZE, "direct", PATIENCE);
            return referenceCount / (taken.toMillis() / 1000.0);
        }
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e9;
    }
}
