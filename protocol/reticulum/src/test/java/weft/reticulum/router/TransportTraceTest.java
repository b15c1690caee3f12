package weft.reticulum.router;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import weft.reticulum.Vectors;

/**
 * transport-trace.json: what a transport node did with what two TCP peers sent it. The same comes in here, and the same has
 * to go out, except for the node's own name, its own announce, and the client on its shared-instance socket, which Weft does
 * not have.
 */
class TransportTraceTest {

    private static final JsonNode TRACE = Vectors.load("transport-trace");
    private static final String RECORDED_NODE =
            TRACE.get("transport_identity_hash").textValue();
    /** The recorded node looks at its tables once a second. */
    private static final double GRANULARITY = 1.1;

    private record Sent(double at, String peer, String hex) {}

    @Test
    void doesWhatTheReferenceDid() {
        TestRouter node = TestRouter.transportNode();
        node.up(1);
        node.up(2);
        List<Sent> expected = new ArrayList<>();
        for (JsonNode frame : TRACE.get("trace")) {
            if (frame.has("note")) {
                if (frame.get("note").textValue().equals("local client")) {
                    break;
                }
                continue;
            }
            double at = frame.get("t").doubleValue();
            String raw = frame.get("raw").textValue();
            String peer = frame.get("peer").textValue();
            if (frame.get("direction").textValue().equals("to_transport")) {
                node.advance(at - node.now / 1e9);
                String addressed = raw.replace(RECORDED_NODE, node.id().toString());
                node.receive(peer.equals("c1") ? 1 : 2, addressed);
            } else if (!isTheNodesOwnAnnounce(raw)) {
                expected.add(
                        new Sent(at, peer, raw.replace(RECORDED_NODE, node.id().toString())));
            }
        }
        node.advance(1);
        List<Sent> sent = node.sent.stream()
                .map(frame -> new Sent(
                        frame.seconds(),
                        frame.interfaceId() == 1 ? "c1" : "c2",
                        HexFormat.of().formatHex(frame.packet())))
                .toList();
        for (String peer : List.of("c1", "c2")) {
            compare(of(peer, sent), of(peer, expected));
        }
    }

    private static void compare(List<Sent> sent, List<Sent> expected) {
        assertThat(sent.stream().map(Sent::hex))
                .containsExactlyElementsOf(expected.stream().map(Sent::hex).toList());
        for (int i = 0; i < sent.size(); i++) {
            assertThat(sent.get(i).at())
                    .isBetween(
                            expected.get(i).at() - GRANULARITY, expected.get(i).at() + GRANULARITY);
        }
    }

    private static List<Sent> of(String peer, List<Sent> all) {
        return all.stream().filter(each -> each.peer().equals(peer)).toList();
    }

    private static boolean isTheNodesOwnAnnounce(String raw) {
        return raw.startsWith("0100");
    }
}
