package weft.lxmf.message;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.lxmf.Vectors.bytes;
import static weft.lxmf.Vectors.digest;
import static weft.lxmf.Vectors.hex;
import static weft.lxmf.Vectors.valueOf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import weft.lxmf.Vectors;
import weft.lxmf.paper.PaperMessage;
import weft.lxmf.propagation.SealedMessage;
import weft.lxmf.propagation.StampedMessage;
import weft.lxmf.propagation.Transfer;
import weft.reticulum.Decoded;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.identity.PrivateIdentity;

class MessageVectorsTest {

    private static final JsonNode FILE = Vectors.load("lxmf-message");
    private static final PrivateIdentity SENDER = Vectors.sender(FILE);
    private static final PrivateIdentity RECIPIENT = Vectors.recipient(FILE);

    /** What each refused case is refused for; the file only says that it is. */
    private static final Map<String, MessageRejection> REFUSALS = Map.of(
            "fields is an array", MessageRejection.BAD_FIELDS,
            "three elements", MessageRejection.WRONG_SHAPE,
            "payload is a map", MessageRejection.WRONG_SHAPE,
            "duplicate field keys", MessageRejection.BAD_PAYLOAD,
            "str content with invalid UTF-8", MessageRejection.BAD_PAYLOAD,
            "shorter than header", MessageRejection.TOO_SHORT,
            "header only", MessageRejection.TOO_SHORT);

    @Test
    void aMessageLongerThanAnyMayBeIsNotUnpacked() {
        assertThat(Vectors.rejectionOf(Message.unpack(new byte[Message.MAX_LENGTH + 1])))
                .isEqualTo(MessageRejection.TOO_LONG);
        assertThat(Vectors.rejectionOf(Message.unpack(new byte[Message.MAX_LENGTH])))
                .isNotEqualTo(MessageRejection.TOO_LONG);
    }

    @TestFactory
    List<DynamicTest> packsAndSignsLikeTheReference() {
        return Vectors.each(FILE.get("cases"), node -> {
            Message message = Message.sign(
                    SENDER,
                    DestinationName.LXMF_DELIVERY.destination(
                            RECIPIENT.identity().hash()),
                    node.get("timestamp").doubleValue(),
                    bytes(node.get("title_utf8")),
                    bytes(node.get("content_utf8")),
                    new MessageFields(Vectors.value(node.get("fields")).asMapValue()));
            if (!node.get("stamp").isNull()) {
                message = message.withStamp(bytes(node.get("stamp")));
            }
            assertThat(hex(message.packed())).isEqualTo(node.get("packed").textValue());
            assertThat(message.id()).isEqualTo(digest(node.get("message_id")));
        });
    }

    @TestFactory
    List<DynamicTest> readsWhatTheReferencePacked() {
        return Vectors.each(FILE.get("cases"), node -> assertReadsAs(node, false));
    }

    @TestFactory
    List<DynamicTest> decidesUnusualMessagesLikeTheReference() {
        return Vectors.each(FILE.get("decoder_cases"), node -> {
            if (node.get("decoded").get("accepted_by_decoder").booleanValue()) {
                // Here, and only here, our reading differs on purpose: the bytes as sent are hashed (lxmf §3 rule 3b).
                boolean asSent = node.get("case").textValue().equals("timestamp as float32, with stamp element");
                assertReadsAs(node, asSent);
            } else {
                assertThat(Vectors.rejectionOf(Message.unpack(bytes(node.get("packed")))))
                        .isEqualTo(REFUSALS.get(node.get("case").textValue()));
            }
        });
    }

    private static void assertReadsAs(JsonNode node, boolean hashesBytesAsSent) {
        JsonNode expected = node.get("decoded");
        Message message = valueOf(Message.unpack(bytes(node.get("packed"))));
        assertThat(message.isSignedBy(SENDER.identity()))
                .isEqualTo(expected.get("signature_valid").booleanValue() || hashesBytesAsSent);
        if (!hashesBytesAsSent) {
            assertThat(message.id()).isEqualTo(digest(expected.get("hash")));
        }
        assertThat(message.time())
                .hasValue(expected.get("timestamp").elements().next().doubleValue());
        assertThat(message.title()).isEqualTo(raw(expected.get("title")));
        assertThat(message.content()).isEqualTo(raw(expected.get("content")));
        assertThat(message.fields().map()).isEqualTo(Vectors.value(expected.get("fields")));
        assertThat(message.stamp().map(Vectors::hex).orElse(null))
                .isEqualTo(expected.get("stamp").textValue());
        if (expected.get("content_text").isTextual()) {
            assertThat(Text.decode(message.content()))
                    .contains(expected.get("content_text").textValue());
        }
    }

    private static byte[] raw(JsonNode tagged) {
        return Vectors.value(tagged).asRawValue().asByteArray();
    }

    @TestFactory
    List<DynamicTest> choosesTheRepresentationOfTheReference() {
        return Vectors.each(FILE.get("method_thresholds"), node -> {
            String requested = node.get("requested").textValue();
            int length = node.get("packed_length").intValue();
            String method = node.get("result_method").textValue();
            String representation = node.path("result_representation").asText();
            switch (requested) {
                case "opportunistic" -> {
                    assertThat(Representation.fitsPacket(length)).isEqualTo(method.equals("opportunistic"));
                    if (method.equals("direct")) {
                        assertThat(onLink(length)).isEqualTo(representation);
                    }
                }
                case "direct" -> assertThat(onLink(length)).isEqualTo(representation);
                case "propagated" ->
                    assertThat(toPropagationNode(node.get("content_bytes_with_empty_title_and_fields")
                                    .intValue()))
                            .isEqualTo(representation);
                case "paper" ->
                    assertThat(PaperMessage.seal(
                                    with(node.get("content_bytes_with_empty_title_and_fields")
                                            .intValue()),
                                    RECIPIENT.identity(),
                                    Optional.empty(),
                                    target -> target[0] = 9))
                            .isInstanceOf(method.equals("paper") ? Decoded.Value.class : Decoded.Rejected.class);
                default -> throw new AssertionError("not a method: " + requested);
            }
        });
    }

    private static String onLink(int length) {
        return Representation.onLink(length) == Representation.LINK_PACKET ? "packet" : "resource";
    }

    @Test
    void thresholdsOfTheMethodsAreExact() {
        assertThat(Representation.fitsPacket(packedWith(287))).isTrue();
        assertThat(Representation.fitsPacket(packedWith(288))).isFalse();
        assertThat(Representation.onLink(packedWith(319))).isEqualTo(Representation.LINK_PACKET);
        assertThat(Representation.onLink(packedWith(320))).isEqualTo(Representation.RESOURCE);
    }

    private static String toPropagationNode(int contentBytes) {
        SealedMessage sealed = SealedMessage.seal(
                        with(contentBytes), RECIPIENT.identity(), Optional.empty(), target -> target[0] = 9)
                .orElseThrow();
        byte[] stamped = new StampedMessage(sealed, new byte[32]).encode();
        int length = new Transfer(1, List.of(stamped)).encode().length;
        return Representation.toPropagationNode(length) == Representation.LINK_PACKET ? "packet" : "resource";
    }

    private static int packedWith(int contentBytes) {
        return with(contentBytes).packed().length;
    }

    private static Message with(int contentBytes) {
        return Message.sign(
                SENDER, RECIPIENT.identity().hash(), 1, new byte[0], new byte[contentBytes], MessageFields.NONE);
    }

    @Test
    void aStampChangesNeitherIdNorSignature() {
        Message plain = valueOf(Message.unpack(bytes(FILE.get("cases").get(1).get("packed"))));
        Message stamped = plain.withStamp(new byte[32]);
        Message read = valueOf(Message.unpack(stamped.packed()));
        assertThat(read.id()).isEqualTo(plain.id());
        assertThat(read.isSignedBy(SENDER.identity())).isTrue();
        assertThat(read.withStamp(new byte[16]).packed()).hasSize(stamped.packed().length - 16);
    }
}
