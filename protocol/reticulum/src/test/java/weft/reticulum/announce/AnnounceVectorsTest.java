package weft.reticulum.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.reticulum.Vectors.bytes;
import static weft.reticulum.Vectors.each;
import static weft.reticulum.Vectors.rejectionOf;
import static weft.reticulum.Vectors.valueOf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import weft.reticulum.Decoded;
import weft.reticulum.Rejection;
import weft.reticulum.Vectors;
import weft.reticulum.WireRejection;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.identity.Identity;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.packet.Packet;

class AnnounceVectorsTest {

    private static final JsonNode VECTORS = Vectors.load("announce");
    private static final Map<String, Rejection> UNSIGNED = Map.of(
            "signature truncated: 147 bytes of announce data", WireRejection.TOO_SHORT,
            "only a public key (64 bytes of data)", WireRejection.TOO_SHORT,
            "one data byte", WireRejection.TOO_SHORT,
            "context flag set on an announce without ratchet", WireRejection.TOO_SHORT);

    @TestFactory
    List<DynamicTest> takesApartWhatTheReferenceAnnounces() {
        return each(VECTORS.get("valid"), vector -> {
            Announce announce = valueOf(Announce.decode(bytes(vector.get("raw"))));
            assertThat(announce.destination())
                    .hasToString(vector.get("destination_hash").textValue());
            assertThat(announce.identity().publicKeySet()).isEqualTo(bytes(vector.get("public_key")));
            assertThat(announce.name()).hasToString(vector.get("name_hash").textValue());
            assertThat(announce.emission())
                    .hasToString(vector.get("random_hash").textValue());
            assertThat(announce.emission().unixSeconds())
                    .isEqualTo(vector.get("emission_time").longValue());
            assertBytes(announce.ratchet(), vector.get("ratchet"));
            assertThat(announce.signature()).isEqualTo(bytes(vector.get("signature")));
            assertThat(announce.appData()).isEqualTo(bytes(vector.get("app_data")));
            assertThat(announce.pathResponse()).isEqualTo(vector.get("context").intValue() == 0x0B);
        });
    }

    @TestFactory
    List<DynamicTest> buildsWhatTheReferenceAnnounces() {
        JsonNode identities = Vectors.load("identity").get("identities");
        return each(VECTORS.get("valid"), vector -> {
            if (vector.get("header_type").intValue() != 0) {
                return;
            }
            Announce announce = valueOf(Announce.decode(bytes(vector.get("raw"))));
            PrivateIdentity owner = owner(identities, announce.identity());
            DestinationName name = announce.name().equals(DestinationName.LXMF_DELIVERY.hash())
                    ? DestinationName.LXMF_DELIVERY
                    : DestinationName.of("example", "a");
            Packet built = Announce.build(
                    owner, name, announce.emission(), announce.ratchet(), announce.appData(), announce.pathResponse());
            assertThat(built.encode()).isEqualTo(bytes(vector.get("raw")));
        });
    }

    @TestFactory
    List<DynamicTest> acceptsValidAnnounces() {
        return each(VECTORS.get("valid"), AnnounceVectorsTest::assertValidation);
    }

    @TestFactory
    List<DynamicTest> refusesTamperedAnnounces() {
        return each(VECTORS.get("tampered"), AnnounceVectorsTest::assertValidation);
    }

    @TestFactory
    List<DynamicTest> refusesBlackholedIdentitiesAndChangedKeys() {
        return each(VECTORS.get("stateful"), AnnounceVectorsTest::assertValidation);
    }

    private static void assertValidation(JsonNode vector) {
        JsonNode expected = vector.get("validation");
        JsonNode state = vector.path("state");
        String blackholed = state.path("blackholed_identity").asText();
        Optional<Identity> known = Optional.of(state.path("known_public_key"))
                .filter(JsonNode::isTextual)
                .map(key -> Identity.of(bytes(key)));
        Decoded<Announce> validated = Announce.validate(
                bytes(vector.get("raw")), identity -> identity.toString().equals(blackholed), destination -> known);
        if (!expected.get("accepted").booleanValue()) {
            assertThat(rejectionOf(validated)).isEqualTo(expectedRejection(vector));
            return;
        }
        Announce announce = valueOf(validated);
        assertBytes(announce.rememberedAppData(), expected.get("stored_app_data"));
        assertBytes(announce.ratchet(), expected.get("stored_ratchet"));
        assertThat(announce.identity().publicKeySet()).isEqualTo(bytes(expected.get("stored_public_key")));
        assertThat(announce.packetHash())
                .hasToString(expected.get("packet_hash").textValue());
    }

    private static Rejection expectedRejection(JsonNode vector) {
        JsonNode stage = vector.at("/validation/signature_stage");
        if (stage.isTextual()) {
            return WireRejection.BLACKHOLED;
        }
        if (stage.booleanValue()) {
            return vector.has("state") ? WireRejection.CHANGED_KEYS : WireRejection.WRONG_HASH;
        }
        return UNSIGNED.getOrDefault(vector.get("why").textValue(), WireRejection.BAD_SIGNATURE);
    }

    private static PrivateIdentity owner(JsonNode identities, Identity identity) {
        for (JsonNode node : identities) {
            if (Arrays.equals(bytes(node.get("public_key")), identity.publicKeySet())) {
                return PrivateIdentity.of(bytes(node.get("private_key")));
            }
        }
        throw new AssertionError("no private key for " + identity);
    }

    private static void assertBytes(Optional<byte[]> actual, JsonNode expected) {
        assertThat(actual.isPresent()).isEqualTo(!expected.isNull());
        actual.ifPresent(value -> assertThat(value).isEqualTo(bytes(expected)));
    }
}
