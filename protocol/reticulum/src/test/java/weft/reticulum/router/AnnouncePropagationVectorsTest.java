package weft.reticulum.router;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import weft.reticulum.Vectors;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.router.interfaces.AnnouncePolicy;
import weft.reticulum.router.interfaces.InterfaceMode;
import weft.reticulum.router.interfaces.InterfaceProperties;

/** announce-propagation.json: on which interfaces announces leave, and how much of them. */
class AnnouncePropagationVectorsTest {

    private static final JsonNode VECTORS = Vectors.load("announce-propagation");

    @TestFactory
    List<DynamicTest> forwardsByMode() {
        return Vectors.each(VECTORS.get("forwarding"), row -> {
            check(row, "allowed", true, false);
            check(row, "allowed_if_out_announces_from_internal_no", false, false);
            check(row, "allowed_if_in_announces_to_internal_yes", true, true);
        });
    }

    private static void check(JsonNode row, String field, boolean fromInternal, boolean toInternal) {
        TestRouter node = TestRouter.transportNode();
        node.up(1, interfaceOf(row.get("received_on"), AnnouncePolicy.STANDARD.withToInternal(toInternal)));
        node.up(2, interfaceOf(row.get("sent_on"), AnnouncePolicy.STANDARD.withFromInternal(fromInternal)));
        node.receive(1, new MeshPackets.Stranger(1).announce(1));
        node.advance(20);
        assertThat(node.takeSent(2)).as(field).hasSize(row.get(field).booleanValue() ? 2 : 0);
    }

    @TestFactory
    List<DynamicTest> sendsOwnByMode() {
        return Vectors.each(VECTORS.get("own_announces"), row -> {
            TestRouter node = TestRouter.endNode();
            node.up(1, interfaceOf(row.get("sent_on"), AnnouncePolicy.STANDARD));
            MeshPackets.Stranger own = new MeshPackets.Stranger(1);
            node.host(own.address());
            node.endpoint(new ToRouter.Outbound(own.address(), 1, Optional.empty(), own.announce(1)));
            node.advance(5);
            assertThat(node.takeSent(1)).hasSize(row.get("allowed").booleanValue() ? 1 : 0);
        });
    }

    private static InterfaceProperties interfaceOf(JsonNode mode, AnnouncePolicy policy) {
        InterfaceMode found =
                switch (mode.textValue()) {
                    case "pointtopoint" -> InterfaceMode.POINT_TO_POINT;
                    default -> InterfaceMode.valueOf(mode.textValue().toUpperCase());
                };
        return InterfaceProperties.builder(10_000_000)
                .mode(found)
                .announces(policy)
                .build();
    }
}
