package weft.reticulum.router;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import weft.reticulum.Address;
import weft.reticulum.Digest;
import weft.reticulum.ScriptedEntropy;
import weft.reticulum.Vectors;
import weft.reticulum.announce.Announce;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.path.PathRequest;
import weft.reticulum.path.PathTag;
import weft.reticulum.router.interfaces.InterfaceMode;
import weft.reticulum.router.interfaces.InterfaceProperties;
import weft.reticulum.router.table.Bound;

/** path-request.json: which requests are taken up, how they are answered, and where they are searched for. */
class PathSearchVectorsTest {

    private static final JsonNode VECTORS = Vectors.load("path-request");

    @TestFactory
    List<DynamicTest> takesUpRequests() {
        return Vectors.each(VECTORS.get("reception"), row -> {
            TestRouter node = TestRouter.transportNode();
            node.up(1);
            Address wanted = Address.parse("275e5eaf8e64a5d5f99badc1a114582f");
            node.host(wanted);
            int times = row.get("why").textValue().contains("twice") ? 2 : 1;
            for (int i = 0; i < times; i++) {
                node.receive(1, Vectors.bytes(row.get("raw")));
                node.advance(2);
            }
            assertThat(node.takeTold(ToEndpoint.PathRequested.class))
                    .hasSize(row.get("handled").size());
            assertThat(node.size(Bound.REQUEST_TAGS))
                    .isEqualTo(row.get("dedupe_keys").size());
            boolean plainTooFar = row.get("why").textValue().startsWith("wire hops 2");
            assertThat(node.snapshot(1).violations())
                    .isEqualTo(plainTooFar ? 1 : row.get("protocol_violations").intValue());
        });
    }

    @Test
    void answersFromTheCacheAfterTheGrace() {
        JsonNode row = VECTORS.get("answer");
        TestRouter node = answering(InterfaceMode.FULL);
        node.receive(1, request(node, Optional.empty(), 1));
        node.advance(row.get("scheduled_delay_s").doubleValue() - 0.001);
        assertThat(node.takeSent(1)).isEmpty();
        node.advance(row.get("observed_delay_s").doubleValue()
                - row.get("scheduled_delay_s").doubleValue());
        assertThat(node.takeSent(1)).containsExactly(Vectors.bytes(row.get("path_response")));
        node.advance(20);
        assertThat(node.takeSent(1)).isEmpty();
    }

    @Test
    void waitsLongerForRoamingRequesters() {
        TestRouter node = answering(InterfaceMode.ROAMING);
        node.receive(1, request(node, Optional.empty(), 1));
        node.advance(VECTORS.get("answer").get("roaming_scheduled_delay_s").doubleValue() - 0.001);
        assertThat(node.takeSent(1)).isEmpty();
        node.advance(0.01);
        assertThat(node.takeSent(1)).hasSize(1);
    }

    @Test
    void leadsNobodyInACircle() {
        TestRouter node = answering(InterfaceMode.ROAMING);
        Address destination = destination();
        // The requester is the next hop of the path.
        node.receive(1, request(node, Optional.of(destination), 1));
        node.advance(10);
        assertThat(node.takeSent(1)).isEmpty();
        // The request comes from the roaming interface that the path is on.
        node.handle(new RouterInput.DropPath(destination));
        node.up(
                3,
                InterfaceProperties.builder(10_000_000)
                        .mode(InterfaceMode.ROAMING)
                        .build());
        node.receive(3, Vectors.bytes(VECTORS.get("answer").get("cached_announce")));
        node.advance(10);
        node.takeSent(3);
        node.receive(3, request(node, Optional.empty(), 2));
        node.advance(10);
        assertThat(node.takeSent(3)).isEmpty();
    }

    /** A transport node that knows the path of the vector, asked on interface 1 of that mode. */
    private static TestRouter answering(InterfaceMode mode) {
        TestRouter node = new TestRouter(RouterConfig.transportNode(RouterIdentity.OF_VECTORS, 1));
        node.up(1, InterfaceProperties.builder(10_000_000).mode(mode).build());
        node.up(2);
        node.receive(2, Vectors.bytes(VECTORS.get("answer").get("cached_announce")));
        node.advance(30);
        node.sent.clear();
        return node;
    }

    private static Address destination() {
        return Vectors.valueOf(
                        Announce.decode(Vectors.bytes(VECTORS.get("answer").get("cached_announce"))))
                .destination();
    }

    private static byte[] request(TestRouter node, Optional<Address> requester, int tag) {
        return new PathRequest(destination(), requester, PathTag.of(new byte[] {(byte) tag}))
                .packet()
                .encode();
    }

    @TestFactory
    List<DynamicTest> searchesByMode() {
        return Vectors.each(VECTORS.get("recursive_forwarding_by_mode"), row -> {
            Iterator<Map.Entry<String, JsonNode>> outs = row.get("forwarded_recursively_on_interface_mode")
                    .properties()
                    .iterator();
            while (outs.hasNext()) {
                Map.Entry<String, JsonNode> out = outs.next();
                TestRouter node = TestRouter.transportNode();
                node.up(1, modeOf(row.get("requesting_interface_mode").textValue()));
                node.up(2, modeOf(out.getKey()));
                Address wanted = new Address(4, 5);
                PathTag tag = PathTag.of(new byte[] {1, 2, 3});
                node.receive(
                        1,
                        new PathRequest(wanted, Optional.empty(), tag).packet().encode());
                byte[] passedOn = new PathRequest(wanted, Optional.of(node.id()), tag)
                        .packet()
                        .encode();
                assertThat(node.takeSent(1)).isEmpty();
                assertThat(node.takeSent(2))
                        .as(out.getKey())
                        .containsExactlyElementsOf(out.getValue().booleanValue() ? List.of(passedOn) : List.of());
            }
        });
    }

    private static InterfaceProperties modeOf(String name) {
        InterfaceMode mode =
                name.equals("pointtopoint") ? InterfaceMode.POINT_TO_POINT : InterfaceMode.valueOf(name.toUpperCase());
        return InterfaceProperties.builder(10_000_000).mode(mode).build();
    }

    @Test
    void setsItsTunnelUp() {
        JsonNode row = VECTORS.get("tunnel_synthesize");
        Router router = new Router(
                RouterConfig.endNode(RouterIdentity.OF_VECTORS, 1),
                new ScriptedEntropy(Vectors.bytes(row.get("random_hash"))),
                new SplittableRandom(1));
        TestRouter sink = TestRouter.endNode();
        Digest description = Digest.of(Vectors.bytes(row.get("interface_hash")));
        router.handle(
                0,
                0,
                new RouterInput.InterfaceUp(
                        1,
                        InterfaceProperties.builder(10_000_000)
                                .tunnel(description)
                                .build()),
                sink);
        router.handle(0, 0, new RouterInput.InterfaceWritable(1, 1000), sink);
        assertThat(sink.takeSent(1)).containsExactly(Vectors.bytes(row.get("raw")));
    }
}
