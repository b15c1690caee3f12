package weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.interop.Topology.Scene;
import weft.interop.peers.ReferencePeer;

/** Messages between a Weft node and a stock LXMF peer, each in a process of its own. */
class MessagesWithPeersTest {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final Duration LARGE = Duration.ofSeconds(240);

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(names = {"PEER_DIALS", "NODE_DIALS"})
    void tenMessagesEachWayDirectAndOpportunisticAreDeliveredOnceWithProofs(Topology topology) {
        try (Scene scene = topology.set(directory)) {
            Member member = scene.weft().operator().withIdentity("Member");
            ReferencePeer peer = scene.peer();
            meet(topology, member, peer);
            for (String method : List.of("direct", "opportunistic")) {
                fromNode(member, peer, method);
                fromPeer(member, peer, method);
            }
            assertThat(peer.hops(member.address())).hasValue(topology.hops());
            assertThat(peer.received()).hasSize(20);
            assertThat(peer.received())
                    .allMatch(message -> message.get("signature").asBoolean());
            assertThat(member.received()).hasSize(20);
            assertThat(member.received())
                    .allMatch(message -> message.get("signature").asText().equals("valid"));
        }
    }

    /** Where announces don't pass, whoever writes first asks for a path. */
    private static void meet(Topology topology, Member member, ReferencePeer peer) {
        if (topology != Topology.PATH_ANSWERS_ONLY) {
            peer.announce();
            member.announce();
            peer.awaitAnnounce(member.address(), SOON);
        }
    }

    private static void fromNode(Member member, ReferencePeer peer, String method) {
        List<String> ids = IntStream.range(0, 10)
                .mapToObj(i -> member.send(peer.address(), method + " to the peer " + i + " ✓ żółć", method))
                .toList();
        for (String id : ids) {
            JsonNode delivered = member.awaitState(id, "delivered", SOON);
            assertThat(delivered.get("method").asText()).isEqualTo(method);
        }
        IntStream.range(0, 10).forEach(i -> peer.awaitContent(method + " to the peer " + i + " ✓ żółć", SOON));
    }

    private static void fromPeer(Member member, ReferencePeer peer, String method) {
        List<Long> refs = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            refs.add(peer.send(member.address(), method + " to the node " + i + " 🧵", method));
        }
        refs.forEach(ref -> assertThat(peer.awaitState(ref, SOON)).isEqualTo("delivered"));
        IntStream.range(0, 10).forEach(i -> member.awaitContent(method + " to the node " + i + " 🧵", SOON));
    }

    @Test
    void messagesOfEverySizeUpToTheLimitPassBothWays() {
        try (Scene scene = Topology.PEER_DIALS.set(directory)) {
            Member member = scene.weft().operator().withIdentity("Member");
            ReferencePeer peer = scene.peer();
            meet(Topology.PEER_DIALS, member, peer);
            for (int size : List.of(0, 1, 287, 288, 319, 320, 20_000, 900_000)) {
                String text = text(size);
                String id = member.send(peer.address(), text, "auto");
                long ref = peer.send(member.address(), text, "direct");
                member.awaitState(id, "delivered", LARGE);
                peer.awaitContent(text, LARGE);
                assertThat(peer.awaitState(ref, LARGE))
                        .as("%d bytes from the peer", size)
                        .isEqualTo("delivered");
                member.awaitContent(text, LARGE);
            }
        }
    }

    @Test
    void attachmentsComeThroughBothWays() {
        try (Scene scene = Topology.PEER_DIALS.set(directory)) {
            Member member = scene.weft().operator().withIdentity("Member");
            ReferencePeer peer = scene.peer();
            meet(Topology.PEER_DIALS, member, peer);
            byte[] file = new byte[50_000];
            new Random(1).nextBytes(file);
            String base64 = java.util.Base64.getEncoder().encodeToString(file);

            String id = member.send(Map.of(
                            "to", peer.address(),
                            "content", "with a file",
                            "attachments", List.of(Map.of("name", "track.gpx", "data", base64))))
                    .expect(202)
                    .get("id")
                    .asText();
            member.awaitState(id, "delivered", LARGE);
            JsonNode arrived = peer.awaitContent("with a file", LARGE);
            assertThat(arrived.get("attachments").get(0).get(0).asText()).isEqualTo("track.gpx");
            assertThat(arrived.get("attachments").get(0).get(1).asText()).isEqualTo(base64);

            long ref = peer.send(member.address(), "one back".getBytes(), "direct", Map.of("../../etc/passwd", file));
            assertThat(peer.awaitState(ref, LARGE)).isEqualTo("delivered");
            JsonNode back = member.awaitContent("one back", LARGE);
            assertThat(back.get("attachments").get(0).get("size").asInt()).isEqualTo(file.length);
        }
    }

    @Test
    void aMessageForAPeerThatIsAwayIsDeliveredOnceWhenItComesBack() {
        try (Scene scene = Topology.PEER_DIALS.set(directory)) {
            Member member = scene.weft().operator().withIdentity("Member");
            ReferencePeer peer = scene.peer();
            meet(Topology.PEER_DIALS, member, peer);
            String before = member.send(peer.address(), "before", "direct");
            member.awaitState(before, "delivered", SOON);

            peer.kill();
            String queued = member.send(peer.address(), "while away", "direct");
            peer.start();
            peer.announce();

            member.awaitState(queued, "delivered", SOON);
            peer.awaitContent("while away", SOON);
            assertThat(peer.received().stream().map(ReferencePeer::content)).containsOnlyOnce("while away");
        }
    }

    /** Text of exactly that many bytes that does not compress well. */
    private static String text(int size) {
        byte[] random = new byte[size / 2 + 1];
        new Random(size).nextBytes(random);
        return HexFormat.of().formatHex(random).substring(0, size);
    }
}
