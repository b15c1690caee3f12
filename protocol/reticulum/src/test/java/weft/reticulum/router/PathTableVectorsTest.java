package weft.reticulum.router;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import weft.reticulum.Address;
import weft.reticulum.Vectors;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.router.interfaces.AnnouncePolicy;
import weft.reticulum.router.interfaces.InterfaceMode;
import weft.reticulum.router.interfaces.InterfaceProperties;
import weft.reticulum.router.paths.PathRow;
import weft.reticulum.router.paths.PathState;
import weft.reticulum.router.time.Seconds;

/** path-table.json: which announces change a path, and which are rebroadcast too often. */
class PathTableVectorsTest {

    private static final JsonNode VECTORS = Vectors.load("path-table");

    @TestFactory
    List<DynamicTest> followsTheAcceptRule() {
        return Vectors.each(VECTORS.get("accept_sequences"), sequence -> {
            TestRouter node = TestRouter.transportNode();
            Map<String, Integer> interfaces = new LinkedHashMap<>();
            Address destination = DestinationName.parse(VECTORS.get("name").textValue())
                    .destination(PrivateIdentity.of(Vectors.bytes(VECTORS.get("private_key")))
                            .identity()
                            .hash());
            for (JsonNode step : sequence.get("steps")) {
                node.now = Seconds.nanos(step.get("at_s").longValue());
                int on = interfaces.computeIfAbsent(step.get("interface").textValue(), _ -> {
                    int id = interfaces.size() + 1;
                    node.up(
                            id,
                            InterfaceProperties.builder(10_000_000)
                                    .mode(mode(step.get("interface_mode").intValue()))
                                    .gravity(step.get("interface_gravity").intValue())
                                    .build());
                    return id;
                });
                if (step.get("path_marked_unresponsive_before").booleanValue()) {
                    markUnresponsive(node, destination);
                }
                node.emitted.clear();
                node.receive(on, Vectors.bytes(step.get("raw")));
                assertThat(node.takeEmitted(RouterOutput.PathChanged.class))
                        .as(step.toString())
                        .hasSize(step.get("path_updated").booleanValue() ? 1 : 0);
                check(node.router.path(destination), step.get("path_after"), interfaces);
            }
        });
    }

    private static void check(Optional<PathRow> path, JsonNode expected, Map<String, Integer> interfaces) {
        assertThat(path).isPresent();
        assertThat(path.get().hops()).isEqualTo(expected.get("hops").intValue());
        assertThat(path.get().nextHop()).hasToString(expected.get("next_hop").textValue());
        assertThat(path.get().interfaceId())
                .isEqualTo(interfaces.get(expected.get("interface").textValue()));
        assertThat(path.get().lifetimeSeconds())
                .isEqualTo(expected.get("lifetime_s").longValue());
        assertThat(path.get().emissions()).hasSize(expected.get("blobs").intValue());
    }

    private static void markUnresponsive(TestRouter node, Address destination) {
        node.router.rooms.paths.get(destination).state(PathState.UNRESPONSIVE);
    }

    private static InterfaceMode mode(int code) {
        for (InterfaceMode mode : InterfaceMode.values()) {
            if (mode.code() == code) {
                return mode;
            }
        }
        throw new AssertionError("no mode " + code);
    }

    @TestFactory
    List<DynamicTest> rebroadcastsWithinTheRate() {
        return Vectors.each(VECTORS.get("rate_limit"), timeline -> {
            TestRouter node = TestRouter.transportNode();
            node.up(
                    1,
                    InterfaceProperties.builder(10_000_000)
                            .announces(AnnouncePolicy.STANDARD.withRate(
                                    timeline.get("target_s").intValue(),
                                    timeline.get("penalty_s").intValue(),
                                    timeline.get("grace").intValue()))
                            .build());
            node.up(2);
            MeshPackets.Stranger stranger = new MeshPackets.Stranger(1);
            for (JsonNode announce : timeline.get("announces")) {
                double at = announce.get("at_s").doubleValue();
                node.advance(at - node.now / 1e9);
                node.takeSent(2);
                node.receive(1, stranger.announce((long) at + 1));
                node.advance(0.9);
                assertThat(node.takeSent(2))
                        .as(announce.toString())
                        .hasSize(announce.get("queued_for_rebroadcast").booleanValue() ? 1 : 0);
                assertThat(node.router.path(stranger.address()).orElseThrow().hops())
                        .isEqualTo(announce.get("path_hops").intValue());
            }
        });
    }
}
