package weft.reticulum.router;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import weft.reticulum.Address;
import weft.reticulum.Vectors;
import weft.reticulum.announce.Announce;
import weft.reticulum.announce.AnnounceForm;
import weft.reticulum.announce.Emission;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.packet.Context;
import weft.reticulum.router.interfaces.InterfaceProperties;
import weft.reticulum.router.interfaces.MtuKind;
import weft.reticulum.router.paths.PathState;

/** link-transport.json: link requests, proofs and data through a transport node. */
class LinkTransportVectorsTest {

    private static final int X = 1;
    private static final int Y = 2;

    private static final JsonNode VECTORS = Vectors.load("link-transport");
    private static final PrivateIdentity DESTINATION =
            PrivateIdentity.of(Vectors.bytes(VECTORS.get("destination_private_key")));
    private static final DestinationName NAME =
            DestinationName.parse(VECTORS.get("destination_name").textValue());
    private static final Address NEXT_HOP = Address.parse("708f9dc767b9a30eaa8370a2f33ac2ae");

    @TestFactory
    List<DynamicTest> fitsTheMtu() {
        return Vectors.each(VECTORS.get("mtu_handling"), row -> {
            TestRouter node = node();
            node.up(X, fixed(row.get("hw_mtu_received").intValue(), true));
            node.up(
                    Y,
                    fixed(
                            row.get("hw_mtu_outgoing").intValue(),
                            row.get("outgoing_auto_or_fixed").booleanValue()));
            learnPath(node);
            step(node, row);
        });
    }

    @TestFactory
    List<DynamicTest> followsALink() {
        TestRouter node = ready();
        return Vectors.each(VECTORS.get("sequence"), row -> step(node, row));
    }

    @TestFactory
    List<DynamicTest> rebalances() {
        TestRouter node = ready();
        node.receive(X, Vectors.bytes(VECTORS.get("sequence").get(0).get("in")));
        node.sent.clear();
        return Vectors.each(VECTORS.get("rebalance"), row -> {
            step(node, row);
            Address destination = NAME.destination(DESTINATION.identity().hash());
            assertThat(node.router.path(destination).orElseThrow().hops())
                    .isEqualTo(row.get("path_hops").intValue());
            assertThat(node.router.path(destination).orElseThrow().state()).isEqualTo(PathState.RESPONSIVE);
        });
    }

    private static void step(TestRouter node, JsonNode row) {
        int on = row.get("in_on").textValue().equals("X") ? X : Y;
        long violations = node.snapshot(on).violations();
        node.receive(on, Vectors.bytes(row.get("in")));
        assertThat(hex(node.takeSent(X))).isEqualTo(expected(row.get("out_on_X")));
        assertThat(hex(node.takeSent(Y))).isEqualTo(expected(row.get("out_on_Y")));
        assertThat(node.snapshot(on).violations() - violations)
                .isEqualTo(row.get("violation").booleanValue() ? 1 : 0);
    }

    private static TestRouter ready() {
        TestRouter node = node();
        node.up(X, fixed(16_384, true));
        node.up(Y, fixed(16_384, true));
        learnPath(node);
        return node;
    }

    private static void learnPath(TestRouter node) {
        byte[] announce = Announce.build(
                        DESTINATION, NAME, new Emission(1, TestRouter.UNIX_START), Optional.empty(), new byte[0], false)
                .encode();
        node.receive(Y, AnnounceForm.inTransport(announce, 1, Context.NONE, NEXT_HOP));
        assertThat(node.router.paths()).hasSize(1);
        node.sent.clear();
    }

    private static TestRouter node() {
        PrivateIdentity identity = RouterIdentity.OF_VECTORS;
        assertThat(identity.identity().hash())
                .hasToString(VECTORS.get("transport_identity_hash").textValue());
        return new TestRouter(RouterConfig.transportNode(identity, 1));
    }

    private static InterfaceProperties fixed(int mtu, boolean negotiates) {
        return InterfaceProperties.builder(10_000_000)
                .mtu(negotiates ? MtuKind.FIXED : MtuKind.NONE, mtu)
                .build();
    }

    private static List<String> hex(List<byte[]> packets) {
        return packets.stream().map(HexFormat.of()::formatHex).toList();
    }

    private static List<String> expected(JsonNode hex) {
        return hex.isNull() ? List.of() : List.of(hex.textValue());
    }
}
