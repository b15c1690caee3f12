package weft.message.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;
import weft.lxmf.message.Attachment;
import weft.lxmf.message.Field;
import weft.lxmf.message.MessageFields;
import weft.message.api.json.Input;
import weft.message.delivery.Draft;
import weft.message.domain.FieldsJson;
import weft.message.domain.Method;
import weft.reticulum.Digest;
import weft.service.problem.Problem;

/** Reads a message that a member wants to send. */
final class DraftInput {

    /** Files in one message. */
    static final int MAX_FILES = 100;

    /** Longest name of a file, in bytes of UTF-8. */
    static final int MAX_FILE_NAME = 255;

    private DraftInput() {}

    /**
     * The draft.
     *
     * @param files that came beside the members, in a form
     */
    static Draft read(Input input, List<Attachment> files) {
        Method method = input.constant("method", Method.class).orElse(Method.AUTO);
        if (method == Method.PROPAGATED || method == Method.PAPER) {
            throw Problem.ruleBroken(
                            "method",
                            "method-not-offered",
                            "This node doesn't send messages by this method. Use auto, direct or opportunistic.")
                    .exception();
        }
        return new Draft(
                input.address("to").orElseThrow(() -> Problem.malformed("to", "to is missing.")
                        .exception()),
                utf8(input.text("title").orElse("")),
                utf8(input.text("content").orElse("")),
                fields(input, files),
                method,
                input.flag("includeTicket").orElse(false));
    }

    private static MessageFields fields(Input input, List<Attachment> files) {
        MessageFields fields = input.node("fields").map(FieldsJson::read).orElse(MessageFields.NONE);
        List<Attachment> attachments = new ArrayList<>(files);
        input.node("attachments").ifPresent(node -> attachments.addAll(attachments(node)));
        if (attachments.size() > MAX_FILES) {
            throw Problem.ruleBroken("attachments", "too-many", "A message has at most " + MAX_FILES + " files.")
                    .with("max", MAX_FILES)
                    .exception();
        }
        if (!attachments.isEmpty()) {
            once(fields, Field.ATTACHMENTS, "attachments");
            fields = fields.with(Field.ATTACHMENTS, packed(attachments));
        }
        var replyTo = input.text("replyTo");
        if (replyTo.isPresent()) {
            once(fields, Field.REPLY_TO, "replyTo");
            fields = fields.with(Field.REPLY_TO, ValueFactory.newBinary(hash(replyTo.get())));
        }
        if (input.flag("includeTicket").orElse(false)) {
            once(fields, Field.TICKET, "includeTicket");
        }
        return fields;
    }

    /** What has a member of its own can't also stand in the fields. */
    private static void once(MessageFields fields, int field, String member) {
        if (fields.has(field)) {
            throw Problem.ruleBroken(
                            "fields." + field, "twice", "Give either " + member + " or the field " + field + ".")
                    .exception();
        }
    }

    private static List<Attachment> attachments(JsonNode node) {
        if (!node.isArray()) {
            throw Problem.malformed("attachments", "attachments is an array of {name, data}.")
                    .exception();
        }
        List<Attachment> files = new ArrayList<>();
        for (int n = 0; n < node.size(); n++) {
            String at = "attachments[" + n + "]";
            JsonNode name = node.get(n).path("name");
            JsonNode data = node.get(n).path("data");
            if (!name.isTextual() || !data.isTextual()) {
                throw Problem.malformed(at, at + " is {name, data}, with data in base64.")
                        .exception();
            }
            Input.onlyKnown(at + ".", (ObjectNode) node.get(n), Documents.NewAttachment.class);
            files.add(file(at + ".name", name.textValue(), Input.base64(at + ".data", data.textValue())));
        }
        return files;
    }

    /** A file whose name somebody could save it under. */
    static Attachment file(String at, String name, byte[] data) {
        int bytes = utf8(Input.unicode(at, name)).length;
        if (name.isBlank() || bytes > MAX_FILE_NAME || name.indexOf('\0') >= 0) {
            throw Problem.ruleBroken(at, "file-name", at + " has 1 to " + MAX_FILE_NAME + " bytes of UTF-8.")
                    .with("max", MAX_FILE_NAME)
                    .exception();
        }
        return new Attachment(name, data);
    }

    private static Value packed(List<Attachment> files) {
        return ValueFactory.newArray(files.stream()
                .map(file -> (Value) ValueFactory.newArray(
                        ValueFactory.newString(file.name()), ValueFactory.newBinary(file.data(), true)))
                .toArray(Value[]::new));
    }

    private static byte[] hash(String text) {
        if (!Input.isHex(text, Digest.LENGTH)) {
            throw Problem.ruleBroken("replyTo", "hash", "replyTo is the hash of a message: 64 hexadecimal digits.")
                    .exception();
        }
        return HexFormat.of().parseHex(text);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
