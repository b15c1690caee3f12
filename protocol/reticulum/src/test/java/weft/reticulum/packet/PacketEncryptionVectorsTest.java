package weft.reticulum.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.reticulum.Vectors.bytes;
import static weft.reticulum.Vectors.each;
import static weft.reticulum.Vectors.valueOf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import weft.reticulum.Address;
import weft.reticulum.ScriptedEntropy;
import weft.reticulum.Vectors;
import weft.reticulum.crypto.Token;
import weft.reticulum.crypto.X25519;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.identity.PrivateIdentity;

class PacketEncryptionVectorsTest {

    private static final JsonNode VECTORS = Vectors.load("packet");
    private static final PrivateIdentity BOB =
            PrivateIdentity.of(bytes(VECTORS.at("/serialise/0/recipient_private_key")));

    /** Reserved by everybody when payload limits are reckoned (rns-core §1, IFAC_MIN). */
    private static final int SMALLEST_ACCESS_CODE = 1;

    @TestFactory
    List<DynamicTest> serialisesEachDestinationType() {
        return each(VECTORS.get("serialise"), vector -> {
            byte[] plaintext = bytes(vector.get("plaintext"));
            Packet packet = vector.has("ephemeral_private")
                    ? single(vector, plaintext)
                    : vector.has("group_key") ? group(vector, plaintext) : plain(plaintext);
            assertThat(packet.encode()).isEqualTo(bytes(vector.get("raw")));
            assertThat(packet.hash()).hasToString(vector.get("packet_hash").textValue());
        });
    }

    @TestFactory
    List<DynamicTest> payloadsUpToTheLimitFit() {
        return each(VECTORS.get("size_limits"), vector -> {
            int payload = vector.get("payload").intValue();
            boolean single = vector.get("destination_type").textValue().equals("SINGLE");
            int data = single ? X25519.KEY_LENGTH + Token.sealedLength(payload) : payload;
            int length = Packet.HEADER_1 + data;
            assertThat(length <= Packet.MTU).isEqualTo(vector.get("packs").booleanValue());
            if (vector.has("raw_length")) {
                assertThat(length).isEqualTo(vector.get("raw_length").intValue());
            }
            boolean withinOurLimit = payload <= (single ? Packet.ENCRYPTED_MDU : Packet.PLAIN_MDU);
            assertThat(withinOurLimit).isEqualTo(length + Address.LENGTH + SMALLEST_ACCESS_CODE <= Packet.MTU);
        });
    }

    private static Packet single(JsonNode vector, byte[] plaintext) {
        ScriptedEntropy entropy = new ScriptedEntropy(bytes(vector.get("ephemeral_private")), bytes(vector.get("iv")));
        byte[] sealed =
                BOB.identity().encrypt(plaintext, Optional.empty(), entropy).orElseThrow();
        assertThat(valueOf(BOB.decrypt(sealed, List.of(), false)).plaintext()).isEqualTo(plaintext);
        return data(DestinationType.SINGLE, DestinationName.of("example", "single"), sealed);
    }

    private static Packet group(JsonNode vector, byte[] plaintext) {
        byte[] key = bytes(vector.get("group_key"));
        String name = key.length == 64 ? "group" : "group32";
        byte[] sealed = Token.seal(key, bytes(vector.get("iv")), plaintext);
        assertThat(valueOf(Token.open(key, sealed))).isEqualTo(plaintext);
        return data(DestinationType.GROUP, DestinationName.of("example", name), sealed);
    }

    private static Packet data(DestinationType type, DestinationName name, byte[] data) {
        Address destination = name.destination(BOB.identity().hash());
        return Packet.originate(type, PacketType.DATA, destination, Context.NONE, data);
    }

    private static Packet plain(byte[] plaintext) {
        Address destination = DestinationName.of("example", "plain").plain();
        return Packet.originate(DestinationType.PLAIN, PacketType.DATA, destination, Context.NONE, plaintext);
    }
}
