package weft.reticulum.path;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.reticulum.Vectors.bytes;
import static weft.reticulum.Vectors.each;
import static weft.reticulum.Vectors.rejectionOf;
import static weft.reticulum.Vectors.valueOf;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.Digest;
import weft.reticulum.Vectors;
import weft.reticulum.WireRejection;
import weft.reticulum.crypto.Hashes;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.packet.Packet;

class PathRequestVectorsTest {

    private static final JsonNode VECTORS = Vectors.load("path-request");

    @TestFactory
    List<DynamicTest> asksAsTheReferenceDoes() {
        return each(VECTORS.get("requests"), vector -> {
            PathRequest request = new PathRequest(
                    Address.parse(vector.get("requested").textValue()),
                    Optional.ofNullable(vector.get("transport_id").textValue()).map(Address::parse),
                    PathTag.of(bytes(vector.get("tag"))));
            byte[] raw = bytes(vector.get("raw"));
            assertThat(request.packet().encode()).isEqualTo(raw);
            assertThat(valueOf(PathRequest.decode(valueOf(Packet.decode(raw)).data())))
                    .isEqualTo(request);
        });
    }

    @TestFactory
    List<DynamicTest> readsWhatTheReferenceHandles() {
        return each(VECTORS.get("reception"), vector -> {
            Packet packet = valueOf(Packet.decode(bytes(vector.get("raw"))));
            assertThat(packet.destination()).isEqualTo(PathRequest.ADDRESS);
            Decoded<PathRequest> decoded = PathRequest.decode(packet.data());
            int violations = vector.get("protocol_violations").intValue();
            if (!vector.get("handled").isEmpty()) {
                assertHandled(valueOf(decoded), vector);
                assertThat(PathRequest.hasOverlongTag(packet.data())).isEqualTo(violations > 0);
            } else if (packet.hops() < 2) {
                assertThat(rejectionOf(decoded))
                        .isEqualTo(violations > 0 ? WireRejection.WRONG_LENGTH : WireRejection.TOO_SHORT);
            }
        });
    }

    @Test
    void tellsWhoKeepsATunnel() {
        JsonNode vector = VECTORS.get("tunnel_synthesize");
        PrivateIdentity transport = PrivateIdentity.of(bytes(vector.get("transport_private_key")));
        Digest interfaceHash =
                Hashes.sha256(vector.get("interface_string").textValue().getBytes(StandardCharsets.UTF_8));
        assertThat(interfaceHash).hasToString(vector.get("interface_hash").textValue());
        Packet packet = TunnelSynthesis.build(transport, interfaceHash, bytes(vector.get("random_hash")));
        assertThat(packet.encode()).isEqualTo(bytes(vector.get("raw")));

        TunnelSynthesis synthesis = valueOf(TunnelSynthesis.decode(packet.data()));
        assertThat(synthesis.isSigned()).isTrue();
        assertThat(synthesis.transport()).isEqualTo(transport.identity());
        assertThat(synthesis.interfaceHash()).isEqualTo(interfaceHash);
        assertThat(synthesis.tunnelId()).hasToString(vector.get("tunnel_id").textValue());
    }

    @Test
    void believesNoTunnelPacketThatWasTouched() {
        byte[] data = valueOf(Packet.decode(bytes(VECTORS.at("/tunnel_synthesize/raw"))))
                .data();
        for (int i = 0; i < data.length; i++) {
            byte[] touched = data.clone();
            touched[i] ^= 1;
            assertThat(valueOf(TunnelSynthesis.decode(touched)).isSigned()).isFalse();
        }
        for (int length : new int[] {0, 175, 177}) {
            assertThat(rejectionOf(TunnelSynthesis.decode(Arrays.copyOf(data, length))))
                    .isEqualTo(WireRejection.WRONG_LENGTH);
        }
    }

    @Test
    void knowsTheControlAddresses() {
        assertThat(PathRequest.ADDRESS)
                .hasToString(VECTORS.get("path_request_destination").textValue());
        assertThat(TunnelSynthesis.ADDRESS)
                .hasToString(VECTORS.get("tunnel_synthesize_destination").textValue());
    }

    private static void assertHandled(PathRequest request, JsonNode vector) {
        JsonNode handled = vector.at("/handled/0");
        assertThat(request.destination()).hasToString(handled.get("destination").textValue());
        assertThat(request.requester().map(Address::toString))
                .isEqualTo(Optional.ofNullable(
                        handled.get("requestor_transport_id").textValue()));
        assertThat(request.tag()).hasToString(handled.get("tag").textValue());
        assertThat(request.key().destination().toString() + request.key().tag())
                .isEqualTo(vector.at("/dedupe_keys/0").textValue());
    }
}
