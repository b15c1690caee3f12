package weft.message.domain;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import org.msgpack.value.ExtensionValue;
import org.msgpack.value.FloatValue;
import org.msgpack.value.IntegerValue;
import org.msgpack.value.MapValue;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;
import weft.lxmf.message.Message;
import weft.lxmf.message.MessageFields;
import weft.lxmf.message.UnreadFields;

/**
 * LXMF fields as JSON and back, without loss.
 *
 * <p>An object keyed by decimal field number. Numbers, text, booleans, null and arrays are themselves; the rest is an object
 * with one member: {@code $bytes} (base64), {@code $map} (pairs, for maps whose keys aren't all text), {@code $float} for
 * {@code NaN}, {@code Infinity} and {@code -Infinity}, {@code $ext} (type and base64). Keys of the fields themselves that are
 * no integers stand as pairs under {@code $map}.
 */
public final class FieldsJson {

    private static final String BYTES = "$bytes";
    private static final String MAP = "$map";
    private static final String FLOAT = "$float";
    private static final String EXTENSION = "$ext";
    private static final Set<String> MARKERS = Set.of(BYTES, MAP, FLOAT, EXTENSION);
    private static final Set<String> UNWRITABLE_FLOATS = Set.of("NaN", "Infinity", "-Infinity");
    private static final Pattern NUMBER = Pattern.compile("0|-?[1-9][0-9]{0,18}");

    private int values;

    private FieldsJson() {}

    /** A part of the JSON that stands for no field value; the message says what and where. */
    public static final class Unreadable extends RuntimeException {

        private static final long serialVersionUID = 1L;
        private final String field;

        Unreadable(String field, String message) {
            super(message, null, false, false);
            this.field = field;
        }

        /** Where, as {@code fields.251}. */
        public String field() {
            return field;
        }
    }

    /** More than a message may hold. */
    public static final class PastBounds extends RuntimeException {

        private static final long serialVersionUID = 1L;
        private final UnreadFields.Reason reason;

        public PastBounds(UnreadFields.Reason reason) {
            super(reason.name(), null, false, false);
            this.reason = reason;
        }

        /** Which bound. */
        public UnreadFields.Reason reason() {
            return reason;
        }
    }

    /**
     * Writes the fields as an object, value by value, so that no second tree is made of them.
     *
     * @param shown which integer keys to leave out because they are told elsewhere
     */
    public static void write(JsonGenerator out, MessageFields fields, IntPredicate shown) throws IOException {
        List<Map.Entry<Value, Value>> others = new ArrayList<>();
        out.writeStartObject();
        for (Map.Entry<Value, Value> entry : fields.map().entrySet()) {
            if (entry.getKey() instanceof IntegerValue key && key.isInLongRange()) {
                if (!key.isInIntRange() || !shown.test(key.asInt())) {
                    out.writeFieldName(Long.toString(key.asLong()));
                    write(out, entry.getValue());
                }
            } else {
                others.add(entry);
            }
        }
        if (!others.isEmpty()) {
            out.writeFieldName(MAP);
            pairs(out, others);
        }
        out.writeEndObject();
    }

    /**
     * The fields that an object stands for.
     *
     * @throws Unreadable when a part of it stands for nothing
     * @throws PastBounds when it is more than a message may hold, see {@link Message#MAX_VALUES} and {@link Message#MAX_DEPTH}
     */
    public static MessageFields read(JsonNode json) {
        return new FieldsJson().fields(json);
    }

    private MessageFields fields(JsonNode json) {
        if (!json.isObject()) {
            throw new Unreadable("fields", "fields is an object whose keys are field numbers.");
        }
        List<Value> entries = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : json.properties()) {
            String at = "fields." + member.getKey();
            if (member.getKey().equals(MAP)) {
                entries.addAll(pairs(member.getValue(), at, 1));
            } else {
                count();
                entries.add(key(member.getKey(), at));
                entries.add(value(member.getValue(), at, 1));
            }
        }
        return new MessageFields(map(entries, "fields"));
    }

    private static Value key(String text, String at) {
        if (!NUMBER.matcher(text).matches() || new BigInteger(text).bitLength() > 63) {
            throw new Unreadable(at, at + ": a key is a decimal field number.");
        }
        return ValueFactory.newInteger(Long.parseLong(text));
    }

    private static void write(JsonGenerator out, Value value) throws IOException {
        switch (value.getValueType()) {
            case NIL -> out.writeNull();
            case BOOLEAN -> out.writeBoolean(value.asBooleanValue().getBoolean());
            case INTEGER -> integer(out, value.asIntegerValue());
            case FLOAT -> number(out, value.asFloatValue());
            case STRING -> out.writeString(value.asStringValue().asString());
            case BINARY -> {
                out.writeStartObject();
                out.writeBinaryField(BYTES, value.asBinaryValue().asByteArray());
                out.writeEndObject();
            }
            case ARRAY -> {
                out.writeStartArray();
                for (Value element : value.asArrayValue()) {
                    write(out, element);
                }
                out.writeEndArray();
            }
            case MAP -> map(out, value.asMapValue());
            case EXTENSION -> extension(out, value.asExtensionValue());
        }
    }

    private static void integer(JsonGenerator out, IntegerValue value) throws IOException {
        if (value.isInLongRange()) {
            out.writeNumber(value.asLong());
        } else {
            out.writeNumber(value.asBigInteger());
        }
    }

    private static void number(JsonGenerator out, FloatValue value) throws IOException {
        double number = value.toDouble();
        if (Double.isFinite(number)) {
            out.writeNumber(number);
        } else {
            out.writeStartObject();
            out.writeStringField(FLOAT, Double.toString(number));
            out.writeEndObject();
        }
    }

    private static void map(JsonGenerator out, MapValue value) throws IOException {
        out.writeStartObject();
        if (value.keySet().stream().allMatch(Value::isStringValue) && !looksMarked(value)) {
            for (Map.Entry<Value, Value> entry : value.entrySet()) {
                out.writeFieldName(entry.getKey().asStringValue().asString());
                write(out, entry.getValue());
            }
        } else {
            out.writeFieldName(MAP);
            pairs(out, value.entrySet());
        }
        out.writeEndObject();
    }

    private static void pairs(JsonGenerator out, Collection<Map.Entry<Value, Value>> entries) throws IOException {
        out.writeStartArray();
        for (Map.Entry<Value, Value> entry : entries) {
            out.writeStartArray();
            write(out, entry.getKey());
            write(out, entry.getValue());
            out.writeEndArray();
        }
        out.writeEndArray();
    }

    private static boolean looksMarked(MapValue value) {
        return value.size() == 1
                && MARKERS.contains(
                        value.keySet().iterator().next().asStringValue().asString());
    }

    private static void extension(JsonGenerator out, ExtensionValue value) throws IOException {
        out.writeStartObject();
        out.writeArrayFieldStart(EXTENSION);
        out.writeNumber(value.getType());
        out.writeBinary(value.getData());
        out.writeEndArray();
        out.writeEndObject();
    }

    private Value value(JsonNode node, String at, int depth) {
        if (depth > Message.MAX_DEPTH) {
            throw new PastBounds(UnreadFields.Reason.TOO_DEEP);
        }
        count();
        return switch (node.getNodeType()) {
            case NULL -> ValueFactory.newNil();
            case BOOLEAN -> ValueFactory.newBoolean(node.booleanValue());
            case NUMBER -> number(node, at);
            case STRING -> ValueFactory.newString(text(node.textValue(), at));
            case ARRAY -> {
                List<Value> elements = new ArrayList<>();
                node.forEach(element -> elements.add(value(element, at, depth + 1)));
                yield ValueFactory.newArray(elements);
            }
            case OBJECT -> object(node, at, depth);
            case BINARY, MISSING, POJO -> throw new Unreadable(at, at + " can't be read.");
        };
    }

    private static Value number(JsonNode node, String at) {
        if (!node.isIntegralNumber()) {
            double number = node.doubleValue();
            if (!Double.isFinite(number)) {
                throw new Unreadable(at, at + ": this number is too large.");
            }
            return ValueFactory.newFloat(number);
        }
        BigInteger integer = node.bigIntegerValue();
        if (integer.signum() < 0 ? integer.bitLength() > 63 : integer.bitLength() > 64) {
            throw new Unreadable(at, at + ": an integer is between -2^63 and 2^64 - 1.");
        }
        return integer.bitLength() > 63
                ? ValueFactory.newInteger(integer)
                : ValueFactory.newInteger(integer.longValue());
    }

    private Value object(JsonNode node, String at, int depth) {
        if (node.size() == 1) {
            Map.Entry<String, JsonNode> only = node.properties().iterator().next();
            switch (only.getKey()) {
                case BYTES -> {
                    return ValueFactory.newBinary(bytes(only.getValue(), at), true);
                }
                case MAP -> {
                    return map(pairs(only.getValue(), at, depth + 1), at);
                }
                case FLOAT -> {
                    return unwritableFloat(only.getValue(), at);
                }
                case EXTENSION -> {
                    return extension(only.getValue(), at);
                }
                default -> {}
            }
        }
        List<Value> entries = new ArrayList<>();
        node.properties().forEach(member -> {
            count();
            entries.add(ValueFactory.newString(text(member.getKey(), at)));
            entries.add(value(member.getValue(), at, depth + 1));
        });
        return map(entries, at);
    }

    private List<Value> pairs(JsonNode node, String at, int depth) {
        if (!node.isArray()) {
            throw new Unreadable(at, at + ": $map is an array of [key, value].");
        }
        List<Value> entries = new ArrayList<>();
        for (JsonNode pair : node) {
            if (!pair.isArray() || pair.size() != 2) {
                throw new Unreadable(at, at + ": $map is an array of [key, value].");
            }
            entries.add(value(pair.get(0), at, depth));
            entries.add(value(pair.get(1), at, depth));
        }
        return entries;
    }

    private static MapValue map(List<Value> entries, String at) {
        Set<Value> keys = new HashSet<>();
        for (int i = 0; i < entries.size(); i += 2) {
            if (!keys.add(entries.get(i))) {
                throw new Unreadable(at, at + ": a map has each key once.");
            }
        }
        return ValueFactory.newMap(entries.toArray(Value[]::new), true);
    }

    private static Value unwritableFloat(JsonNode node, String at) {
        if (!node.isTextual() || !UNWRITABLE_FLOATS.contains(node.textValue())) {
            throw new Unreadable(at, at + ": $float is NaN, Infinity or -Infinity; other numbers are themselves.");
        }
        return ValueFactory.newFloat(Double.parseDouble(node.textValue()));
    }

    private static Value extension(JsonNode node, String at) {
        if (!node.isArray()
                || node.size() != 2
                || !node.get(0).isInt()
                || node.get(0).intValue() != (byte) node.get(0).intValue()) {
            throw new Unreadable(at, at + ": $ext is [type, base64] with a type from -128 to 127.");
        }
        return ValueFactory.newExtension((byte) node.get(0).intValue(), bytes(node.get(1), at));
    }

    private static byte[] bytes(JsonNode node, String at) {
        if (!node.isTextual()) {
            throw new Unreadable(at, at + ": bytes are a base64 text.");
        }
        try {
            return Base64.getDecoder().decode(node.textValue());
        } catch (IllegalArgumentException notBase64) {
            throw new Unreadable(at, at + ": this is not base64.");
        }
    }

    private static String text(String text, String at) {
        if (text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw new Unreadable(at, at + " is not valid Unicode text.");
        }
        return text;
    }

    private void count() {
        if (++values > Message.MAX_VALUES) {
            throw new PastBounds(UnreadFields.Reason.TOO_MANY_VALUES);
        }
    }
}
