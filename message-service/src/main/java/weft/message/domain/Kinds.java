package weft.message.domain;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.msgpack.value.IntegerValue;
import org.msgpack.value.RawValue;
import org.msgpack.value.Value;
import weft.lxmf.message.Field;
import weft.lxmf.message.Media;
import weft.lxmf.message.MessageFields;
import weft.lxmf.message.Reaction;
import weft.lxmf.message.Text;

/**
 * What a message holds beside title, text and files, by name: so that a line in a list can say “voice message” where there is no
 * text. Each kind stands once, in the order of the fields.
 */
final class Kinds {

    private static final String OTHER = "other";

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(Field.EMBEDDED_MESSAGES, "messages"),
            Map.entry(Field.TELEMETRY, "telemetry"),
            Map.entry(Field.TELEMETRY_STREAM, "telemetry"),
            Map.entry(Field.ICON, "appearance"),
            Map.entry(Field.IMAGE, "picture"),
            Map.entry(Field.AUDIO, "voice"),
            Map.entry(Field.COMMANDS, "commands"),
            Map.entry(Field.RESULTS, "results"),
            Map.entry(Field.GROUP, "group"),
            Map.entry(Field.TICKET, "ticket"),
            Map.entry(Field.EVENT, "event"),
            Map.entry(Field.REACTION, "reaction"),
            Map.entry(Field.COMMENT, "comment"),
            Map.entry(Field.CONTINUATION, "continuation"),
            Map.entry(Field.CUSTOM_TYPE, "custom"),
            Map.entry(Field.CUSTOM_DATA, "custom"),
            Map.entry(Field.CUSTOM_META, "custom"));

    /** Files have a list of their own; the others say how the text is to be read, and are nothing by themselves. */
    private static final List<Integer> NO_KIND = List.of(
            Field.ATTACHMENTS,
            Field.THREAD,
            Field.REFERENCES,
            Field.RENDERER,
            Field.REPLY_TO,
            Field.REPLY_QUOTE,
            Field.DEBUG);

    private Kinds() {}

    /**
     * One kind.
     *
     * @param size bytes, where it is a matter of bytes; else null
     * @param text of a reaction; else null
     * @param to hash of the message that is reacted to; else null
     */
    record Kind(String kind, Long size, String text, String to) {}

    static List<Kind> of(MessageFields fields) {
        Map<String, Kind> kinds = new LinkedHashMap<>();
        for (Map.Entry<Value, Value> entry : fields.map().entrySet()) {
            name(entry.getKey()).ifPresent(name -> kinds.putIfAbsent(name, kind(name, fields, entry.getValue())));
        }
        return List.copyOf(kinds.values());
    }

    private static Optional<String> name(Value key) {
        if (key instanceof IntegerValue number && number.isInIntRange()) {
            return NO_KIND.contains(number.asInt())
                    ? Optional.empty()
                    : Optional.of(NAMES.getOrDefault(number.asInt(), OTHER));
        }
        return Optional.of(OTHER);
    }

    private static Kind kind(String name, MessageFields fields, Value value) {
        return switch (name) {
            case "picture" -> sized(name, fields.image().map(image -> (Media) image.value()), value);
            case "voice" -> sized(name, fields.audio().map(audio -> (Media) audio.value()), value);
            case "reaction" ->
                fields.reaction()
                        .map(reading -> new Kind(
                                name,
                                null,
                                Text.truncate(reading.value().text(), Reaction.MAX_SHOWN),
                                reading.value().message().toString()))
                        .orElse(new Kind(name, null, null, null));
            default -> sized(name, Optional.empty(), value);
        };
    }

    private static Kind sized(String name, Optional<Media> media, Value value) {
        Long size = media.map(Media::data)
                .or(() -> value instanceof RawValue raw ? Optional.of(raw.asByteArray()) : Optional.empty())
                .map(bytes -> (long) bytes.length)
                .orElse(null);
        return new Kind(name, size, null, null);
    }

    /** The member {@code kinds} of an object. */
    static void write(JsonGenerator out, List<Kind> kinds) throws IOException {
        out.writeArrayFieldStart("kinds");
        for (Kind kind : kinds) {
            out.writeStartObject();
            out.writeStringField("kind", kind.kind());
            if (kind.size() != null) {
                out.writeNumberField("size", kind.size());
            }
            if (kind.text() != null) {
                out.writeStringField("text", kind.text());
                out.writeStringField("to", kind.to());
            }
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    /** What {@link #write} wrote, from the beginning of its array. */
    static List<Kind> read(JsonParser in) throws IOException {
        List<Kind> kinds = new ArrayList<>();
        while (in.nextToken() == JsonToken.START_OBJECT) {
            String kind = "";
            Long size = null;
            String text = null;
            String to = null;
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String member = in.currentName();
                in.nextToken();
                switch (member) {
                    case "kind" -> kind = in.getText();
                    case "size" -> size = in.getLongValue();
                    case "text" -> text = in.getText();
                    case "to" -> to = in.getText();
                    default -> in.skipChildren();
                }
            }
            kinds.add(new Kind(kind, size, text, to));
        }
        return kinds;
    }
}
