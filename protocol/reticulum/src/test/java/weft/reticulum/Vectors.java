package weft.reticulum;

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

    /** The bytes of a hexadecimal string. */
    public static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
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
        for (String field : List.of("why", "name", "case", "full_name", "what")) {
            if (node.path(field).isTextual()) {
                return node.get(field).textValue();
            }
        }
        String text = node.toString();
        return text.length() < 60 ? text : text.substring(0, 60);
    }
}
