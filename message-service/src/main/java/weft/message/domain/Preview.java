package weft.message.domain;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import weft.lxmf.message.Attachment;
import weft.lxmf.message.FieldReading;
import weft.lxmf.message.Message;
import weft.lxmf.message.Text;

/**
 * Enough of a message for a line in a list, as JSON: the beginnings of title and content, the first files,
 * and what else there is by its kind. Kept beside the
 * whole body, so that a list of conversations does not read pictures.
 */
public final class Preview {

    /** Characters of title and of content. */
    public static final int LENGTH = 200;

    /** Files; a member sends no more, a stranger may. */
    public static final int FILES = 100;

    private record File(int n, String name, int size) {}

    private Preview() {}

    static byte[] of(Message message) {
        List<Attachment> files =
                message.fields().attachments().map(FieldReading::value).orElse(List.of());
        List<File> first = new ArrayList<>();
        for (int n = 0; n < Math.min(files.size(), FILES); n++) {
            first.add(new File(n, files.get(n).safeName(), files.get(n).data().length));
        }
        return write(
                Text.decode(message.title()).orElse(null),
                Text.decode(message.content()).orElse(null),
                first,
                Kinds.of(message.fields()));
    }

    /**
     * The preview of a body that was kept without one; reads it once and builds nothing else of it. None for {@link
     * StoredMessage#NO_BODY}.
     */
    public static byte[] of(byte[] body) {
        if (body.length == 0) {
            return StoredMessage.NO_BODY;
        }
        String title = null;
        String content = null;
        List<File> files = new ArrayList<>();
        List<Kinds.Kind> kinds = List.of();
        try (JsonParser in = StoredJson.parser(body)) {
            in.nextToken();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                in.nextToken();
                switch (name) {
                    case "title" -> title = in.getValueAsString();
                    case "content" -> content = in.getValueAsString();
                    case "attachments" -> files = files(in);
                    case "kinds" -> kinds = Kinds.read(in);
                    default -> in.skipChildren();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a body on disk is not the JSON that was written", e);
        }
        return write(title, content, files, kinds);
    }

    private static List<File> files(JsonParser in) throws IOException {
        List<File> files = new ArrayList<>();
        while (in.nextToken() == JsonToken.START_OBJECT) {
            String name = "";
            int size = 0;
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String member = in.currentName();
                in.nextToken();
                switch (member) {
                    case "name" -> name = in.getText();
                    case "size" -> size = in.getIntValue();
                    default -> in.skipChildren();
                }
            }
            if (files.size() < FILES) {
                files.add(new File(files.size(), name, size));
            }
        }
        return files;
    }

    private static byte[] write(String title, String content, List<File> files, List<Kinds.Kind> kinds) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = StoredJson.generator(bytes)) {
            out.writeStartObject();
            out.writeStringField("title", beginning(title));
            out.writeStringField("content", beginning(content));
            out.writeArrayFieldStart("attachments");
            for (File file : files) {
                out.writeStartObject();
                out.writeNumberField("n", file.n());
                out.writeStringField("name", file.name());
                out.writeNumberField("size", file.size());
                out.writeEndObject();
            }
            out.writeEndArray();
            Kinds.write(out, kinds);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("JSON in memory", e);
        }
        return bytes.toByteArray();
    }

    private static String beginning(String text) {
        return text == null ? null : Text.truncate(text, LENGTH);
    }
}
