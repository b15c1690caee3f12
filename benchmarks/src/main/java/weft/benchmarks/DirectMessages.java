package weft.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import weft.interop.Api;
import weft.interop.Member;
import weft.interop.WeftNode;
import weft.interop.peers.FreePorts;
import weft.interop.peers.PeerConfig;
import weft.interop.peers.ReferencePeer;

/**
 * Direct messages per second from one node to another, from the first that is written to the last whose proof is back: Weft to
 * Weft, where each is on disk at both ends before it is proven, and reference to reference.
 */
final class DirectMessages {

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration IDLE = Duration.ofSeconds(90);
    private static final int SIZE = 200;

    /** Members on each node: the gateway lets each do fifty calls a second. */
    private static final int PAIRS = 20;

    private static final int PAGE = 200;

    private final Path directory;
    private final int warmUp;
    private final int count;
    private final int referenceCount;
    private final List<Double> megabytes = new ArrayList<>();
    private final List<Double> accepted = new ArrayList<>();
    private List<String> shares = List.of();

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
        List<Double> weft = new ArrayList<>();
        List<Double> reference = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            weft.add(weftToWeft(round));
            reference.add(referenceToReference(round));
        }
        return List.of(rate(weft, reference), memory());
    }

    private Figure memory() {
        return new Figure(
                "Resident memory after " + (warmUp + count) + " messages",
                "MB",
                Figure.Target.atMost(350),
                megabytes,
                List.of(),
                List.of("The Java process of the node that took them, with a heap of 256 MB, " + IDLE.toSeconds()
                        + " s after the last."));
    }

    private Figure rate(List<Double> weft, List<Double> reference) {
        return new Figure(
                "Direct messages, Weft to Weft against reference to reference",
                "per second",
                Figure.Target.timesTheReference(20),
                weft,
                reference,
                List.of(
                        "Messages of " + SIZE + " bytes, " + count + " after " + warmUp + " to warm up, between "
                                + PAIRS
                                + " members of one node and as many of the other, written over the API; "
                                + referenceCount
                                + " between two reference peers, handed over at once.",
                        "The API accepted "
                                + String.join(
                                        " · ",
                                        accepted.stream().map(Figure::number).toList())
                                + " per second.",
                        "Processor time in the last round: " + String.join(", ", shares) + ".",
                        "Both nodes, both databases and the writers share the machine's cores."));
    }

    /** Two members, one of each node, and what the one has written so far. */
    private static final class Pair {
        private final Member from;
        private final Member to;
        private int written;

        private Pair(Member from, Member to) {
            this.from = from;
            this.to = to;
        }

        void write(int number) {
            for (int i = 0; i < number; i++) {
                Api.Answer answer;
                do {
                    answer = from.send(Map.of("to", to.address(), "content", "x".repeat(SIZE), "method", "direct"));
                } while (answer.status() == 429 && pause());
                answer.expect(202);
            }
            written += number;
        }
    }

    private double weftToWeft(int round) {
        int port = FreePorts.next();
        try (WeftNode receiving = WeftNode.in(directory.resolve("receiving-" + round))
                        .listening(port)
                        .start();
                WeftNode sending = WeftNode.in(directory.resolve("sending-" + round))
                        .dialling(port)
                        .start()) {
            List<Pair> pairs = new ArrayList<>();
            for (int i = 0; i < PAIRS; i++) {
                pairs.add(new Pair(
                        sending.member("sender" + i).withIdentity("Sender " + i),
                        receiving.member("receiver" + i).withIdentity("Receiver " + i)));
            }
            pairs.forEach(pair -> pair.from.awaitAnnounce(pair.to.address(), PATIENCE));
            write(pairs, warmUp / PAIRS);
            awaitAll(pairs);

            ProcessorTime time = ProcessorTime.of(Map.of("the sending node", sending, "the receiving node", receiving));
            Instant begun = Instant.now();
            write(pairs, count / PAIRS);
            accepted.add(count / seconds(begun, Instant.now()));
            Instant last = awaitAll(pairs);
            shares = time.shares();
            idle();
            megabytes.add(ResidentMemory.of(receiving.pid()));
            return count / seconds(begun, last);
        }
    }

    private static void write(List<Pair> pairs, int number) {
        pairs.stream()
                .map(pair -> CompletableFuture.runAsync(
                        () -> pair.write(number), task -> Thread.ofVirtual().start(task)))
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
