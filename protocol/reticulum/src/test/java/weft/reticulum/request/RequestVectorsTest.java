package weft.reticulum.request;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.reticulum.Vectors.bytes;
import static weft.reticulum.Vectors.each;
import static weft.reticulum.Vectors.rejectionOf;
import static weft.reticulum.Vectors.valueOf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import weft.reticulum.Address;
import weft.reticulum.Vectors;
import weft.reticulum.WireRejection;
import weft.reticulum.link.LinkKeys;
import weft.reticulum.link.LinkSizes;
import weft.reticulum.packet.Context;
import weft.reticulum.packet.Packet;
import weft.reticulum.resource.ResourceAdvertisement;

class RequestVectorsTest {

    private static final JsonNode VECTORS = Vectors.load("request");

    @TestFactory
    List<DynamicTest> readsAndWritesWhatWasExchanged() {
        return each(VECTORS.get("cases"), vector -> {
            LinkKeys keys = LinkKeys.of(bytes(vector.get("derived_key")));
            for (JsonNode step : vector.get("exchange")) {
                if (step.has("plaintext") && step.has("raw")) {
                    Packet packet = valueOf(Packet.decode(bytes(step.get("raw"))));
                    byte[] plaintext = valueOf(keys.open(packet.data()));
                    assertThat(plaintext).isEqualTo(bytes(step.get("plaintext")));
                    check(vector, packet, plaintext);
                } else if (step.get("context").intValue() == Context.RESOURCE_ADVERTISEMENT) {
                    checkAdvertisement(vector, bytes(step.get("plaintext")));
                }
            }
        });
    }

    private static void check(JsonNode vector, Packet packet, byte[] plaintext) {
        switch (packet.context()) {
            case Context.REQUEST -> {
                Request request = valueOf(Request.decode(plaintext));
                assertThat(request.encode()).isEqualTo(plaintext);
                assertThat(request.pathHash())
                        .isEqualTo(RequestPath.hash(vector.get("path").textValue()))
                        .hasToString(vector.get("path_hash").textValue());
                assertThat(request.unixTime()).isEqualTo(1_700_000_000.5);
                assertThat(packet.hash().truncated())
                        .hasToString(vector.get("request_id").textValue());
                assertThat(plaintext.length).isLessThanOrEqualTo(LinkSizes.mdu(500));
            }
            case Context.RESPONSE -> {
                Response response = valueOf(Response.decode(plaintext));
                assertThat(response.encode()).isEqualTo(plaintext);
                assertThat(response.requestId())
                        .hasToString(vector.get("request_id").textValue());
            }
            default -> throw new AssertionError("context " + packet.context());
        }
    }

    private static void checkAdvertisement(JsonNode vector, byte[] plaintext) {
        ResourceAdvertisement advertised = valueOf(ResourceAdvertisement.decode(plaintext, LinkSizes.part(500)));
        assertThat(advertised.encode()).isEqualTo(plaintext);
        assertThat(advertised.requestId().orElseThrow())
                .hasToString(vector.get("request_id").textValue());
        boolean isRequest = vector.get("exchange").get(0).get("context").intValue() == Context.RESOURCE_ADVERTISEMENT;
        assertThat(advertised.has(ResourceAdvertisement.REQUEST)).isEqualTo(isRequest);
        assertThat(advertised.has(ResourceAdvertisement.RESPONSE)).isEqualTo(!isRequest);
    }

    @TestFactory
    Stream<DynamicTest> hashesPaths() {
        return VECTORS.get("path_hashes").properties().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> assertThat(RequestPath.hash(entry.getKey()))
                        .hasToString(entry.getValue().textValue())));
    }

    @TestFactory
    Stream<DynamicTest> refusesEverythingElse() {
        String id = "c410" + new Address(1, 2);
        return Stream.of("", "c0", "90", "93c0" + id + "c0", "93cb41d954fc40200000c40101c0", "92" + id, "91" + id)
                .map(hex -> DynamicTest.dynamicTest("'" + hex + "'", () -> {
                    assertThat(rejectionOf(Request.decode(bytes(hex)))).isEqualTo(WireRejection.BAD_MESSAGE_PACK);
                    assertThat(rejectionOf(Response.decode(bytes(hex)))).isEqualTo(WireRejection.BAD_MESSAGE_PACK);
                }));
    }
}
