package weft.message.api.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A JSON document that is written out already. Members that are kept as JSON are copied into it as they stand: no tree is made of
 * what a stranger sent, however it is nested.
 *
 * @param utf8 the whole document
 */
@Schema(hidden = true)
public record JsonDocument(byte[] utf8) {

    private static final JsonFactory FACTORY = new JsonFactory();

    /** What writes a document, or a part of it. */
    public interface Part {
        void write(Out out) throws IOException;
    }

    /** The document that this part writes. */
    public static JsonDocument of(Part part) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            part.write(new Out(json, bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("JSON in memory", e);
        }
        return new JsonDocument(bytes.toByteArray());
    }

    public String text() {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /** A document being written. */
    public record Out(JsonGenerator json, ByteArrayOutputStream bytes) {

        /** A member that is a text or null. */
        public void member(String name, Object value) throws IOException {
            json.writeStringField(name, value == null ? null : value.toString());
        }

        /** The members of an object that is kept as JSON, into the object that is being written and is not empty. */
        public void members(byte[] kept) throws IOException {
            json.flush();
            if (kept.length > 2) {
                bytes.write(',');
                bytes.write(kept, 1, kept.length - 2);
            }
        }
    }
}
