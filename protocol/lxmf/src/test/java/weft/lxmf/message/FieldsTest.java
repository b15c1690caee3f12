package weft.lxmf.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.msgpack.value.ValueFactory.newArray;
import static org.msgpack.value.ValueFactory.newBinary;
import static org.msgpack.value.ValueFactory.newInteger;
import static org.msgpack.value.ValueFactory.newMap;
import static org.msgpack.value.ValueFactory.newNil;
import static org.msgpack.value.ValueFactory.newString;
import static weft.lxmf.Vectors.bytes;
import static weft.lxmf.Vectors.valueOf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.msgpack.value.Value;
import weft.lxmf.Vectors;
import weft.lxmf.ticket.Ticket;
import weft.reticulum.Digest;

class FieldsTest {

    private static final JsonNode CASES = Vectors.load("lxmf-message").get("cases");
    private static final Digest ID = Digest.of(new byte[32]);

    private static MessageFields recorded(String name) {
        for (JsonNode node : CASES) {
            if (node.get("case").textValue().equals(name)) {
                return valueOf(Message.unpack(bytes(node.get("packed")))).fields();
            }
        }
        throw new AssertionError("no case " + name);
    }

    private static MessageFields one(int key, Value value) {
        return MessageFields.NONE.with(key, value);
    }

    @Test
    void readsFilesPictureAndRecording() {
        MessageFields fields = recorded("fields-media");
        FieldReading<List<Attachment>> files = fields.attachments().orElseThrow();
        assertThat(files.complete()).isTrue();
        assertThat(files.value()).extracting(Attachment::name).containsExactly("note.txt", "b.bin");
        assertThat(files.value().getFirst().data()).asString().isEqualTo("attachment one");
        assertThat(fields.image().orElseThrow().value().type()).isEqualTo("webp");
        assertThat(fields.audio().orElseThrow().value().mode()).isEqualTo(16);
        assertThat(fields.renderer()).contains(Renderer.MARKDOWN);
    }

    @Test
    void readsReferencesToOtherMessages() {
        MessageFields fields = recorded("fields-reply-reaction");
        assertThat(fields.replyTo()).isPresent();
        assertThat(fields.replyQuote()).contains(new FieldReading<>("quoted text", true));
        assertThat(fields.reaction().orElseThrow().value().text()).isEqualTo("👍");
        assertThat(fields.reaction().orElseThrow().complete()).isTrue();
        assertThat(fields.comment().orElseThrow().complete()).isTrue();
        assertThat(fields.continuation()).isPresent();
    }

    @Test
    void readsIconAndTicket() {
        assertThat(recorded("fields-icon-telemetry").icon())
                .contains(new FieldReading<>(new Icon("account", 0xff0000, 0x00ff00), true));
        FieldReading<Ticket> ticket = recorded("fields-ticket").ticket().orElseThrow();
        assertThat(ticket.value().expiresAt()).isEqualTo(1701814400.25);
        assertThat(MessageFields.NONE.with(ticket.value()).map())
                .isEqualTo(recorded("fields-ticket").map());
    }

    @Test
    void picturesAndRecordingsMayBeBareBytes() {
        assertThat(one(Field.IMAGE, newBinary(new byte[3]))
                        .image()
                        .orElseThrow()
                        .complete())
                .isFalse();
        assertThat(one(Field.AUDIO, newBinary(new byte[3]))
                        .audio()
                        .orElseThrow()
                        .value()
                        .mode())
                .isEqualTo(Media.Audio.UNKNOWN_MODE);
    }

    /** Else it would be listed nowhere. */
    @Test
    void aFileWithoutANameThatCanBeReadHasAMadeUpOne() {
        byte[] latin1 = {'f', (byte) 0xFC, 'r'};
        MessageFields fields = one(
                Field.ATTACHMENTS,
                newArray(
                        newArray(newBinary(latin1), newBinary(new byte[1])),
                        newArray(newNil(), newBinary(new byte[2])),
                        newArray(newBinary("ä.txt".getBytes(UTF_8)), newBinary(new byte[3]))));
        var files = fields.attachments().orElseThrow();
        assertThat(files.value()).extracting(Attachment::name).containsExactly("unnamed-1", "unnamed-2", "ä.txt");
        assertThat(files.value()).extracting(file -> file.data().length).containsExactly(1, 2, 3);
        assertThat(files.complete()).isFalse();
    }

    @Test
    void aPictureOrRecordingIsReadWhateverItsTypeIs() {
        var png = one(Field.IMAGE, newArray(newBinary("png".getBytes(UTF_8)), newBinary(new byte[3])))
                .image()
                .orElseThrow();
        assertThat(png.value().type()).isEqualTo("png");
        assertThat(png.value().data()).hasSize(3);
        assertThat(png.complete()).isFalse();
        for (Value type : List.of(newNil(), newInteger(7), newBinary(new byte[] {(byte) 0xFC}))) {
            assertThat(one(Field.IMAGE, newArray(type, newBinary(new byte[3])))
                            .image()
                            .orElseThrow()
                            .value()
                            .type())
                    .isEmpty();
        }
        assertThat(one(Field.AUDIO, newArray(newString("opus"), newBinary(new byte[3])))
                        .audio()
                        .orElseThrow()
                        .value()
                        .mode())
                .isEqualTo(Media.Audio.UNKNOWN_MODE);
    }

    @Test
    void aReadingThatLosesSomethingSaysSo() {
        Value file = newArray(newString("a"), newBinary(new byte[1]));
        MessageFields more = one(Field.ATTACHMENTS, newArray(file, newInteger(7)));
        assertThat(more.attachments().orElseThrow().value()).hasSize(1);
        assertThat(more.attachments().orElseThrow().complete()).isFalse();
        MessageFields longer =
                one(Field.ATTACHMENTS, newArray(newArray(newString("a"), newBinary(new byte[1]), newInteger(1))));
        assertThat(longer.attachments().orElseThrow().complete()).isFalse();
        MessageFields reaction = one(
                Field.REACTION,
                newMap(
                        newInteger(0),
                        newBinary(ID.bytes()),
                        newInteger(1),
                        newString("x"),
                        newInteger(2),
                        newInteger(2)));
        assertThat(reaction.reaction().orElseThrow().complete()).isFalse();
    }

    @Test
    void otherShapesAreNoReading() {
        assertThat(one(Field.ATTACHMENTS, newInteger(1)).attachments()).isEmpty();
        assertThat(one(Field.REPLY_TO, newBinary(new byte[16])).replyTo()).isEmpty();
        assertThat(one(Field.REACTION, newArray()).reaction()).isEmpty();
        assertThat(one(Field.RENDERER, newInteger(4)).renderer()).isEmpty();
        assertThat(one(Field.ICON, newArray(newString("a"), newBinary(new byte[4]), newBinary(new byte[3])))
                        .icon())
                .isEmpty();
        assertThat(one(Field.IMAGE, newArray(newString("webp"))).image()).isEmpty();
    }

    @Test
    void namesOfFilesAreMadeHarmless() {
        assertThat(new Attachment("../../etc/.passwd", new byte[0]).safeName()).isEqualTo("passwd");
        assertThat(new Attachment("C:\\x\\run.exe", new byte[0]).safeName()).isEqualTo("run.exe");
        assertThat(new Attachment("gpj\u202Eexe.\u0000\r\n", new byte[0]).safeName())
                .isEqualTo("gpjexe.");
        assertThat(new Attachment("..", new byte[0]).safeName()).isEqualTo("file");
        assertThat(new Attachment("a".repeat(5000), new byte[0]).safeName()).hasSize(Attachment.MAX_SAFE_NAME);
    }
}
