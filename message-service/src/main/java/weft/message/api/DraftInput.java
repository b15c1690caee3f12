package weft.message.api;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;
import weft.lxmf.message.Attachment;
import weft.lxmf.message.Field;
import weft.lxmf.message.MessageFields;
import weft.message.api.Documents.NewAttachment;
import weft.message.api.Documents.NewMessage;
import weft.message.api.json.Choices;
import weft.message.api.json.HexText;
import weft.message.delivery.Draft;
import weft.message.domain.FieldsJson;
import weft.message.domain.Method;
import weft.service.constraint.Unicode;
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
    static Draft read(NewMessage wanted, List<Attachment> files) {
        Method method = Optional.ofNullable(wanted.method())
                .flatMap(text -> Choices.find(text, Method.class))
                .orElse(Method.AUTO);
        if (method == Method.PROPAGATED || method == Method.PAPER) {
            throw Problem.ruleBroken(
                            "method",
                            "method-not-offered",
                            "This node doesn't send messages by this method. Use auto, direct or opportunistic.")
                    .exception();
        }
        return new Draft(
                HexText.address(wanted.to()),
                utf8(Objects.requireNonNullElse(wanted.title(), "")),
                utf8(Objects.requireNonNullElse(wanted.content(), "")),
                fields(wanted, files),
                method,
                Boolean.TRUE.equals(wanted.includeTicket()));
    }

    private static MessageFields fields(NewMessage wanted, List<Attachment> files) {
        MessageFields fields = wanted.fields() == null || wanted.fields().isNull()
                ? MessageFields.NONE
                : FieldsJson.read(wanted.fields());
        List<NewAttachment> more = Objects.requireNonNullElse(wanted.attachments(), List.of());
        if (files.size() + more.size() > MAX_FILES) {
            throw Problem.ruleBroken("attachments", "too-many", "A message has at most " + MAX_FILES + " files.")
                    .with("max", MAX_FILES)
                    .exception();
        }
        List<Attachment> attachments = new ArrayList<>(files);
        attachments.addAll(attachments(more));
        if (!attachments.isEmpty()) {
            once(fields, Field.ATTACHMENTS, "attachments");
            fields = fields.with(Field.ATTACHMENTS, packed(attachments));
        }
        if (wanted.replyTo() != null) {
            once(fields, Field.REPLY_TO, "replyTo");
            byte[] hash = HexFormat.of().parseHex(wanted.replyTo());
            fields = fields.with(Field.REPLY_TO, ValueFactory.newBinary(hash));
        }
        if (Boolean.TRUE.equals(wanted.includeTicket())) {
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

    /** Looked at here and by no constraint: as many as there are would be told of, before their number is looked at. */
    private static List<Attachment> attachments(List<NewAttachment> wanted) {
        List<Attachment> files = new ArrayList<>();
        for (int n = 0; n < wanted.size(); n++) {
            String at = "attachments[" + n + "]";
            NewAttachment file = given(at, wanted.get(n));
            String name = given(at + ".name", file.name());
            if (!Unicode.Check.isUnicode(name, true)) {
                throw Problem.malformed(at + ".name", at + ".name is not valid Unicode text.")
                        .exception();
            }
            files.add(file(at + ".name", name, bytes(at + ".data", given(at + ".data", file.data()))));
        }
        return files;
    }

    private static <T> T given(String field, T value) {
        if (value == null) {
            throw Problem.missing(field).exception();
        }
        return value;
    }

    /** Base64 is checked by decoding it, once: a file may be as large as a message. */
    private static byte[] bytes(String at, String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            throw Problem.ruleBroken(at, "base64", at + " is not base64.").exception();
        }
    }

    /** A file whose name somebody could save it under. */
    static Attachment file(String at, String name, byte[] data) {
        int bytes = utf8(name).length;
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

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
