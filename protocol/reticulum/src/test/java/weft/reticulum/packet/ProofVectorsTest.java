package weft.reticulum.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.reticulum.Vectors.bytes;
import static weft.reticulum.Vectors.each;
import static weft.reticulum.Vectors.rejectionOf;
import static weft.reticulum.Vectors.valueOf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import weft.reticulum.Decoded;
import weft.reticulum.Digest;
import weft.reticulum.Vectors;
import weft.reticulum.WireRejection;
import weft.reticulum.identity.PrivateIdentity;

class ProofVectorsTest {

    private static final JsonNode VECTORS = Vectors.load("packet");
    private static final PrivateIdentity BOB =
            PrivateIdentity.of(bytes(VECTORS.at("/serialise/0/recipient_private_key")));
    private static final Digest PROVED = Digest.of(bytes(VECTORS.at("/proofs/0/proved_packet_hash")));

    @TestFactory
    List<DynamicTest> provesAsTheReferenceDoes() {
        return each(VECTORS.get("proofs"), vector -> {
            Packet proved = valueOf(Packet.decode(bytes(vector.get("proved_packet"))));
            assertThat(proved.hash())
                    .hasToString(vector.get("proved_packet_hash").textValue());
            Packet proof = vector.get("kind").textValue().equals("implicit")
                    ? Proof.implicit(BOB, proved.hash())
                    : Proof.explicit(BOB, proved.hash());
            assertThat(proof.encode()).isEqualTo(bytes(vector.get("raw")));
            assertThat(proof.destination())
                    .hasToString(vector.get("proof_destination").textValue());
        });
    }

    @TestFactory
    List<DynamicTest> believesOnlyTheDestination() {
        return each(VECTORS.get("proof_validation"), vector -> {
            byte[] data = bytes(vector.get("proof_data"));
            assertThat(data).hasSize(vector.get("length").intValue());
            Decoded<Proof> decoded = Proof.decode(data);
            if (data.length == Proof.IMPLICIT_LENGTH || data.length == Proof.EXPLICIT_LENGTH) {
                assertThat(valueOf(decoded).proves(PROVED, BOB.identity()))
                        .isEqualTo(vector.get("valid").booleanValue());
            } else {
                assertThat(vector.get("valid").booleanValue()).isFalse();
                assertThat(rejectionOf(decoded)).isEqualTo(WireRejection.WRONG_LENGTH);
            }
        });
    }
}
