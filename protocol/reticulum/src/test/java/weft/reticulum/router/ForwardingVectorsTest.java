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
import weft.reticulum.announce.Emission;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.router.interfaces.HeardAnnounce;
import weft.reticulum.router.table.Bound;

/** packet.json: what happens to a packet in transport, and to one that sets out. */
class ForwardingVectorsTest {

    private static final JsonNode VECTORS = Vectors.load("packet");
    private static final int HERE = 1;
    private static final int OTHER = 2;

    @TestFactory
    List<DynamicTest> forwards() {
        return Vectors.each(VECTORS.get("forwarding"), row -> {
            TestRouter node = new TestRouter(RouterConfig.transportNode(RouterIdentity.OF_VECTORS, 1));
            node.up(HERE);
            node.up(OTHER);
            byte[] in = Vectors.bytes(row.get("in"));
            boolean header2 = (in[0] & 0x40) != 0;
            knowPath(node, Address.read(in, header2 ? 18 : 2), row);
            node.receive(HERE, in);
            assertThat(hex(node.takeSent(OTHER))).isEqualTo(expected(row.get("forwarded_on_other_interface")));
            assertThat(hex(node.takeSent(HERE))).isEqualTo(expected(row.get("sent_back")));
            checkReverse(node, row.get("reverse_table_key"));
        });
    }

    /** The way back is open exactly once, and only from where the packet went. */
    private static void checkReverse(TestRouter node, JsonNode key) {
        if (key.isNull()) {
            assertThat(node.size(Bound.REVERSE_ENTRIES)).isZero();
            return;
        }
        String proof = "0301" + key.textValue() + "00" + "ab".repeat(64);
        node.receive(OTHER, proof);
        assertThat(hex(node.takeSent(HERE))).containsExactly("0302" + proof.substring(4));
        node.receive(OTHER, proof.substring(0, proof.length() - 2) + "ac");
        assertThat(node.takeSent(HERE)).isEmpty();
    }

    @TestFactory
    List<DynamicTest> insertsTheNextHop() {
        return Vectors.each(VECTORS.get("outbound_insertion"), row -> {
            TestRouter node = TestRouter.endNode();
            node.up(OTHER);
            byte[] plain = Vectors.bytes(row.get("plain_header_1_form"));
            knowPath(node, Address.read(plain, 2), row);
            Address owner = new Address(1, 1);
            node.endpoint(new ToRouter.Outbound(owner, 5, Optional.empty(), plain));
            assertThat(hex(node.takeSent(OTHER))).isEqualTo(expected(row.get("sent")));
            assertThat(node.takeTold(ToEndpoint.Sent.class)).singleElement().satisfies(sent -> {
                assertThat(sent.hops()).isEqualTo(row.get("path_hops").intValue());
                assertThat(sent.ref()).isEqualTo(5);
            });
        });
    }

    /** A path to where the vectors want it; the announce behind it is nobody's. */
    private static void knowPath(TestRouter node, Address destination, JsonNode row) {
        byte[] raw = Announce.build(
                        TestRouter.identity(3),
                        MeshPackets.NAME,
                        new Emission(1, 1),
                        Optional.empty(),
                        new byte[0],
                        false)
                .encode();
        destination.write(raw, 2);
        RouterWiring rooms = node.router.rooms;
        rooms.outputs.begin(node);
        rooms.paths.follow(new HeardAnnounce(
                Vectors.valueOf(Announce.decode(raw)),
                raw,
                rooms.interfaces.get(OTHER),
                row.get("path_hops").intValue(),
                Optional.of(Address.parse(row.get("path_next_hop").textValue()))));
        rooms.outputs.end();
        assertThat(node.router.path(destination)).isPresent();
    }

    private static List<String> hex(List<byte[]> packets) {
        return packets.stream().map(HexFormat.of()::formatHex).toList();
    }

    private static List<String> expected(JsonNode hex) {
        return hex.isNull() ? List.of() : List.of(hex.textValue());
    }
}
