package weft.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import weft.browser.Answers;
import weft.browser.Shape;

/**
 * How a real node answers what the interface asks, kept while it is asked, and at the end held against the OpenAPI document and against
 * {@code interop/browser/src/main/resources/weft/browser/answers.json}, which the stub of the gateway's tests is held to. When the node
 * answers otherwise on purpose, record anew and mend the stub by what its tests then say:
 *
 * <pre>
 * ./mvnw -o verify -pl interop/tests -am -Dtest='BrowserJourneyTest' -Dit.test=none -Dfailsafe.failIfNoSpecifiedTests=false
 *     -Dsurefire.failIfNoSpecifiedTests=false -Dweft.answers.record=$PWD/interop/browser/src/main/resources/weft/browser/answers.json
 * </pre>
 */
final class NodeAnswers {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BASE = "/api/v1";
    private static final Path OPERATIONS = Path.of("../../gateway/src/main/resources/web/app/api/operations.ts");
    private static final Pattern OPERATION = Pattern.compile("\\w+: \\[\"([A-Z]+)\", \"([^\"]+)\"]");
    private static final String RECORD = "weft.answers.record";

    private record Answered(String operation, int status, Map<String, String> headers, JsonNode body) {}

    private record Told(String name, JsonNode data) {}

    private final List<Answered> answered = new ArrayList<>();
    private final Set<Told> told = new LinkedHashSet<>();
    private final List<String> unexpected = new ArrayList<>();

    /**
     * Asks, and keeps the answer; one with another status is told of at the end.
     *
     * @param operation method and path below {@code /api/v1} with the names of its places, and a query where it has one
     * @param body null for none
     * @param places what stands in the path in their stead, in order
     */
    JsonNode ask(RawApi who, String operation, int status, Object body, String... places) {
        String[] parts = operation.split(" ");
        String path = parts[1];
        for (String place : places) {
            path = path.replaceFirst("\\{\\w+}", Matcher.quoteReplacement(place));
        }
        String text = body == null ? null : JSON.valueToTree(body).toString();
        RawApi.Answer answer = parts[0].equals("GET")
                ? who.send("GET", BASE + path)
                : who.write(
                        parts[0],
                        BASE + path,
                        "application/json",
                        text,
                        UUID.randomUUID().toString());
        if (answer.status() != status) {
            unexpected.add(operation + ", where " + status + " was expected: " + answer);
        }
        keep(
                operation.replaceFirst("\\?.*", ""),
                answer.status(),
                Answers.headers(answer.headers()::firstValue),
                answer.body());
        return answer.body();
    }

    JsonNode ask(RawApi who, String operation, int status) {
        return ask(who, operation, status, null);
    }

    /** Keeps what nobody but the browser asked. */
    void keep(String operation, int status, Map<String, String> headers, JsonNode body) {
        answered.add(new Answered(operation, status, headers, body));
    }

    /** Keeps the answer to an operation as the one to any. */
    void keepLastForAny() {
        Answered last = answered.removeLast();
        answered.add(new Answered(Answers.ANY, last.status(), last.headers(), last.body()));
    }

    /** Keeps what an account's numbered events tell, from the first up to one that came of late. */
    void listen(Api who, String type, String member, String value) {
        try (EventStream stream = who.stream(BASE + "/events", 0)) {
            await().until(() -> stream.events().stream()
                    .anyMatch(event -> event.name().equals(type)
                            && event.data().path(member).asText().equals(value)));
            stream.events().stream()
                    .filter(event -> event.name().startsWith("message."))
                    .forEach(event -> told.add(new Told(event.name(), event.data())));
        }
    }

    /** Compares all that was kept, or records it; the interface's whole table of operations has to be there. */
    void finish(JsonNode document) {
        DescribedApi described = new DescribedApi(document);
        Answers taken = Answers.none();
        List<String> undescribed = new ArrayList<>();
        for (Answered one : answered) {
            taken.take(one.operation(), one.status(), one.headers(), one.body(), shape(described, one));
            if (one.status() < 400) {
                undescribed.addAll(described.hold(one.operation(), one.status(), one.body()));
            }
        }
        told.forEach(one -> taken.take(one.name(), Shape.of(one.data(), _ -> Set.of())));
        String file = System.getProperty(RECORD, "");
        if (!file.isEmpty()) {
            taken.write(Path.of(file));
        }
        assertThat(unexpected).as("answers with another status").isEmpty();
        assertThat(taken.answered()).as("what the interface asks").containsAll(asked());
        if (file.isEmpty()) {
            assertThat(Answers.recorded().compare(taken))
                    .as("how the node answers otherwise than in answers.json; see NodeAnswers")
                    .isEmpty();
        }
        assertThat(Set.copyOf(undescribed))
                .as("what the node answers otherwise than it describes")
                .isEmpty();
    }

    private static Shape shape(DescribedApi described, Answered one) {
        if (one.body().isMissingNode()) {
            return null;
        }
        Shape shape = Shape.of(one.body(), place -> described.words(one.operation(), one.status(), place));
        if (one.body().isObject() && one.body().has("items") && one.body().has("next")) {
            // The one kind of page there is: a list that goes on has a cursor, and this node has too little to show
            // that of each.
            ObjectNode longer = one.body().deepCopy();
            longer.putArray("items");
            longer.put("next", "a cursor");
            shape = shape.and(Shape.of(longer, _ -> Set.of()));
        }
        return shape;
    }

    /** The operations of the interface; that of the stream without an end is told by its events. */
    private static Set<String> asked() {
        Set<String> all = new LinkedHashSet<>();
        try {
            Matcher operations = OPERATION.matcher(Files.readString(OPERATIONS));
            while (operations.find()) {
                all.add(operations.group(1) + " " + operations.group(2));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(all).hasSizeGreaterThan(30);
        all.remove("GET /events");
        return all;
    }

    /** No body, or none that is JSON. */
    static JsonNode nothing() {
        return MissingNode.getInstance();
    }
}
