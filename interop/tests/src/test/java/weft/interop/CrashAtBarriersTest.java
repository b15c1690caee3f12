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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import weft.interop.Ledger.Balance;
import weft.interop.Topology.Scene;
import weft.interop.peers.ReferencePeer;

/**
 * A node that dies at a chosen place, with a stock peer that goes on as stock peers do: what was acknowledged is there, once.
 * With {@code -Dweft.long=true} every kind of message meets every place first.
 */
class CrashAtBarriersTest {

    private static final List<String> BARRIERS =
            List.of("after-receive", "after-journal", "after-commit", "before-proof", "after-proof");
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int CRASHED = 137;

    @TempDir
    Path directory;

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

        String content(int number) {
            return name() + " " + number + " " + "x".repeat(length);
        }
    }

    static Stream<Arguments> barriersAndKinds() {
        Kind[] kinds = Kind.values();
        boolean all = Boolean.getBoolean("weft.long");
        return IntStream.range(0, BARRIERS.size()).boxed().flatMap(barrier -> IntStream.range(0, kinds.length)
                .filter(kind -> all || kind == barrier % kinds.length)
                .mapToObj(kind -> Arguments.of(BARRIERS.get(barrier), kinds[kind])));
    }

    @ParameterizedTest(name = "{0}, first a {1}")
    @MethodSource("barriersAndKinds")
    void aCrashOnReceivingLosesAndDoublesNothing(String barrier, Kind first) {
        try (Scene scene = Topology.PEER_DIALS.set(directory)) {
            Member member = ready(scene);
            restartArmed(scene.weft(), barrier);
            Ledger ledger = new Ledger(barrier + ", first a " + first);
            Map<Long, String> refs = new HashMap<>();
            send(scene.peer(), member, first, 0, ledger, refs);
            assertThat(scene.weft().awaitDeath(SOON)).isEqualTo(CRASHED);
            for (Kind kind : Kind.values()) {
                send(scene.peer(), member, kind, 1, ledger, refs);
            }
            scene.weft().start();

            settle(scene.peer(), member, ledger, refs);
            Balance balance = ledger.compare(member.receivedContents());
            CrashReport.add("At barriers: " + barrier + ", first a " + first, List.of(), List.of(balance));
            assertThat(balance).matches(Balance::isClean);
            assertThat(balance.promised()).isEqualTo(refs.size());
        }
    }

    /** Sends again, as new messages, what the peer has given up; what was acknowledged has to arrive by itself. */
    private static void settle(ReferencePeer peer, Member member, Ledger ledger, Map<Long, String> refs) {
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

    private static void send(
            ReferencePeer peer, Member member, Kind kind, int number, Ledger ledger, Map<Long, String> refs) {
        String content = kind.content(number);
        ledger.sent(content);
        refs.put(peer.send(member.address(), content, kind.method), content);
    }

    @Test
    void whatTheApiAcceptedReachesThePeerOnceAfterAKill() {
        try (Scene scene = Topology.PEER_DIALS.set(directory)) {
            Member member = ready(scene);
            Ledger ledger = new Ledger("node to peer, killed after 202");
            List<String> ids = new ArrayList<>();
            for (Kind kind : Kind.values()) {
                String content = kind.content(2);
                ledger.sent(content);
                ids.add(member.send(scene.peer().address(), content, kind.method));
                ledger.promised(content);
            }
            scene.weft().kill();
            scene.weft().start();
            ids.forEach(id -> member.awaitState(id, "delivered", SOON));
            checkPeer(scene.peer(), ledger);
        }
    }

    /** The peer has the first ones, and their proofs may be on the way or not on disk. */
    @Test
    void whatThePeerHasAlreadyIsNotThereTwiceAfterAKill() {
        try (Scene scene = Topology.PEER_DIALS.set(directory)) {
            Member member = ready(scene);
            Ledger ledger = new Ledger("node to peer, killed on first arrival");
            List<String> ids = new ArrayList<>();
            for (int i = 3; i < 8; i++) {
                for (Kind kind : Kind.values()) {
                    String content = kind.content(i);
                    ledger.sent(content);
                    ids.add(member.send(scene.peer().address(), content, kind.method));
                    ledger.promised(content);
                }
            }
            scene.peer().awaitContent(Kind.LINK_PACKET.content(3), SOON);
            scene.weft().kill();
            scene.weft().start();
            ids.forEach(id -> member.awaitState(id, "delivered", SOON));
            checkPeer(scene.peer(), ledger);
        }
    }

    @Test
    void aRequestRepeatedAfterACrashBetweenCommitAndAnswerHasOneEffect() {
        try (Scene scene = Topology.PEER_DIALS.set(directory)) {
            Member member = ready(scene);
            restartArmed(scene.weft(), "before-answer");
            Ledger ledger = new Ledger("node to peer, died before its 202");
            String content = Kind.OPPORTUNISTIC.content(9);
            Map<String, Object> message =
                    Map.of("to", scene.peer().address(), "content", content, "method", "opportunistic");
            ledger.sent(content);
            assertThatThrownBy(() -> member.send(message, "the-key")).isInstanceOf(UncheckedIOException.class);
            assertThat(scene.weft().awaitDeath(SOON)).isEqualTo(CRASHED);
            scene.weft().start();
            List<JsonNode> committed = member.written();
            assertThat(committed).hasSize(1);

            Api.Answer again = member.send(message, "the-key");
            String id = again.expect(202).get("id").asText();
            ledger.promised(content);
            assertThat(id).isEqualTo(committed.getFirst().get("id").asText());
            member.awaitState(id, "delivered", SOON);
            assertThat(member.written()).hasSize(1);
            checkPeer(scene.peer(), ledger);
        }
    }

    private static void checkPeer(ReferencePeer peer, Ledger ledger) {
        Map<String, Integer> held = new HashMap<>();
        peer.received().forEach(message -> held.merge(ReferencePeer.content(message), 1, Integer::sum));
        Balance balance = ledger.compare(held);
        CrashReport.add("At barriers: " + balance.way(), List.of(), List.of(balance));
        assertThat(balance).matches(Balance::isClean);
    }

    private static Member ready(Scene scene) {
        Member member = scene.weft().operator().withIdentity("Member");
        scene.peer().announce();
        member.announce();
        scene.peer().awaitAnnounce(member.address(), SOON);
        return member;
    }

    private static void restartArmed(WeftNode weft, String barrier) {
        weft.stop();
        weft.start("-Dweft.testing=true", "-Dweft.testing.crash-at=" + barrier);
    }
}
