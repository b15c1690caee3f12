package weft.lxmf.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.lxmf.Vectors.bytes;
import static weft.lxmf.Vectors.hex;
import static weft.lxmf.Vectors.valueOf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import weft.lxmf.Vectors;
import weft.lxmf.message.MessageRejection;
import weft.reticulum.Decoded;

class AppDataVectorsTest {

    private static final JsonNode FILE = Vectors.load("announce-app-data");

    @TestFactory
    List<DynamicTest> readsDeliveryDestinationsLikeTheReference() {
        return Vectors.each(FILE.get("delivery"), node -> {
            Decoded<DeliveryAppData> decoded = DeliveryAppData.decode(bytes(node.get("app_data")));
            if (node.get("display_name").isObject()) {
                assertThat(Vectors.rejectionOf(decoded)).isEqualTo(MessageRejection.BAD_APP_DATA);
                return;
            }
            DeliveryAppData data = valueOf(decoded);
            assertThat(data.name().orElse(null))
                    .isEqualTo(node.get("display_name").textValue());
            JsonNode cost = node.get("stamp_cost");
            assertThat(data.stampCost())
                    .isEqualTo(cost.isInt() ? OptionalInt.of(cost.intValue()) : OptionalInt.empty());
            assertThat(data.compression())
                    .isEqualTo(node.get("compression_supported").asBoolean(true));
        });
    }

    @Test
    void writesDeliveryDataLikeTheReference() {
        DeliveryAppData named = new DeliveryAppData(Optional.of("Bob ☃"), OptionalInt.of(12), true);
        assertThat(hex(named.encode()))
                .isEqualTo(FILE.get("delivery").get(0).get("app_data").textValue());
        assertThat(hex(DeliveryAppData.ABSENT.encode()))
                .isEqualTo(FILE.get("delivery").get(2).get("app_data").textValue());
    }

    @Test
    void costsOutsideTheirRangeAreNone() {
        for (String cost : List.of("00", "ccff", "cd0100", "ff", "cb4028000000000000")) {
            assertThat(valueOf(DeliveryAppData.decode(java.util.HexFormat.of().parseHex("92c0" + cost)))
                            .stampCost())
                    .isEmpty();
        }
    }

    @TestFactory
    List<DynamicTest> readsPropagationNodesLikeTheReference() {
        return Vectors.each(FILE.get("propagation"), node -> {
            Decoded<PropagationNodeAppData> decoded = PropagationNodeAppData.decode(bytes(node.get("app_data")));
            if (!node.get("valid").booleanValue()) {
                assertThat(Vectors.rejectionOf(decoded)).isEqualTo(MessageRejection.BAD_APP_DATA);
                return;
            }
            PropagationNodeAppData data = valueOf(decoded);
            assertThat(data.name().orElse(null)).isEqualTo(node.get("name").textValue());
            assertThat(data.stampCost()).isEqualTo(node.get("stamp_cost").intValue());
            assertThat(data.peeringCost()).isEqualTo(18);
            assertThat(data.nodeTime()).isEqualTo(1_700_000_000L);
        });
    }

    @Test
    void writesNodeDataLikeTheReference() {
        PropagationNodeAppData data = new PropagationNodeAppData(
                1_700_000_000L,
                true,
                256,
                10_240,
                16,
                3,
                18,
                Optional.of("Test PN"),
                PropagationNodeAppData.metadata("lxmd", "1.2.1", Optional.of("Test PN")));
        assertThat(hex(data.encode()))
                .isEqualTo(FILE.get("propagation").get(0).get("app_data").textValue());
    }
}
