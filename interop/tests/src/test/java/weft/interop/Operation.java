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
 * @param mediaType of its body; null without one
 * @param requirements what it takes, for each way to show who asks; empty where everybody may, null where nothing is said
 */
record Operation(
        String method,
        String path,
        List<String> queries,
        Map<String, String> members,
        String mediaType,
        Map<String, List<String>> requirements) {

    /** The name of what takes a password given lately. */
    static final String RECENT_PROOF = "recent-proof";

    private static final String SCHEMAS = "#/components/schemas/";

    static List<Operation> in(JsonNode document) {
        List<Operation> all = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                all.add(new Operation(
                        operation.getKey().toUpperCase(Locale.ROOT),
                        path.getKey(),
                        queries(operation.getValue()),
                        members(document, operation.getValue()),
                        mediaType(operation.getValue()),
                        requirements(operation.getValue())));
            }
        }
        return all;
    }

    private static String mediaType(JsonNode operation) {
        List<String> types = new ArrayList<>();
        operation.path("requestBody").path("content").fieldNames().forEachRemaining(types::add);
        if (types.isEmpty()) {
            return null;
        }
        return types.contains("application/json") ? "application/json" : types.getFirst();
    }

    private static Map<String, List<String>> requirements(JsonNode operation) {
        if (!operation.has("security")) {
            return null;
        }
        Map<String, List<String>> requirements = new LinkedHashMap<>();
        for (JsonNode requirement : operation.get("security")) {
            requirement.properties().forEach(scheme -> {
                List<String> taken = new ArrayList<>();
                scheme.getValue().forEach(each -> taken.add(each.asText()));
                requirements.put(scheme.getKey(), taken);
            });
        }
        return requirements;
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

    /** Whether the document says that everybody may. */
    boolean isOpen() {
        return requirements != null && requirements.isEmpty();
    }

    /** The scope that the document says it takes. */
    String scope() {
        return requirements.get("session").getFirst();
    }

    /** Whether the document says that it takes a password given lately, too. */
    boolean takesProof() {
        return requirements.get("session").contains(RECENT_PROOF);
    }

    /** Whether the document says that an API token may. */
    boolean isForPrograms() {
        return requirements.containsKey("token");
    }

    boolean hasBody() {
        return !members.isEmpty();
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
