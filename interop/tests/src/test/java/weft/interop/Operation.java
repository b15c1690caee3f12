package weft.interop;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One operation of an OpenAPI document.
 *
 * @param path with its placeholders
 * @param queries names of its query parameters
 * @param members the JSON body's members with their types, {@code string} and so on; empty without a JSON body
 */
record Operation(String method, String path, List<String> queries, Map<String, String> members) {

    private static final String SCHEMAS = "#/components/schemas/";

    static List<Operation> in(JsonNode document) {
        List<Operation> all = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                all.add(new Operation(
                        operation.getKey().toUpperCase(Locale.ROOT),
                        path.getKey(),
                        queries(operation.getValue()),
                        members(document, operation.getValue())));
            }
        }
        return all;
    }

    private static List<String> queries(JsonNode operation) {
        List<String> names = new ArrayList<>();
        for (JsonNode parameter : operation.path("parameters")) {
            if (parameter.path("in").asText().equals("query")) {
                names.add(parameter.path("name").asText());
            }
        }
        return names;
    }

    private static Map<String, String> members(JsonNode document, JsonNode operation) {
        JsonNode schema = resolved(
                document,
                operation
                        .path("requestBody")
                        .path("content")
                        .path("application/json")
                        .path("schema"));
        Map<String, String> members = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : schema.path("properties").properties()) {
            members.put(member.getKey(), type(resolved(document, member.getValue())));
        }
        return members;
    }

    private static String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        return type.isArray() ? type.get(0).asText() : type.asText();
    }

    private static JsonNode resolved(JsonNode document, JsonNode schema) {
        String reference = schema.path("$ref").asText();
        return reference.startsWith(SCHEMAS)
                ? document.path("components").path("schemas").path(reference.substring(SCHEMAS.length()))
                : schema;
    }

    /** Whether there is something in the path that has to be filled in. */
    boolean isOfAnObject() {
        return path.contains("{");
    }

    boolean hasBody() {
        return !members.isEmpty();
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
