package weft.reticulum.crypto;

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
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import weft.reticulum.ScriptedEntropy;
import weft.reticulum.Vectors;
import weft.reticulum.WireRejection;
import weft.reticulum.identity.Identity;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.identity.Ratchet;

class TokenVectorsTest {

    private static final JsonNode VECTORS = Vectors.load("token");
    private static final JsonNode IDENTITIES = Vectors.load("identity").get("identities");

    @TestFactory
    List<DynamicTest> derivesKeys() {
        return each(VECTORS.get("hkdf"), vector -> {
            int length = vector.get("length").intValue();
            byte[] derived = Hkdf.derive(
                    length, bytes(vector.get("ikm")), optional(vector.get("salt")), optional(vector.get("context")));
            assertThat(derived).hasSize(length);
            if (vector.has("okm")) {
                assertThat(derived).isEqualTo(bytes(vector.get("okm")));
            } else {
                assertThat(Hashes.sha256(derived))
                        .hasToString(vector.get("okm_sha256").textValue());
                assertThat(Arrays.copyOfRange(derived, length - 96, length))
                        .isEqualTo(bytes(vector.get("okm_tail_96")));
            }
        });
    }

    @Test
    void derivesNothingFromNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> Hkdf.derive(0, new byte[] {1}, null, null));
        assertThatIllegalArgumentException().isThrownBy(() -> Hkdf.derive(32, new byte[0], null, null));
    }

    @TestFactory
    List<DynamicTest> sealsAndOpens() {
        return each(VECTORS.get("token"), vector -> {
            byte[] key = bytes(vector.get("key"));
            byte[] plaintext = bytes(vector.get("plaintext"));
            byte[] token = bytes(vector.get("token"));
            assertThat(Token.seal(key, bytes(vector.get("iv")), plaintext)).isEqualTo(token);
            assertThat(Token.sealedLength(plaintext.length)).isEqualTo(token.length);
            assertThat(valueOf(Token.open(key, token))).isEqualTo(plaintext);
        });
    }

    /** The two malformed paddings that the reference lets pass are refused here: no sender makes them (rns-core §2.2). */
    @TestFactory
    List<DynamicTest> refusesWhatIsNotAToken() {
        return each(VECTORS.get("token_negative"), vector -> {
            byte[] key = bytes(vector.get("key"));
            byte[] token = bytes(vector.get("token"));
            boolean wellPadded = vector.get("why").textValue().contains("full pad block");
            if (vector.get("accepted").booleanValue() && wellPadded) {
                assertThat(valueOf(Token.open(key, token))).isEqualTo(bytes(vector.get("plaintext")));
            } else {
                assertThat(rejectionOf(Token.open(key, token))).isEqualTo(WireRejection.BAD_TOKEN);
            }
        });
    }

    @TestFactory
    List<DynamicTest> takesKeysOfTwoLengths() {
        return each(VECTORS.get("token_key_lengths"), vector -> {
            byte[] key = new byte[vector.get("length").intValue()];
            if (vector.get("accepted").booleanValue()) {
                assertThat(Token.seal(key, new byte[16], new byte[0])).hasSize(64);
            } else {
                assertThatIllegalArgumentException().isThrownBy(() -> Token.seal(key, new byte[16], new byte[0]));
                assertThatIllegalArgumentException().isThrownBy(() -> Token.open(key, new byte[64]));
            }
        });
    }

    @TestFactory
    List<DynamicTest> encryptsToAnIdentity() {
        return each(VECTORS.get("identity_encrypt"), vector -> {
            Identity recipient = Identity.of(bytes(vector.get("recipient_public_key")));
            ScriptedEntropy entropy =
                    new ScriptedEntropy(bytes(vector.get("ephemeral_private")), bytes(vector.get("iv")));
            byte[] plaintext = bytes(vector.get("plaintext"));
            Optional<byte[]> ratchet = Optional.ofNullable(optional(vector.get("ratchet_public")));
            byte[] sealed = recipient.encrypt(plaintext, ratchet, entropy).orElseThrow();
            assertThat(sealed).isEqualTo(bytes(vector.get("ciphertext")));
            assertThat(sealed).hasSize(vector.get("total_length").intValue());
            assertThat(recipient.hash())
                    .hasToString(vector.get("identity_hash_salt").textValue());

            List<Ratchet> ratchets = Optional.ofNullable(optional(vector.get("ratchet_private")))
                    .map(Ratchet::of)
                    .map(List::of)
                    .orElse(List.of());
            PrivateIdentity bob = identity("bob");
            assertThat(valueOf(bob.decrypt(sealed, ratchets, ratchet.isPresent()))
                            .plaintext())
                    .isEqualTo(plaintext);
        });
    }

    @TestFactory
    List<DynamicTest> opensOnlyWhatIsMeantForIt() {
        return each(VECTORS.get("identity_decrypt_negative"), vector -> {
            PrivateIdentity recipient = identity(vector.get("recipient").textValue());
            byte[] sealed = bytes(vector.get("ciphertext"));
            if (vector.get("result").isNull()) {
                WireRejection expected = sealed.length <= 32 ? WireRejection.TOO_SHORT : WireRejection.BAD_TOKEN;
                assertThat(rejectionOf(recipient.decrypt(sealed, List.of(), false)))
                        .isEqualTo(expected);
            } else {
                assertThat(valueOf(recipient.decrypt(sealed, List.of(), false)).plaintext())
                        .isEqualTo(bytes(vector.get("result")));
            }
        });
    }

    @Test
    void encryptsNothingToAKeyOfLowOrder() {
        byte[] lowOrder = new byte[32];
        ScriptedEntropy entropy = new ScriptedEntropy(new byte[32], new byte[16]);
        assertThat(identity("bob").identity().encrypt(new byte[0], Optional.of(lowOrder), entropy))
                .isEmpty();
    }

    private static PrivateIdentity identity(String name) {
        return StreamSupport.stream(IDENTITIES.spliterator(), false)
                .filter(node -> node.get("name").textValue().equals(name))
                .map(node -> PrivateIdentity.of(bytes(node.get("private_key"))))
                .findFirst()
                .orElseThrow();
    }

    private static byte[] optional(JsonNode node) {
        return node.isNull() ? null : bytes(node);
    }
}
