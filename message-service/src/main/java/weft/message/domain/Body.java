package weft.message.domain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import weft.lxmf.message.Attachment;
import weft.lxmf.message.Field;
import weft.lxmf.message.FieldReading;
import weft.lxmf.message.Fields;
import weft.lxmf.message.Message;
import weft.lxmf.message.Text;

/**
 * What a message says, as the members of its JSON object: title, content, fields, and known fields under names of their own.
 *
 * <p>A field is left out of {@code fields} only when its value has the usual shape and its named member, with the files that
 * are fetched one by one, tells all of it. The ticket is told by its expiry alone: its bytes are a secret between the two.
 */
public final class Body {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Body() {}

    /** The members of this message. */
    public static ObjectNode of(Message message) {
        ObjectNode body = NODES.objectNode();
        text(body, "title", message.title());
        text(body, "content", message.content());
        Fields fields = message.fields();
        Set<Integer> told = new HashSet<>();
        attachments(body, fields, told);
        fields.image().ifPresent(reading -> {
            body.putObject("image")
                    .put("type", reading.value().type())
                    .put("data", base64(reading.value().data()));
            tell(reading, Field.IMAGE, told);
        });
        fields.audio().ifPresent(reading -> {
            body.putObject("audio")
                    .put("mode", reading.value().mode())
                    .put("data", base64(reading.value().data()));
            tell(reading, Field.AUDIO, told);
        });
        fields.replyTo().ifPresent(hash -> {
            body.put("replyTo", hash.toString());
            told.add(Field.REPLY_TO);
        });
        fields.ticket().ifPresent(reading -> {
            body.putObject("ticket")
                    .put("expiresAt", instant(reading.value().expiresAt()).toString());
            tell(reading, Field.TICKET, told);
        });
        body.set("fields", FieldsJson.write(fields, told::contains));
        return body;
    }

    /** A time on the wire as an instant; one that no calendar has becomes the nearest that one has. */
    public static Instant instant(double unixTime) {
        double bounded = Math.clamp(unixTime, 0, 253_402_300_799.0);
        return Instant.ofEpochSecond((long) bounded, (long) ((bounded - Math.floor(bounded)) * 1_000_000) * 1_000);
    }

    private static void attachments(ObjectNode body, Fields fields, Set<Integer> told) {
        ArrayNode array = body.putArray("attachments");
        fields.attachments().ifPresent(reading -> {
            List<Attachment> files = reading.value();
            for (int n = 0; n < files.size(); n++) {
                Attachment file = files.get(n);
                ObjectNode entry = array.addObject()
                        .put("n", n)
                        .put("name", file.safeName())
                        .put("size", file.data().length);
                if (!file.safeName().equals(file.name())) {
                    entry.put("originalName", file.name());
                }
            }
            tell(reading, Field.ATTACHMENTS, told);
        });
    }

    private static void tell(FieldReading<?> reading, int field, Set<Integer> told) {
        if (reading.complete()) {
            told.add(field);
        }
    }

    private static void text(ObjectNode body, String name, byte[] utf8) {
        Text.decode(utf8).ifPresentOrElse(text -> body.put(name, text), () -> body.putNull(name)
                .put(name + "Bytes", base64(utf8)));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
