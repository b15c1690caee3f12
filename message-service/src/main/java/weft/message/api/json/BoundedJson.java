package weft.message.api.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.ws.rs.BadRequestException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import weft.lxmf.message.Message;
import weft.lxmf.message.UnreadFields;
import weft.message.domain.FieldsJson;
import weft.service.json.StrictJson;

/**
 * Reads a message that a client wrote. Its values are counted before anything is built of them: in a body, {@code {}} is two bytes
 * and in memory many times that. What a message may hold, it may also be written as, whatever its names and depth.
 */
public final class BoundedJson {

    /** Values of the document that can be needed for one value of the fields: {@code {"$ext": [5, ""]}} in a pair of a map. */
    private static final int PER_VALUE = 5;

    /** Values of the whole document. */
    static final int MAX_VALUES = PER_VALUE * Message.MAX_VALUES;

    /** Levels: for each of the fields {@code {"$map": [[…]]}}, around them body and fields, inside {@code {"$ext": […]}}. */
    static final int MAX_DEPTH = 3 * (Message.MAX_DEPTH + 2);

    /** Longest number, in characters. */
    private static final int MAX_NUMBER = 64;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH + 1)
                            .maxNumberLength(MAX_NUMBER)
                            // The body's own limit is theirs: a file is one string, and a key may be any text.
                            .maxNameLength(Integer.MAX_VALUE)
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    // In a table of the process the names of strangers would stay.
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static {
        StrictJson.refuseCoercion(MAPPER);
    }

    private static final JsonFactory COUNTER = JsonFactory.builder()
            .streamReadConstraints(MAPPER.getFactory().streamReadConstraints())
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private BoundedJson() {}

    /**
     * The document.
     *
     * @throws FieldsJson.PastBounds when it has more values or levels than a message can need
     * @throws com.fasterxml.jackson.core.JsonProcessingException when it is no JSON
     */
    public static JsonNode read(byte[] json) throws IOException {
        count(json);
        return MAPPER.readTree(text(json));
    }

    /** The same, into a record; null for the JSON {@code null}. A member that it hasn't is refused. */
    static <T> T read(byte[] json, Class<T> type) throws IOException {
        count(json);
        return MAPPER.readValue(text(json), type);
    }

    /** What a document that was put together stands for, as {@link #read(byte[], Class)} would have it. */
    static <T> T convert(JsonNode document, Class<T> type) throws JsonProcessingException {
        return MAPPER.treeToValue(document, type);
    }

    /**
     * The parser would put a sign of its own in place of bytes that are no UTF-8, where it keeps no table of names; so it is given text.
     *
     * @throws JsonParseException from its reader, when they are none
     */
    private static Reader text(byte[] json) {
        CharsetDecoder strict = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        return new InputStreamReader(new ByteArrayInputStream(json), strict) {
            @Override
            public int read(char[] into, int offset, int length) throws IOException {
                try {
                    return super.read(into, offset, length);
                } catch (CharacterCodingException broken) {
                    throw new JsonParseException(null, "JSON is written in UTF-8, and these bytes are none", broken);
                }
            }
        };
    }

    /** As {@link #count}, for a body that may be none: 400 where it is no JSON. */
    public static int countIn(byte[] body) {
        try {
            return body == null ? 0 : count(body);
        } catch (JsonProcessingException broken) {
            throw new BadRequestException(broken);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many values the document has; throws as {@link #read} does. Builds nothing. */
    static int count(byte[] json) throws IOException {
        return count(json, MAX_VALUES);
    }

    /** As {@link #count(byte[])}, with another bound of values. */
    static int count(byte[] json, int most) throws IOException {
        int values = 0;
        int depth = 0;
        try (JsonParser in = COUNTER.createParser(text(json))) {
            for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
                if (token.isStructEnd()) {
                    depth--;
                } else if (token != JsonToken.FIELD_NAME && ++values > most) {
                    throw new FieldsJson.PastBounds(UnreadFields.Reason.TOO_MANY_VALUES);
                } else if (token.isStructStart() && ++depth > MAX_DEPTH) {
                    throw new FieldsJson.PastBounds(UnreadFields.Reason.TOO_DEEP);
                }
            }
        }
        return values;
    }
}
