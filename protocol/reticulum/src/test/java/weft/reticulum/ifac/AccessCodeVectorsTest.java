package weft.reticulum.ifac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static weft.reticulum.Vectors.bytes;
import static weft.reticulum.Vectors.each;
import static weft.reticulum.Vectors.rejectionOf;
import static weft.reticulum.Vectors.valueOf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import weft.reticulum.Decoded;
import weft.reticulum.Vectors;
import weft.reticulum.WireRejection;
import weft.reticulum.crypto.Hashes;
import weft.reticulum.identity.Identity;
import weft.reticulum.identity.PrivateIdentity;

class AccessCodeVectorsTest {

    private static final JsonNode VECTORS = Vectors.load("ifac");

    @TestFactory
    List<DynamicTest> derivesKeysFromNameAndPassphrase() {
        return each(VECTORS.get("keys"), vector -> {
            AccessCode code = code(vector, 16);
            PrivateIdentity identity = PrivateIdentity.of(bytes(vector.get("ifac_key")));
            assertThat(code.operatorSignature()).isEqualTo(bytes(vector.get("ifac_signature")));
            Identity known = identity.identity();
            assertThat(known.hash())
                    .hasToString(vector.get("ifac_identity_hash").textValue());
            assertThat(known.signingKey()).isEqualTo(bytes(vector.get("ifac_ed25519_public")));
            assertThat(known.verify(Hashes.sha256Bytes(identity.privateKeySet()), code.operatorSignature()))
                    .isTrue();
        });
    }

    @TestFactory
    List<DynamicTest> sealsAndOpens() {
        return each(VECTORS.get("packets"), vector -> {
            int size = vector.get("ifac_size_bytes").intValue();
            AccessCode code = code(VECTORS.get("packets_key"), size);
            byte[] plain = bytes(vector.get("plain"));
            byte[] sealed = code.seal(plain);
            assertThat(Arrays.copyOfRange(sealed, 2, 2 + size)).isEqualTo(bytes(vector.get("access_code")));
            if (vector.has("masked")) {
                assertThat(sealed).isEqualTo(bytes(vector.get("masked")));
            } else {
                assertThat(Hashes.sha256(sealed))
                        .hasToString(vector.get("masked_sha256").textValue());
                assertThat(Arrays.copyOfRange(sealed, sealed.length - 64, sealed.length))
                        .isEqualTo(bytes(vector.get("masked_tail_64")));
            }
            assertThat(valueOf(code.open(sealed))).isEqualTo(plain);
        });
    }

    @TestFactory
    List<DynamicTest> admitsOnlyWhatBelongsHere() {
        return each(VECTORS.get("negative"), vector -> {
            Optional<AccessCode> code = Optional.of(vector.get("receiver_ifac"))
                    .filter(JsonNode::isInt)
                    .map(size -> receiver(vector, size.intValue()));
            Decoded<byte[]> admitted = AccessCode.admit(code, bytes(vector.get("raw")));
            if (vector.get("delivered").isTextual()) {
                assertThat(valueOf(admitted)).isEqualTo(bytes(vector.get("delivered")));
            } else {
                assertThat(rejectionOf(admitted))
                        .isEqualTo(
                                vector.get("ifac_violation").booleanValue()
                                        ? WireRejection.BAD_ACCESS_CODE
                                        : WireRejection.TOO_SHORT);
            }
        });
    }

    @Test
    void nothingConfiguredMeansOpen() {
        assertThat(AccessCode.derive(null, "", 16)).isEmpty();
        assertThat(AccessCode.derive("None", null, 16)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> AccessCode.derive("net", null, 65));
        assertThatIllegalArgumentException().isThrownBy(() -> AccessCode.derive("net", null, 0));
    }

    private static AccessCode receiver(JsonNode vector, int size) {
        JsonNode key = VECTORS.get("packets_key");
        return vector.get("why").textValue().equals("wrong passphrase")
                ? AccessCode.derive(key.get("network_name").textValue(), "another", size)
                        .orElseThrow()
                : code(key, size);
    }

    private static AccessCode code(JsonNode key, int size) {
        return AccessCode.derive(
                        key.get("network_name").textValue(),
                        key.get("passphrase").textValue(),
                        size)
                .orElseThrow();
    }
}
