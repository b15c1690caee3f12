package weft.lxmf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DynamicTest;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.Digest;
import weft.reticulum.Rejection;
import weft.reticulum.identity.PrivateIdentity;

/** The recorded cases of the reference, one JSON file per part of the protocol. */
public final class Vectors {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Vectors() {}

    /** A file of {@code src/test/resources/vectors}, without its ending. */
    public static JsonNode load(String name) {
        try (InputStream in = Vectors.class.getResourceAsStream("/vectors/" + name + ".json")) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One test per element of an array, named by what the element says of itself. An empty array is a failure. */
    public static List<DynamicTest> each(JsonNode cases, Consumer<JsonNode> test) {
        if (!cases.isArray() || cases.isEmpty()) {
            throw new IllegalArgumentException("no vectors here: " + cases);
        }
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode node : cases) {
            tests.add(DynamicTest.dynamicTest(tests.size() + " " + title(node), () -> test.accept(node)));
        }
        return tests;
    }

    /** The bytes of a hexadecimal field. */
    public static byte[] bytes(JsonNode node) {
        return HexFormat.of().parseHex(node.textValue());
    }

    /** The address in a hexadecimal field. */
    public static Address address(JsonNode node) {
        return Address.of(bytes(node));
    }

    /** The digest in a hexadecimal field. */
    public static Digest digest(JsonNode node) {
        return Digest.of(bytes(node));
    }

    /** Bytes as the files write them. */
    public static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** The one who wrote the recorded messages. */
    public static PrivateIdentity sender(JsonNode file) {
        return PrivateIdentity.of(bytes(file.get("identities").get("sender_identity_private")));
    }

    /** The one they were written to. */
    public static PrivateIdentity recipient(JsonNode file) {
        return PrivateIdentity.of(bytes(file.get("identities").get("recipient_identity_private")));
    }

    /** The MessagePack value behind a tagged value of a file. */
    public static Value value(JsonNode node) {
        if (node.isNull()) {
            return ValueFactory.newNil();
        }
        if (node.isBoolean()) {
            return ValueFactory.newBoolean(node.booleanValue());
        }
        if (node.isArray()) {
            List<Value> elements = new ArrayList<>();
            node.forEach(element -> elements.add(value(element)));
            return ValueFactory.newArray(elements);
        }
        String tag = node.fieldNames().next();
        JsonNode content = node.get(tag);
        return switch (tag) {
            case "int" -> ValueFactory.newInteger(content.longValue());
            case "float64" -> ValueFactory.newFloat(content.doubleValue());
            case "str" -> ValueFactory.newString(content.textValue());
            case "bin" -> ValueFactory.newBinary(bytes(content));
            case "map" -> map(content);
            default -> throw new IllegalArgumentException("a value of no known kind: " + node);
        };
    }

    private static Value map(JsonNode entries) {
        ValueFactory.MapBuilder map = ValueFactory.newMapBuilder();
        entries.forEach(entry -> map.put(value(entry.get(0)), value(entry.get(1))));
        return map.build();
    }

    /** The value of a decoder's answer, or a failure that names the rejection. */
    public static <T> T valueOf(Decoded<T> decoded) {
        return switch (decoded) {
            case Decoded.Value<T>(T value) -> value;
            case Decoded.Rejected<T>(Rejection reason) -> throw new AssertionError("refused: " + reason.name());
        };
    }

    /** The reason of a decoder's refusal, or a failure that shows what it took. */
    public static Rejection rejectionOf(Decoded<?> decoded) {
        return switch (decoded) {
            case Decoded.Value<?>(Object value) -> throw new AssertionError("accepted: " + value);
            case Decoded.Rejected<?>(Rejection reason) -> reason;
        };
    }

    private static String title(JsonNode node) {
        for (String field : List.of("case", "name", "event", "workblock")) {
            if (node.path(field).isTextual()) {
                return node.get(field).textValue();
            }
        }
        String text = node.toString();
        return text.length() < 60 ? text : text.substring(0, 60);
    }
}
