package weft.lxmf.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.lxmf.Vectors.bytes;
import static weft.lxmf.Vectors.digest;
import static weft.lxmf.Vectors.valueOf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import weft.lxmf.Vectors;
import weft.lxmf.message.Message;
import weft.lxmf.message.MessageFields;
import weft.lxmf.message.MessageRejection;
import weft.lxmf.propagation.SealedMessage;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.Rejection;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.identity.PrivateIdentity;

class PaperVectorsTest {

    private static final JsonNode FILE = Vectors.load("paper");
    private static final PrivateIdentity SENDER = Vectors.sender(FILE);
    private static final PrivateIdentity RECIPIENT = Vectors.recipient(FILE);

    @TestFactory
    List<DynamicTest> readsThePaperOfTheReference() {
        return Vectors.each(FILE.get("cases"), node -> {
            PaperMessage paper = valueOf(PaperMessage.parse(node.get("uri").textValue()));
            assertThat(paper.sealed().bytes()).isEqualTo(bytes(node.get("paper_bytes")));
            assertThat(paper.uri()).isEqualTo(node.get("uri").textValue());
            assertThat(paper.sealed().transientId()).isEqualTo(digest(node.get("transient_id")));
            SealedMessage.Opened opened = valueOf(paper.sealed().open(RECIPIENT, List.of()));
            assertThat(opened.packed()).isEqualTo(bytes(node.get("packed_lxm")));
            assertThat(valueOf(Message.unpack(opened.packed())).id()).isEqualTo(digest(node.get("message_id")));
        });
    }

    /** What each ingested URI comes to here. Two differ from the reference on purpose (lxmf §10, §29.4). */
    private static final Map<String, String> OUTCOMES = Map.of(
            "with base64 padding", "read",
            "upper case scheme", "read",
            "other scheme", "BAD_URI",
            "with slashes inside", "read",
            "truncated", "TOO_SHORT",
            "not for this recipient", "other recipient",
            "damaged ciphertext", "NOT_READABLE");

    @TestFactory
    List<DynamicTest> ingestsOrSaysWhyNot() {
        return Vectors.each(FILE.get("ingest_cases"), node -> assertThat(
                        outcome(node.get("uri").textValue()))
                .isEqualTo(OUTCOMES.get(node.get("case").textValue())));
    }

    private static String outcome(String uri) {
        Address own =
                DestinationName.LXMF_DELIVERY.destination(RECIPIENT.identity().hash());
        return switch (PaperMessage.parse(uri)) {
            case Decoded.Rejected<PaperMessage>(Rejection reason) -> reason.name();
            case Decoded.Value<PaperMessage>(PaperMessage paper)
            when !paper.sealed().destination().equals(own) -> "other recipient";
            case Decoded.Value<PaperMessage>(PaperMessage paper) ->
                switch (paper.sealed().open(RECIPIENT, List.of())) {
                    case Decoded.Rejected<SealedMessage.Opened>(Rejection reason) -> reason.name();
                    case Decoded.Value<SealedMessage.Opened> opened -> "read";
                };
        };
    }

    @Test
    void theLargestPaperMessageHasTheUriOfTheLargestCode() {
        PaperMessage largest = valueOf(seal(2015));
        assertThat(largest.sealed().length())
                .isLessThanOrEqualTo(FILE.get("limits").get("max_paper_bytes").intValue());
        assertThat(largest.uri().length())
                .isLessThanOrEqualTo(
                        FILE.get("limits").get("max_uri_characters").intValue());
        assertThat(Vectors.rejectionOf(seal(2016))).isEqualTo(MessageRejection.TOO_LONG);
    }

    private static Decoded<PaperMessage> seal(int contentBytes) {
        Message message = Message.sign(
                SENDER,
                DestinationName.LXMF_DELIVERY.destination(RECIPIENT.identity().hash()),
                1_700_000_000.25,
                new byte[0],
                new byte[contentBytes],
                MessageFields.NONE);
        return PaperMessage.seal(message, RECIPIENT.identity(), Optional.empty(), target -> target[0] = 9);
    }
}
