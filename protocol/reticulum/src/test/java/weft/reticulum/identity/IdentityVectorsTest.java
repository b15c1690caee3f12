package weft.reticulum.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static weft.reticulum.Vectors.bytes;
import static weft.reticulum.Vectors.each;
import static weft.reticulum.Vectors.valueOf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import weft.reticulum.Address;
import weft.reticulum.Vectors;
import weft.reticulum.crypto.X25519;

class IdentityVectorsTest {

    private static final JsonNode VECTORS = Vectors.load("identity");

    @TestFactory
    List<DynamicTest> derivesPublicKeysAndHash() {
        return each(VECTORS.get("identities"), vector -> {
            PrivateIdentity identity = PrivateIdentity.of(bytes(vector.get("private_key")));
            assertThat(identity.identity().publicKeySet()).isEqualTo(bytes(vector.get("public_key")));
            assertThat(identity.identity().encryptionKey()).isEqualTo(bytes(vector.get("x25519_public")));
            assertThat(identity.identity().signingKey()).isEqualTo(bytes(vector.get("ed25519_public")));
            assertThat(identity.identity().hash())
                    .hasToString(vector.get("identity_hash").textValue());
            assertThat(identity.privateKeySet()).isEqualTo(bytes(vector.get("private_key_exported")));
        });
    }

    @TestFactory
    List<DynamicTest> signsAsTheReferenceDoes() {
        return each(VECTORS.get("signatures"), vector -> {
            PrivateIdentity signer = identity(vector.get("signer"));
            byte[] message = bytes(vector.get("message"));
            assertThat(signer.sign(message)).isEqualTo(bytes(vector.get("signature")));
            assertThat(signer.identity().verify(message, bytes(vector.get("signature"))))
                    .isTrue();
        });
    }

    @TestFactory
    List<DynamicTest> refusesBadSignatures() {
        return each(VECTORS.get("bad_signatures"), vector -> assertThat(identity(vector.get("verifier"))
                        .identity()
                        .verify(bytes(vector.get("message")), bytes(vector.get("signature"))))
                .isFalse());
    }

    @TestFactory
    List<DynamicTest> loadsPrivateKeySetsOfExactlyOneLength() {
        return each(VECTORS.get("private_key_length_handling"), vector -> {
            byte[] keys = new byte[vector.get("length").intValue()];
            if (vector.get("loads").booleanValue()) {
                assertThat(PrivateIdentity.of(keys).privateKeySet()).isEqualTo(keys);
            } else {
                assertThatIllegalArgumentException().isThrownBy(() -> PrivateIdentity.of(keys));
            }
        });
    }

    @TestFactory
    List<DynamicTest> loadsPublicKeySetsOfExactlyOneLength() {
        return each(VECTORS.get("public_key_length_handling"), vector -> {
            byte[] keys = new byte[vector.get("length").intValue()];
            if (vector.get("loads").booleanValue()) {
                assertThat(Identity.of(keys).publicKeySet()).isEqualTo(keys);
            } else {
                assertThatIllegalArgumentException().isThrownBy(() -> Identity.of(keys));
            }
        });
    }

    @Test
    void filesAreTheKeysThemselves() {
        JsonNode file = VECTORS.get("identity_file");
        JsonNode publicFile = VECTORS.get("public_identity_file");
        assertThat(identity(file.get("of")).privateKeySet()).isEqualTo(bytes(file.get("content")));
        assertThat(identity(publicFile.get("of")).identity().publicKeySet())
                .isEqualTo(bytes(publicFile.get("content")));
    }

    @Test
    void agreesOnASecret() {
        JsonNode vector = VECTORS.get("x25519_exchange");
        assertThat(X25519.agree(bytes(vector.get("alice_private")), bytes(vector.get("bob_public"))))
                .hasValue(bytes(vector.get("shared")));
    }

    @TestFactory
    List<DynamicTest> agreesOnNothingWithPointsOfLowOrder() {
        return each(VECTORS.get("x25519_low_order"), vector -> assertThat(
                        X25519.agree(bytes(VECTORS.at("/x25519_exchange/alice_private")), bytes(vector.get("public"))))
                .isEmpty());
    }

    @Test
    void readsAndWritesKnownDestinations() {
        JsonNode vector = VECTORS.get("known_destinations_file");
        byte[] content = bytes(vector.get("content"));
        Map<Address, KnownDestination> known = valueOf(KnownDestination.decodeAll(content));
        assertThat(known).hasSameSizeAs(vector.get("entries"));
        for (JsonNode entry : vector.get("entries")) {
            KnownDestination item =
                    known.get(Address.parse(entry.get("destination_hash").textValue()));
            assertThat(item.announcedAt()).isEqualTo(entry.get("last_announce").doubleValue());
            assertThat(item.packetHash()).hasToString(entry.get("packet_hash").textValue());
            assertThat(item.identity().publicKeySet()).isEqualTo(bytes(entry.get("public_key")));
            assertThat(item.appData().isPresent())
                    .isEqualTo(entry.get("app_data").isTextual());
            item.appData().ifPresent(data -> assertThat(data).isEqualTo(bytes(entry.get("app_data"))));
            assertThat(item.usedAt()).isEqualTo(entry.get("last_used").doubleValue());
        }
        assertThat(KnownDestination.encodeAll(known)).isEqualTo(content);
    }

    @Test
    void keepsRetainedDestinationsRetained() {
        Map<Address, KnownDestination> known =
                valueOf(KnownDestination.decodeAll(bytes(VECTORS.at("/known_destinations_file/content"))));
        Map<Address, KnownDestination> retained = new LinkedHashMap<>();
        known.forEach((address, item) -> retained.put(
                address,
                new KnownDestination(
                        item.announcedAt(),
                        item.packetHash(),
                        item.identity(),
                        Optional.empty(),
                        KnownDestination.RETAINED)));
        byte[] file = KnownDestination.encodeAll(retained);
        assertThat(file).endsWith((byte) 0xC0, (byte) 0xFF);
        assertThat(valueOf(KnownDestination.decodeAll(file)).values())
                .allSatisfy(item -> assertThat(item.usedAt()).isEqualTo(KnownDestination.RETAINED));
    }

    private static PrivateIdentity identity(JsonNode name) {
        return StreamSupport.stream(VECTORS.get("identities").spliterator(), false)
                .filter(node -> node.get("name").equals(name))
                .map(node -> PrivateIdentity.of(bytes(node.get("private_key"))))
                .findFirst()
                .orElseThrow();
    }
}
