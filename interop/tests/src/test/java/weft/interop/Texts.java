package weft.interop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Bodies with a text of one's choice in one place each, wherever the API's description says that a text may stand. */
final class Texts {

    private static final String SCHEMAS = "#/components/schemas/";

    /** A lone surrogate has no UTF-8: in JSON it stands as its escape. */
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final JsonNode document;
    private final Map<String, String> usual;

    /**
     * @param document the description
     * @param usual what stands in the other members of a body, by their names; those that aren't here hold some text
     */
    Texts(JsonNode document, Map<String, String> usual) {
        this.document = document;
        this.usual = Map.copyOf(usual);
    }

    /** One body for each place of an operation's JSON body that may hold a text, and one with a member of that name. */
    List<String> bodies(Operation operation, String text) {
        JsonNode schema = document.path("paths")
                .path(operation.path())
                .path(operation.method().toLowerCase(Locale.ROOT))
                .path("requestBody")
                .path("content")
                .path("application/json")
                .path("schema");
        JsonNode whole = example(schema, "");
        List<String> bodies = new ArrayList<>();
        each(whole, () -> bodies.add(written(whole)), text);
        if (whole instanceof ObjectNode object) {
            bodies.add(written(object.deepCopy().put(text, text)));
        }
        return bodies;
    }

    private JsonNode example(JsonNode described, String name) {
        String reference = described.path("$ref").asText();
        JsonNode schema = reference.startsWith(SCHEMAS)
                ? document.path("components").path("schemas").path(reference.substring(SCHEMAS.length()))
                : described;
        JsonNode type = schema.path("type").isArray() ? schema.path("type").get(0) : schema.path("type");
        return switch (type.asText()) {
            case "object" -> object(schema);
            case "array" -> JSON.createArrayNode().add(example(schema.path("items"), name));
            case "integer", "number" -> JSON.getNodeFactory().numberNode(1);
            case "boolean" -> JSON.getNodeFactory().booleanNode(false);
            default ->
                JSON.getNodeFactory()
                        .textNode(usual.getOrDefault(
                                name, schema.path("enum").path(0).asText("text")));
        };
    }

    private ObjectNode object(JsonNode schema) {
        ObjectNode object = JSON.createObjectNode();
        schema.path("properties")
                .properties()
                .forEach(member -> object.set(member.getKey(), example(member.getValue(), member.getKey())));
        if (schema.has("additionalProperties") && object.isEmpty()) {
            object.put("251", "text").putArray("252").add("text");
        }
        return object;
    }

    /** Has the text stand in one place after the other, and each time runs what is to be done with it. */
    private static void each(JsonNode node, Runnable then, String text) {
        if (node instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                JsonNode before = object.get(name);
                if (before.isTextual()) {
                    object.put(name, text);
                    then.run();
                    object.set(name, before);
                } else {
                    each(before, then, text);
                }
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                JsonNode before = array.get(i);
                if (before.isTextual()) {
                    array.set(i, text);
                    then.run();
                    array.set(i, before);
                } else {
                    each(before, then, text);
                }
            }
        }
    }

    private static String written(JsonNode body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can be written", e);
        }
    }
}
