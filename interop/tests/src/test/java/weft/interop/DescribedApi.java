package weft.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What an OpenAPI document says that operations answer. A member that it doesn't name is none of the answer's unless it allows
 * additional ones.
 */
final class DescribedApi {

    private static final String BASE = "/api/v1";
    private static final String SCHEMAS = "#/components/schemas/";

    private final JsonNode document;

    DescribedApi(JsonNode document) {
        this.document = document;
    }

    /** How an answer that isn't a refusal differs from what is said of it. */
    List<String> hold(String operation, int status, JsonNode body) {
        List<String> found = new ArrayList<>();
        JsonNode answer = answer(operation, status);
        String place = operation + " " + status;
        if (answer.isMissingNode()) {
            found.add(place + " is not described");
        } else if (body.isMissingNode()) {
            if (answer.path("content").has("application/json")) {
                found.add(place + " is described with a body and has none");
            }
        } else if (schema(answer).isMissingNode()) {
            found.add(place + " is described without its body");
        } else {
            hold(schema(answer), body, place, found);
        }
        return found;
    }

    /** The only strings there are at a place of an answer, as far as they are listed. */
    Set<String> words(String operation, int status, String place) {
        List<JsonNode> here = alternatives(schema(answer(operation, status)));
        for (String step : place.replace("[]", ".[]").split("\\.")) {
            if (!step.isEmpty()) {
                here = here.stream()
                        .map(one -> step.equals("[]")
                                ? one.path("items")
                                : one.path("properties").path(step))
                        .flatMap(one -> alternatives(one).stream())
                        .toList();
            }
        }
        Set<String> words = new TreeSet<>();
        here.forEach(one -> one.path("enum").forEach(word -> words.add(word.asText())));
        return words;
    }

    private JsonNode answer(String operation, int status) {
        String[] parts = operation.split(" ", 2);
        return parts.length < 2
                ? MissingNode.getInstance()
                : document.path("paths")
                        .path(BASE + parts[1])
                        .path(parts[0].toLowerCase(java.util.Locale.ROOT))
                        .path("responses")
                        .path(Integer.toString(status));
    }

    private static JsonNode schema(JsonNode answer) {
        return answer.path("content").path("application/json").path("schema");
    }

    /** The schema with those that it refers to or offers, each by itself. */
    private List<JsonNode> alternatives(JsonNode schema) {
        List<JsonNode> all = new ArrayList<>(List.of(schema));
        String reference = schema.path("$ref").asText();
        if (reference.startsWith(SCHEMAS)) {
            all.addAll(alternatives(
                    document.path("components").path("schemas").path(reference.substring(SCHEMAS.length()))));
        }
        Stream.of("anyOf", "oneOf", "allOf")
                .flatMap(name -> StreamSupport.stream(schema.path(name).spliterator(), false))
                .forEach(one -> all.addAll(alternatives(one)));
        return all;
    }

    private void hold(JsonNode schema, JsonNode value, String place, List<String> found) {
        List<JsonNode> all = alternatives(schema);
        Set<String> types = new TreeSet<>();
        all.forEach(one -> {
            JsonNode type = one.path("type");
            if (type.isTextual()) {
                types.add(type.asText());
            }
            type.forEach(each -> types.add(each.asText()));
        });
        if (!types.isEmpty() && types(value).stream().noneMatch(types::contains)) {
            found.add(place + " is " + types(value).getFirst() + ", and is described as " + String.join(" or ", types));
            return;
        }
        Set<String> words = new TreeSet<>();
        all.forEach(one -> one.path("enum").forEach(word -> words.add(word.asText())));
        if (value.isTextual() && !words.isEmpty() && !words.contains(value.asText())) {
            found.add(place + " is " + value + ", and only these are described: " + words);
        }
        for (JsonNode item : value.isArray() ? value : MissingNode.getInstance()) {
            all.stream()
                    .filter(one -> one.has("items"))
                    .forEach(one -> hold(one.get("items"), item, place + "[]", found));
        }
        if (value.isObject() && !types.isEmpty()) {
            members(all, value, place, found);
        }
    }

    private void members(List<JsonNode> all, JsonNode value, String place, List<String> found) {
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            String name = member.getKey();
            List<JsonNode> known = all.stream()
                    .map(one -> one.path("properties").has(name)
                            ? one.path("properties").get(name)
                            : one.path("additionalProperties"))
                    .filter(one -> one.isObject() || one.asBoolean())
                    .toList();
            if (known.isEmpty()) {
                found.add(place + "." + name + " is not described");
            } else {
                hold(known.getFirst(), member.getValue(), place + "." + name, found);
            }
        }
        all.forEach(one -> one.path("required").forEach(name -> {
            if (!value.has(name.asText())) {
                found.add(place + "." + name.asText() + " is described as always there, and is not");
            }
        }));
    }

    /** The names that JSON Schema has for the type of a value. */
    private static List<String> types(JsonNode value) {
        return switch (value.getNodeType()) {
            case NUMBER -> value.isIntegralNumber() ? List.of("integer", "number") : List.of("number");
            case STRING -> List.of("string");
            case BOOLEAN -> List.of("boolean");
            case ARRAY -> List.of("array");
            case OBJECT -> List.of("object");
            default -> List.of("null");
        };
    }
}
