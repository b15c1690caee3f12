package weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.interop.Topology.Scene;
import weft.interop.peers.ReferencePeer;

/**
 * Messages between a Weft node and a stock LXMF peer, each in a process of its own. In the gate the peer dials, or a transport node
 * is between; with {@code -Dtest.long=true} the node dials as well, which many other tests have it do.
 */
class MessagesWithPeersTest {

    private static final Duration SOON = Duration.ofSeconds(90);

    @TempDir
    Path directory;

    static Stream<Topology> topologies() {
        return Stream.of(Topology.values())
                .filter(topology -> topology != Topology.NODE_DIALS || Boolean.getBoolean("test.long"));
    }

    @ParameterizedTest
    @MethodSource("topologies")
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

    /** Where announces don't pass, the peer learns of the node by asking: it does not look for the sender of what it gets. */
    private static void meet(Topology topology, Member member, ReferencePeer peer) {
        if (topology == Topology.PATH_ANSWERS_ONLY) {
            peer.requestPath(member.address());
            peer.awaitAnnounce(member.address(), SOON);
        } else {
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
}
