package weft.reticulum.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static weft.reticulum.Vectors.bytes;
import static weft.reticulum.Vectors.each;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import weft.reticulum.Address;
import weft.reticulum.Vectors;
import weft.reticulum.crypto.Hashes;

class DestinationNameVectorsTest {

    private static final JsonNode VECTORS = Vectors.load("hashes");
    private static final Address ALICE =
            Address.parse(VECTORS.at("/identity_hash/alice").textValue());
    private static final Address BOB =
            Address.parse(VECTORS.at("/identity_hash/bob").textValue());

    @TestFactory
    List<DynamicTest> hashesBytes() {
        return each(VECTORS.get("hashes"), vector -> {
            byte[] input = bytes(vector.get("input"));
            assertThat(Hashes.sha256(input)).hasToString(vector.get("sha256").textValue());
            assertThat(Hashes.truncated(input))
                    .hasToString(vector.get("truncated_128").textValue());
        });
    }

    @TestFactory
    List<DynamicTest> derivesDestinationsFromNames() {
        return each(VECTORS.get("names"), vector -> {
            DestinationName name = DestinationName.of(vector.get("app_name").textValue(), aspects(vector));
            assertThat(name.full()).isEqualTo(vector.get("full_name").textValue());
            assertThat(name).isEqualTo(DestinationName.parse(name.full()));
            assertThat(name.hash()).hasToString(vector.get("name_hash").textValue());
            assertThat(NameHash.read(name.hash().bytes(), 0)).isEqualTo(name.hash());
            assertThat(name.plain())
                    .hasToString(vector.get("plain_destination_hash").textValue());
            assertThat(name.destination(ALICE))
                    .hasToString(vector.get("single_alice").textValue());
            assertThat(name.destination(BOB))
                    .hasToString(vector.get("single_bob").textValue());
            assertThat(name.display(ALICE))
                    .isEqualTo(vector.get("expanded_alice").textValue());
            assertThat(name.display(BOB)).isEqualTo(vector.get("expanded_bob").textValue());
        });
    }

    @TestFactory
    List<DynamicTest> refusesDotsInsideParts() {
        return each(VECTORS.get("invalid_names"), vector -> assertThatIllegalArgumentException()
                .isThrownBy(() -> DestinationName.of(vector.get("app_name").textValue(), aspects(vector))));
    }

    @TestFactory
    List<DynamicTest> hashesInterfaceDescriptions() {
        return each(VECTORS.get("interface_hashes"), vector -> assertThat(
                        Hashes.sha256(vector.get("interface_string").textValue().getBytes(StandardCharsets.UTF_8)))
                .hasToString(vector.get("hash").textValue()));
    }

    @TestFactory
    List<DynamicTest> hashesRequestPaths() {
        return each(VECTORS.get("request_path_hashes"), vector -> assertThat(
                        Hashes.truncated(vector.get("path").textValue().getBytes(StandardCharsets.UTF_8)))
                .hasToString(vector.get("path_hash").textValue()));
    }

    @Test
    void knowsTheControlDestinations() {
        assertThat(DestinationName.PATH_REQUEST.plain()).hasToString("6b9f66014d9853faab220fba47d02761");
        assertThat(DestinationName.TUNNEL_SYNTHESIZE.plain()).hasToString("91bf0910267b59b0e864e0d4c91602ca");
    }

    private static String[] aspects(JsonNode vector) {
        return StreamSupport.stream(vector.get("aspects").spliterator(), false)
                .map(JsonNode::textValue)
                .toArray(String[]::new);
    }
}
