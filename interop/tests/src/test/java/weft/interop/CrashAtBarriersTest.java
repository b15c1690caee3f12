package weft.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import weft.interop.Ledger.Balance;
import weft.interop.Topology.Scene;
import weft.interop.peers.ReferencePeer;

/**
 * A node that dies at a chosen place, with a stock peer that goes on as stock peers do: what was acknowledged is there, once.
 * With {@code -Dtest.long=true} every kind of message meets every place first. All tests share one node, peer and member, and
 * each looks at the messages that carry its name.
 */
@Order(1)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashAtBarriersTest {

    private static final List<String> BARRIERS =
            List.of("after-receive", "after-journal", "after-commit", "before-proof", "after-proof");
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int CRASHED = 137;

    private Scene scene;
    private Member member;

    @BeforeAll
    void meet(@TempDir Path directory) {
        scene = Topology.PEER_DIALS.set(directory);
        member = scene.weft().operator().withIdentity("Member");
        scene.peer().announce();
        member.announce();
        scene.peer().awaitAnnounce(member.address(), SOON);
    }

    @AfterAll
    void end() {
        scene.close();
    }

    /** What a stock peer sends. */
    enum Kind {
        OPPORTUNISTIC("opportunistic", 20),
        LINK_PACKET("direct", 20),
        RESOURCE("direct", 30_000);

        private final String method;
        private final int length;

        Kind(String method, int length) {
            this.method = method;
            this.length = length;
        }

        String content(String test, int number) {
            return test + ": " + name() + " " + number + " " + "x".repeat(length);
        }
    }

    static Stream<Arguments> barriersAndKinds() {
        Kind[] kinds = Kind.values();
        boolean all = Boolean.getBoolean("test.long");
        return IntStream.range(0, BARRIERS.size()).boxed().flatMap(barrier -> IntStream.range(0, kinds.length)
                .filter(kind -> all || kind == barrier % kinds.length)
                .mapToObj(kind -> Arguments.of(BARRIERS.get(barrier), kinds[kind])));
    }

    @ParameterizedTest(name = "{0}, first a {1}")
    @MethodSource("barriersAndKinds")
    void aCrashOnReceivingLosesAndDoublesNothing(String barrier, Kind first) {
        restartArmed(barrier);
        Ledger ledger = new Ledger(barrier + ", first a " + first);
        Map<Long, String> refs = new HashMap<>();
        send(first, 0, ledger, refs);
        assertThat(scene.weft().awaitDeath(SOON)).isEqualTo(CRASHED);
        scene.peer().awaitOffline(SOON);
        for (Kind kind : Kind.values()) {
            send(kind, 1, ledger, refs);
        }
        scene.weft().start();

        settle(ledger, refs);
        check(ledger, member.receivedContents());
        assertThat(refs).isNotEmpty();
    }

    /** Sends again, as new messages, what the peer has given up; what was acknowledged has to arrive by itself. */
    private void settle(Ledger ledger, Map<Long, String> refs) {
        ReferencePeer peer = scene.peer();
        for (Map.Entry<Long, String> sent : Map.copyOf(refs).entrySet()) {
            String state = peer.awaitState(sent.getKey(), SOON);
            if (state.equals("delivered")) {
                ledger.promised(sent.getValue());
                member.awaitContent(sent.getValue(), SOON);
            } else {
                refs.remove(sent.getKey());
                String again = sent.getValue() + " again";
                ledger.sent(again);
                long ref = peer.send(member.address(), again, "direct");
                assertThat(peer.awaitState(ref, SOON)).isEqualTo("delivered");
                refs.put(ref, again);
                ledger.promised(again);
                member.awaitContent(again, SOON);
            }
        }
    }

    private void send(Kind kind, int number, Ledger ledger, Map<Long, String> refs) {
        String content = kind.content(ledger.way(), number);
        ledger.sent(content);
        refs.put(scene.peer().send(member.address(), content, kind.method), content);
    }

    @Test
    void whatTheApiAcceptedReachesThePeerOnceAfterAKill() {
        Ledger ledger = new Ledger("node to peer, killed after 202");
        List<String> ids = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            ids.add(accepted(kind, 0, ledger));
        }
        scene.weft().kill();
        scene.weft().start();
        ids.forEach(id -> member.awaitState(id, "delivered", SOON));
        check(ledger, atPeer());
    }

    /** The peer has the first ones, and their proofs may be on the way or not on disk. */
    @Test
    void whatThePeerHasAlreadyIsNotThereTwiceAfterAKill() {
        Ledger ledger = new Ledger("node to peer, killed on first arrival");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            for (Kind kind : Kind.values()) {
                ids.add(accepted(kind, i, ledger));
            }
        }
        scene.peer().awaitContent(Kind.LINK_PACKET.content(ledger.way(), 0), SOON);
        scene.weft().kill();
        scene.weft().start();
        ids.forEach(id -> member.awaitState(id, "delivered", SOON));
        check(ledger, atPeer());
    }

    private String accepted(Kind kind, int number, Ledger ledger) {
        String content = kind.content(ledger.way(), number);
        ledger.sent(content);
        String id = member.send(scene.peer().address(), content, kind.method);
        ledger.promised(content);
        return id;
    }

    @Test
    void aRequestRepeatedAfterACrashBetweenCommitAndAnswerHasOneEffect() {
        restartArmed("before-answer");
        Ledger ledger = new Ledger("node to peer, died before its 202");
        String content = Kind.OPPORTUNISTIC.content(ledger.way(), 0);
        Map<String, Object> message =
                Map.of("to", scene.peer().address(), "content", content, "method", "opportunistic");
        ledger.sent(content);
        assertThatThrownBy(() -> member.send(message, "the-key")).isInstanceOf(UncheckedIOException.class);
        assertThat(scene.weft().awaitDeath(SOON)).isEqualTo(CRASHED);
        scene.weft().start();
        List<JsonNode> committed = written(content);
        assertThat(committed).hasSize(1);

        String id = member.send(message, "the-key").expect(202).get("id").asText();
        ledger.promised(content);
        assertThat(id).isEqualTo(committed.getFirst().get("id").asText());
        member.awaitState(id, "delivered", SOON);
        assertThat(written(content)).hasSize(1);
        check(ledger, atPeer());
    }

    private List<JsonNode> written(String content) {
        return member.written().stream()
                .filter(message -> message.get("content").asText().equals(content))
                .toList();
    }

    private Map<String, Integer> atPeer() {
        Map<String, Integer> held = new HashMap<>();
        scene.peer().received().forEach(message -> held.merge(ReferencePeer.content(message), 1, Integer::sum));
        return held;
    }

    /** Compares with what is held of this ledger's messages. */
    private static void check(Ledger ledger, Map<String, Integer> held) {
        held.keySet().removeIf(content -> !content.startsWith(ledger.way()));
        Balance balance = ledger.compare(held);
        CrashReport.add("At barriers: " + ledger.way(), List.of(), List.of(balance));
        assertThat(balance).matches(Balance::isClean);
        assertThat(balance.promised()).isPositive();
    }

    private void restartArmed(String barrier) {
        scene.weft().stop();
        scene.weft().start("-Dweft.testing=true", "-Dweft.testing.crash-at=" + barrier);
    }
}
