package weft.interop;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.core.ConditionTimeoutException;
import weft.interop.Ledger.Balance;
import weft.interop.peers.ReferencePeer;

/**
 * A stock peer and a member write to each other, and the member to another of the same node, while the node dies and comes
 * back. Keeps the ledgers: what the peer was told is delivered, and what the API answered with 202.
 *
 * <p>An API client that gets no answer repeats its request with the same idempotency key until it gets one, and now and then
 * repeats one that was answered: the answer has to be the same.
 */
final class TwoWayTraffic {

    private static final int OPEN_AT_PEER = 12;
    private static final String[] METHODS = {"direct", "opportunistic"};

    private final ReferencePeer peer;
    private final Member member;
    private final Member neighbour;
    private final long seed;
    private final Ledger toNode = new Ledger("peer to node");
    private final Ledger toPeer = new Ledger("node to peer");
    private final Ledger inside = new Ledger("inside the node");
    private final Map<Long, String> refs = new ConcurrentHashMap<>();
    private final Map<String, String> ids = new ConcurrentHashMap<>();
    private final List<CompletableFuture<Void>> writers = new ArrayList<>();
    private volatile boolean going = true;

    /** @param seed of sizes, methods and pauses */
    TwoWayTraffic(ReferencePeer peer, Member member, Member neighbour, long seed) {
        this.peer = peer;
        this.member = member;
        this.neighbour = neighbour;
        this.seed = seed;
    }

    TwoWayTraffic start() {
        writers.add(run(new Random(seed + 1), this::writeAsPeer));
        writers.add(run(new Random(seed + 2), random -> writeAsMember(random, "to the peer", peer.address(), toPeer)));
        writers.add(run(new Random(seed + 3), random -> writeAsMember(random, "inside", neighbour.address(), inside)));
        return this;
    }

    private interface Writer {
        void write(Random random) throws InterruptedException;
    }

    private static CompletableFuture<Void> run(Random random, Writer writer) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                writer.write(random);
                end.complete(null);
            } catch (InterruptedException | RuntimeException | Error e) {
                end.completeExceptionally(e);
            }
        });
        return end;
    }

    private void writeAsPeer(Random random) throws InterruptedException {
        for (int i = 0; going; i++) {
            if (refs.size() - peer.ended().size() < OPEN_AT_PEER) {
                String method = METHODS[random.nextInt(METHODS.length)];
                String content = content("to the node " + method, i, random);
                toNode.sent(content);
                refs.put(peer.send(member.address(), content, method), content);
            }
            Thread.sleep(random.nextInt(100, 300));
        }
    }

    private void writeAsMember(Random random, String what, String to, Ledger ledger) throws InterruptedException {
        for (int i = 0; going; i++) {
            String method = METHODS[random.nextInt(METHODS.length)];
            String content = content(what, i, random);
            Map<String, Object> message = Map.of("to", to, "content", content, "method", method);
            String key = what.replace(' ', '-') + "-" + i;
            ledger.sent(content);
            String id = post(message, key);
            ids.put(key, id);
            ledger.promised(content);
            if (random.nextInt(4) == 0) {
                String again = post(message, key);
                if (!again.equals(id)) {
                    throw new AssertionError("the key " + key + " was answered with " + id + " and then with " + again);
                }
            }
            Thread.sleep(random.nextInt(200, 600));
        }
    }

    /** Mostly short, sometimes a link packet's worth, sometimes a resource's. */
    private static String content(String what, int number, Random random) {
        int length =
                switch (random.nextInt(10)) {
                    case 0 -> random.nextInt(2_000, 20_000);
                    case 1, 2 -> random.nextInt(200, 300);
                    default -> 0;
                };
        return what + " " + number + " " + "x".repeat(length);
    }

    /** The id of the accepted message; asked for until there is an answer. */
    private String post(Map<String, Object> message, String key) throws InterruptedException {
        while (true) {
            try {
                Api.Answer answer = member.send(message, key);
                if (answer.status() < 500) {
                    return answer.expect(202).get("id").asText();
                }
            } catch (UncheckedIOException unknown) {
                // Accepted or not: the repetition tells.
            }
            Thread.sleep(200);
        }
    }

    /** Writes nothing more and waits until what was written has ended. The node runs. */
    void settle(Duration limit) {
        going = false;
        writers.forEach(CompletableFuture::join);
        Api.await(
                "the peer's messages to end", limit, () -> peer.ended().keySet().containsAll(refs.keySet()));
        peer.announce();
        try {
            Api.await("the member's messages to be delivered", limit, () -> undelivered()
                    .isEmpty());
        } catch (ConditionTimeoutException late) {
            throw new AssertionError("not delivered: " + undelivered(), late);
        }
    }

    private List<JsonNode> undelivered() {
        return member.written().stream()
                .filter(message -> !message.get("state").asText().equals("delivered"))
                .toList();
    }

    /** How far it is. */
    String progress() {
        Map<Long, String> ended = peer.ended();
        long delivered = ended.values().stream().filter("delivered"::equals).count();
        return "peer sent %d, of which %d delivered and %d failed; member was answered %d times; peer received %d"
                .formatted(
                        refs.size(),
                        delivered,
                        ended.size() - delivered,
                        ids.size(),
                        peer.received().size());
    }

    /** Compares the ledgers with the mailboxes, again and again until nothing is missing or the time is over. */
    List<Balance> balances(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            List<Balance> balances = balances();
            if (balances.stream().allMatch(balance -> balance.lost().isEmpty()) || System.nanoTime() > end) {
                return balances;
            }
            Thread.sleep(200);
        }
    }

    private List<Balance> balances() {
        peer.ended().forEach((ref, state) -> {
            if (state.equals("delivered")) {
                toNode.promised(refs.get(ref));
            }
        });
        Map<String, Integer> atPeer = new HashMap<>();
        peer.received().forEach(message -> atPeer.merge(ReferencePeer.content(message), 1, Integer::sum));
        return List.of(
                toNode.compare(member.receivedContents()),
                toPeer.compare(atPeer),
                inside.compare(neighbour.receivedContents()));
    }

    /** Messages that stand twice among those that the member wrote: a repeated request had two effects. */
    List<String> writtenTwice() {
        Map<String, Integer> times = new HashMap<>();
        for (JsonNode message : member.written()) {
            times.merge(message.get("content").asText(), 1, Integer::sum);
        }
        return times.entrySet().stream()
                .filter(entry -> entry.getValue() > 1)
                .map(entry -> Ledger.brief(entry.getKey()))
                .toList();
    }
}
