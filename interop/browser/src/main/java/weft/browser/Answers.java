package weft.browser;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What a node answers to the questions of the interface: status, headers and the shape of the body, by operation, status and for
 * refusals the code of their problem; and of events the shape of their data. {@code answers.json} beside this class was recorded from a
 * real node by {@code BrowserJourneyTest}, which compares it with what it meets; run with {@code -Dweft.answers.record=FILE} it writes
 * the file anew instead. The stub of the gateway's tests is held to it.
 */
public final class Answers {

    /** Where an answer is the same whatever was asked for. */
    public static final String ANY = "*";

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
    private static final String CODE = "urn:weft:problem:";
    private static final int REFUSED = 400;

    /** Headers that the interface goes by. */
    private static final List<String> HEADERS = List.of("content-type", "content-disposition", "cache-control");

    /**
     * One answer.
     *
     * @param headers without their parameters; of {@code retry-after} only that it is there
     * @param body null where there is none or it is no JSON
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Answer(Map<String, String> headers, Shape body) {

        /** What is absent is empty. */
        public Answer {
            headers = headers == null ? Map.of() : new TreeMap<>(headers);
        }

        private Answer and(Answer other) {
            return new Answer(headers, body == null ? other.body : other.body == null ? body : body.and(other.body));
        }
    }

    private final Map<String, Answer> answers;

    private Answers(Map<String, Answer> answers) {
        this.answers = answers;
    }

    /** Nothing yet. */
    public static Answers none() {
        return new Answers(new TreeMap<>());
    }

    /** What was recorded last. */
    public static Answers recorded() {
        try (InputStream file = Answers.class.getResourceAsStream("answers.json")) {
            return new Answers(new TreeMap<>(JSON.readValue(file, new TypeReference<Map<String, Answer>>() {})));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes what was taken so far. */
    public void write(Path file) {
        try {
            Files.writeString(file, JSON.writeValueAsString(answers) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those headers of an answer that count. */
    public static Map<String, String> headers(Function<String, Optional<String>> header) {
        Map<String, String> some = new TreeMap<>();
        HEADERS.forEach(name -> header.apply(name).ifPresent(value -> some.put(name, value.split(";", 2)[0])));
        header.apply("retry-after").ifPresent(_ -> some.put("retry-after", "seconds"));
        return some;
    }

    /** Takes an answer to an operation, {@code GET /session} for one, beside the others to the same. */
    public void take(String operation, int status, Map<String, String> headers, JsonNode body, Shape shape) {
        answers.merge(key(operation, status, body), new Answer(headers, shape), Answer::and);
    }

    /** Takes the data of an event. */
    public void take(String event, Shape data) {
        answers.merge("event " + event, new Answer(null, data), Answer::and);
    }

    private static String key(String operation, int status, JsonNode body) {
        return operation + " " + status
                + (status < REFUSED ? "" : " " + body.path("type").asText().replace(CODE, ""));
    }

    /** The operations of which there is an answer that isn't a refusal. */
    public Set<String> answered() {
        Set<String> operations = new TreeSet<>();
        answers.keySet().stream()
                .filter(key -> key.matches("[A-Z]+ \\S+ [123]\\d\\d"))
                .forEach(key -> operations.add(key.substring(0, key.lastIndexOf(' '))));
        return operations;
    }

    /** How a newer recording differs from this one, each difference with its place. */
    public List<String> compare(Answers newer) {
        List<String> found = new ArrayList<>();
        newer.answers.forEach((key, answer) -> {
            Answer known = answers.get(key);
            if (known == null) {
                found.add(key + " is new");
                return;
            }
            if (!known.headers.equals(answer.headers)) {
                found.add(key + ": headers " + answer.headers + ", were " + known.headers);
            }
            if (known.body == null || answer.body == null) {
                if (known.body != answer.body) {
                    found.add(key + " has " + (answer.body == null ? "no body now" : "a body now"));
                }
            } else {
                known.body.compare(answer.body, key, found);
            }
        });
        answers.keySet().stream()
                .filter(key -> !newer.answers.containsKey(key))
                .forEach(key -> found.add(key + " did not come"));
        return found;
    }

    /**
     * How an answer differs from those of the node.
     *
     * @param path below {@code /api/v1}
     * @param body missing where there is none or it is no JSON
     */
    public List<String> hold(String method, String path, int status, Map<String, String> headers, JsonNode body) {
        String operation = operation(method, path);
        String key = key(operation, status, body);
        Answer known = answers.getOrDefault(key, answers.get(key(ANY, status, body)));
        List<String> found = new ArrayList<>();
        if (known == null) {
            found.add(key + " was never answered by the node");
            return found;
        }
        if (!known.headers.equals(headers)) {
            found.add(key + ": headers " + headers + ", with the node " + known.headers);
        }
        if (known.body != null && !body.isMissingNode()) {
            known.body.hold(body, key, found);
        } else if (known.body != null || !body.isMissingNode()) {
            found.add(key + (known.body == null ? " has no body with the node" : " has a body with the node"));
        }
        return found;
    }

    /** How the data of an event differ from those of the node. */
    public List<String> hold(String event, JsonNode data) {
        List<String> found = new ArrayList<>();
        Answer known = answers.get("event " + event);
        if (known == null) {
            found.add("event " + event + " was never told by the node");
        } else {
            known.body.hold(data, "event " + event, found);
        }
        return found;
    }

    /** The operation that a request is, with the names of its places; the path itself when it is none. */
    private String operation(String method, String path) {
        return answers.keySet().stream()
                .filter(key -> key.startsWith(method + " "))
                .map(key -> key.split(" ")[1])
                .filter(template -> path.matches(template.replaceAll("\\{[^}]+}", "[^/]+")))
                .min(Comparator.comparing(template -> template.contains("{")))
                .map(template -> method + " " + template)
                .orElse(method + " " + path);
    }
}
