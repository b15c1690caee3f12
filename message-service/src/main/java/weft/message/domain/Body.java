package weft.message.domain;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import weft.lxmf.message.Attachment;
import weft.lxmf.message.Field;
import weft.lxmf.message.FieldReading;
import weft.lxmf.message.Message;
import weft.lxmf.message.MessageFields;
import weft.lxmf.message.Text;
import weft.lxmf.message.UnreadFields;

/**
 * What a message says, as the members of its JSON object in UTF-8: title, content, fields, and known fields under names of their
 * own. Written once, when the message is kept; lists pass it on as it is.
 *
 * <p>A field is left out of {@code fields} only when its value has the usual shape and its named member, with the files that
 * are fetched one by one, tells all of it. The ticket is told by its expiry alone: its bytes are a secret between the two.
 * What there is beside text and files is named in {@code kinds}, and left in {@code fields}.
 * Fields that are past the bounds of a message are told by {@code unreadFields}, their reason and size, and fetched as bytes.
 *
 * @param whole all members
 * @param preview {@code title}, {@code content}, {@code attachments} and {@code kinds} as a line in a list needs them, see {@link Preview}
 */
public record Body(byte[] whole, byte[] preview) {

    /** The members of this message. */
    public static Body of(Message message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = StoredJson.generator(bytes)) {
            write(out, message);
        } catch (IOException e) {
            throw new UncheckedIOException("JSON in memory", e);
        }
        return new Body(bytes.toByteArray(), Preview.of(message));
    }

    private static void write(JsonGenerator out, Message message) throws IOException {
        MessageFields fields = message.fields();
        Set<Integer> told = new HashSet<>();
        out.writeStartObject();
        text(out, "title", message.title());
        text(out, "content", message.content());
        attachments(out, fields, told);
        image(out, fields, told);
        audio(out, fields, told);
        Kinds.write(out, Kinds.of(fields));
        var replyTo = fields.replyTo();
        if (replyTo.isPresent()) {
            out.writeStringField("replyTo", replyTo.get().toString());
            told.add(Field.REPLY_TO);
        }
        var quote = fields.replyQuote();
        if (quote.isPresent()) {
            out.writeStringField("replyQuote", quote.get().value());
            tell(quote.get(), Field.REPLY_QUOTE, told);
        }
        var ticket = fields.ticket();
        if (ticket.isPresent()) {
            out.writeObjectFieldStart("ticket");
            out.writeStringField(
                    "expiresAt", instant(ticket.get().value().expiresAt()).toString());
            out.writeEndObject();
            tell(ticket.get(), Field.TICKET, told);
        }
        out.writeFieldName("fields");
        FieldsJson.write(out, fields, told::contains);
        Optional<UnreadFields> unread = message.unreadFields();
        if (unread.isPresent()) {
            unread(out, unread.get());
        }
        out.writeEndObject();
    }

    private static void unread(JsonGenerator out, UnreadFields unread) throws IOException {
        out.writeObjectFieldStart("unreadFields");
        out.writeStringField(
                "reason", unread.reason().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        out.writeNumberField("size", unread.bytes().length);
        out.writeEndObject();
    }

    /** A time on the wire as an instant; one that no calendar has becomes the nearest that one has. */
    public static Instant instant(double unixTime) {
        double bounded = Math.clamp(unixTime, 0, 253_402_300_799.0);
        return Instant.ofEpochSecond((long) bounded, (long) ((bounded - Math.floor(bounded)) * 1_000_000) * 1_000);
    }

    private static void attachments(JsonGenerator out, MessageFields fields, Set<Integer> told) throws IOException {
        var reading = fields.attachments();
        List<Attachment> files = reading.map(FieldReading::value).orElse(List.of());
        out.writeArrayFieldStart("attachments");
        for (int n = 0; n < files.size(); n++) {
            Attachment file = files.get(n);
            out.writeStartObject();
            out.writeNumberField("n", n);
            out.writeStringField("name", file.safeName());
            out.writeNumberField("size", file.data().length);
            if (!file.safeName().equals(file.name())) {
                out.writeStringField("originalName", file.name());
            }
            out.writeEndObject();
        }
        out.writeEndArray();
        reading.ifPresent(usual -> tell(usual, Field.ATTACHMENTS, told));
    }

    private static void image(JsonGenerator out, MessageFields fields, Set<Integer> told) throws IOException {
        var image = fields.image();
        if (image.isPresent()) {
            out.writeObjectFieldStart("image");
            out.writeStringField("type", image.get().value().type());
            out.writeBinaryField("data", image.get().value().data());
            out.writeEndObject();
            tell(image.get(), Field.IMAGE, told);
        }
    }

    private static void audio(JsonGenerator out, MessageFields fields, Set<Integer> told) throws IOException {
        var audio = fields.audio();
        if (audio.isPresent()) {
            out.writeObjectFieldStart("audio");
            out.writeNumberField("mode", audio.get().value().mode());
            out.writeBinaryField("data", audio.get().value().data());
            out.writeEndObject();
            tell(audio.get(), Field.AUDIO, told);
        }
    }

    private static void tell(FieldReading<?> reading, int field, Set<Integer> told) {
        if (reading.complete()) {
            told.add(field);
        }
    }

    private static void text(JsonGenerator out, String name, byte[] utf8) throws IOException {
        Optional<String> text = Text.decode(utf8);
        if (text.isPresent()) {
            out.writeStringField(name, text.get());
        } else {
            out.writeNullField(name);
            out.writeBinaryField(name + "Bytes", utf8);
        }
    }
}
