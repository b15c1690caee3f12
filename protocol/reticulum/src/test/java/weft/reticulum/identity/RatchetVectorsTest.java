package weft.reticulum.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.reticulum.Vectors.bytes;
import static weft.reticulum.Vectors.each;
import static weft.reticulum.Vectors.rejectionOf;
import static weft.reticulum.Vectors.valueOf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import weft.reticulum.Decoded;
import weft.reticulum.Entropy;
import weft.reticulum.Vectors;
import weft.reticulum.WireRejection;

class RatchetVectorsTest {

    private static final JsonNode VECTORS = Vectors.load("ratchet");
    private static final JsonNode OWN_FILE = VECTORS.get("own_ratchet_file");
    private static final PrivateIdentity OWNER = PrivateIdentity.of(bytes(OWN_FILE.get("owner_private_key")));

    @TestFactory
    List<DynamicTest> derivesPublicKeyAndId() {
        return each(VECTORS.get("ratchets"), vector -> {
            Ratchet ratchet = Ratchet.of(bytes(vector.get("private")));
            assertThat(ratchet.publicKey()).isEqualTo(bytes(vector.get("public")));
            assertThat(ratchet).hasToString(vector.get("ratchet_id").textValue());
        });
    }

    @Test
    void readsAndWritesTheOwnFile() {
        byte[] content = bytes(OWN_FILE.get("content"));
        RatchetRing ring = valueOf(RatchetRing.decode(content, OWNER.identity()));
        assertThat(ring.newestFirst())
                .extracting(ratchet -> HexFormat.of().formatHex(ratchet.privateKey()))
                .isEqualTo(VECTORS.findValuesAsText("private"));
        assertThat(ring.rotatedAt()).isZero();
        assertThat(ring.encode(OWNER)).isEqualTo(content);
        assertThat(valueOf(RatchetRing.decode(RatchetRing.empty().encode(OWNER), OWNER.identity())))
                .isEqualTo(RatchetRing.empty());
    }

    @Test
    void refusesAnOwnFileThatTheOwnerDidNotSign() {
        byte[] content = bytes(OWN_FILE.get("content"));
        content[content.length - 1] ^= 1;
        assertThat(rejectionOf(RatchetRing.decode(content, OWNER.identity()))).isEqualTo(WireRejection.BAD_SIGNATURE);
        assertThat(rejectionOf(RatchetRing.decode(new byte[] {(byte) 0x80}, OWNER.identity())))
                .isEqualTo(WireRejection.BAD_MESSAGE_PACK);
    }

    @Test
    void readsAndWritesReceivedRatchets() {
        JsonNode vector = VECTORS.get("received_ratchet_file");
        byte[] content = bytes(vector.get("content"));
        ReceivedRatchet received = valueOf(ReceivedRatchet.decode(content));
        assertThat(received.publicKey()).isEqualTo(bytes(vector.get("ratchet")));
        assertThat(received.receivedAt()).isEqualTo(vector.get("received").doubleValue());
        assertThat(received.encode()).isEqualTo(content);
        assertThat(received.isExpired(received.receivedAt() + ReceivedRatchet.LIFETIME))
                .isFalse();
        assertThat(received.isExpired(received.receivedAt() + ReceivedRatchet.LIFETIME + 1))
                .isTrue();
    }

    @TestFactory
    List<DynamicTest> triesRatchetsBeforeTheBaseKey() {
        return each(VECTORS.get("decryption"), vector -> {
            PrivateIdentity recipient = PrivateIdentity.of(bytes(vector.get("recipient_private_key")));
            List<Ratchet> ratchets = new ArrayList<>();
            vector.get("recipient_ratchets_newest_first").forEach(key -> ratchets.add(Ratchet.of(bytes(key))));
            boolean enforce = vector.get("enforce").booleanValue();
            Decoded<PrivateIdentity.Opened> opened =
                    recipient.decrypt(bytes(vector.get("ciphertext")), ratchets, enforce);
            if (vector.get("plaintext").isNull()) {
                assertThat(rejectionOf(opened))
                        .isEqualTo(enforce ? WireRejection.RATCHET_REQUIRED : WireRejection.BAD_TOKEN);
                return;
            }
            assertThat(valueOf(opened).plaintext()).isEqualTo(bytes(vector.get("plaintext")));
            assertThat(valueOf(opened).ratchet().map(Ratchet::toString).orElse(null))
                    .isEqualTo(vector.get("ratchet_id_used").textValue());
        });
    }

    @Test
    void rotatesWhenStrictlyMoreThanTheIntervalHasPassed() {
        Entropy entropy = new Random(1)::nextBytes;
        RatchetRing ring = RatchetRing.empty();
        for (JsonNode step : VECTORS.get("rotation_with_retention_3")) {
            long now = step.get("now").longValue();
            boolean due = ring.isDue(now, VECTORS.at("/constants/interval_s").longValue());
            assertThat(due).as("at %d", now).isEqualTo(step.get("rotated").booleanValue());
            ring = due ? ring.rotate(now, entropy, 3) : ring;
            assertThat(ring.newestFirst()).hasSize(step.get("retained").intValue());
        }
        assertThat(RatchetRing.DEFAULT_INTERVAL)
                .isEqualTo(VECTORS.at("/constants/interval_s").longValue());
        assertThat(RatchetRing.DEFAULT_RETAINED)
                .isEqualTo(VECTORS.at("/constants/retained_default").intValue());
        assertThat(ReceivedRatchet.LIFETIME)
                .isEqualTo(VECTORS.at("/constants/received_expiry_s").longValue());
    }
}
