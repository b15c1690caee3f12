package weft.message.api.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.BadRequestException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import weft.message.domain.FieldsJson;
import weft.reticulum.Address;
import weft.service.http.PageRequest;
import weft.service.problem.Problem;

/** Reads what clients send, member by member: absent, null and wrong are three different things. */
public final class Input {

    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** Bytes of a body that is no message: the paths of messages let more through. */
    static final int SMALL = 64 << 10;

    /** Values of such a body: it is made a tree of. */
    static final int SMALL_VALUES = 1_000;

    private final ObjectNode body;

    private Input(ObjectNode body) {
        this.body = body;
    }

    /**
     * A JSON object as the whole body, or 400, also past {@link #SMALL_VALUES}; 413 past {@link #SMALL}.
     *
     * @param described the record that tells this request's members in the API's description; any other member is refused by name
     */
    public static Input of(ObjectMapper mapper, byte[] body, Class<? extends Record> described) {
        if (body != null && body.length > SMALL) {
            throw Problem.tooLarge(SMALL).exception();
        }
        return read(body, described, json -> {
            try {
                BoundedJson.count(json, SMALL_VALUES);
            } catch (FieldsJson.PastBounds tooMuch) {
                throw Problem.malformed(
                                null, "The JSON is nested too deeply, or has more than " + SMALL_VALUES + " values.")
                        .exception();
            }
            return mapper.readTree(json);
        });
    }

    /** As {@link #of}, for a message: read within the bounds of what a message may hold. */
    public static Input message(byte[] body, Class<? extends Record> described) {
        return read(body, described, BoundedJson::read);
    }

    private interface Reader {
        JsonNode read(byte[] body) throws IOException;
    }

    private static Input read(byte[] body, Class<? extends Record> described, Reader reader) {
        try {
            JsonNode node = body == null || body.length == 0 ? null : reader.read(body);
            if (node instanceof ObjectNode object) {
                return of(object, described);
            }
            throw Problem.malformed(null, "A JSON object is expected as the body.")
                    .exception();
        } catch (JsonProcessingException broken) {
            throw new BadRequestException(broken);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An object that was put together from the parts of a form. */
    public static Input of(ObjectNode object, Class<? extends Record> described) {
        onlyKnown("", object, described);
        return new Input(object);
    }

    /** Refuses members that the record hasn't; {@code at} is where the object stands, with the dot behind it. */
    public static void onlyKnown(String at, ObjectNode object, Class<? extends Record> described) {
        List<String> known = Arrays.stream(described.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw Problem.unknownMember(at + name, known).exception();
            }
        });
    }

    /** Whether the member stands there, null included. */
    public boolean has(String name) {
        return body.has(name);
    }

    /** The member as it is; empty when absent or null. */
    public Optional<JsonNode> node(String name) {
        JsonNode node = body.get(name);
        return node == null || node.isNull() ? Optional.empty() : Optional.of(node);
    }

    /** A text; empty when absent or null. No lone surrogates: they have no UTF-8. */
    public Optional<String> text(String name) {
        return node(name).map(node -> {
            if (!node.isTextual()) {
                throw Problem.malformed(name, name + " is a text.").exception();
            }
            return unicode(name, node.textValue());
        });
    }

    /** A whole number in a range; empty when absent or null. */
    public Optional<Integer> integer(String name, int min, int max) {
        return node(name).map(node -> {
            if (!node.isIntegralNumber()) {
                throw Problem.malformed(name, name + " is a whole number.").exception();
            }
            if (!node.canConvertToInt() || node.intValue() < min || node.intValue() > max) {
                throw Problem.ruleBroken(name, "range", name + " is from " + min + " to " + max + ".")
                        .with("min", min)
                        .with("max", max)
                        .exception();
            }
            return node.intValue();
        });
    }

    /** True or false; empty when absent or null. */
    public Optional<Boolean> flag(String name) {
        return node(name).map(node -> {
            if (!node.isBoolean()) {
                throw Problem.malformed(name, name + " is true or false.").exception();
            }
            return node.booleanValue();
        });
    }

    /** One of the names of an enum in lower case; empty when absent or null. */
    public <E extends Enum<E>> Optional<E> constant(String name, Class<E> type) {
        return text(name).map(text -> constant(name, text, type));
    }

    /** An address; empty when absent or null. */
    public Optional<Address> address(String name) {
        return text(name).map(text -> address(name, text));
    }

    /** Bytes in base64; empty when absent or null. */
    public Optional<byte[]> bytes(String name) {
        return text(name).map(text -> base64(name, text));
    }

    public static byte[] base64(String name, String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            throw Problem.ruleBroken(name, "base64", name + " is not base64.").exception();
        }
    }

    public static <E extends Enum<E>> E constant(String name, String text, Class<E> type) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
                return constant;
            }
        }
        String allowed = String.join(
                ", ",
                Arrays.stream(type.getEnumConstants())
                        .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                        .toList());
        throw Problem.ruleBroken(name, "choice", name + " is one of: " + allowed + ".")
                .exception();
    }

    /** An address in the text of a body. */
    public static Address address(String name, String text) {
        if (!isHex(text, Address.LENGTH)) {
            throw Problem.ruleBroken(name, "address", name + " is an address: 32 hexadecimal digits.")
                    .exception();
        }
        return Address.parse(text.toLowerCase(Locale.ROOT));
    }

    /** An address in a path; what is none names nothing. */
    public static Address pathAddress(String text) {
        if (!isHex(text, Address.LENGTH)) {
            throw Problem.notFound().exception();
        }
        return Address.parse(text.toLowerCase(Locale.ROOT));
    }

    /** An id in a path; what is none names nothing. */
    public static UUID pathId(String text) {
        return id(text).orElseThrow(() -> Problem.notFound().exception());
    }

    /** An id in the text of a body. */
    public static UUID id(String name, String text) {
        return id(text).orElseThrow(() ->
                Problem.ruleBroken(name, "id", name + " is an id.").exception());
    }

    private static Optional<UUID> id(String text) {
        return ID.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }

    /** The place in a list after which to go on; {@code first} without a cursor. */
    public static long sequence(PageRequest page, long first) {
        if (page.after().isEmpty()) {
            return first;
        }
        try {
            long sequence = Long.parseLong(page.after().get());
            if (sequence >= 0) {
                return sequence;
            }
        } catch (NumberFormatException notANumber) {
            throw PageRequest.badCursor().exception();
        }
        throw PageRequest.badCursor().exception();
    }

    public static boolean isHex(String text, int bytes) {
        return text.length() == 2 * bytes && text.chars().allMatch(HexFormat::isHexDigit);
    }

    public static String unicode(String name, String text) {
        if (text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw Problem.malformed(name, name + " is not valid Unicode text.").exception();
        }
        return text;
    }
}
