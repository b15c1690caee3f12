package weft.browser;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * What a node answers to the interface's questions, as it was recorded from a real one: {@code answers.json} beside this class. Whatever
 * answers a page in a test is held to it, the real node, which may have changed, and the stub of the tests, which must not be kinder.
 *
 * <p>{@code -Dweft.record=FILE} widens that file with what comes instead of comparing; recordings are made of the real node alone.
 */
final class Answers {

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
    private static final String BASE = "/api/v1";
    private static final String RECORD = System.getProperty("weft.record", "");

    /** Tells the test of each answer that is JSON, and leaves it to the page all the same. */
    private static final String WATCH = """
            const answered = (method, url, status, type, text) => {
              if ((type ?? "").includes("json") && text) window.weftAnswered(method, url, status, text);
            };
            const asked = window.fetch;
            window.fetch = async (...what) => {
              const answer = await asked(...what);
              const copy = answer.clone();
              if (!(copy.headers.get("content-type") ?? "").includes("event-stream")) {
                copy.text().then((text) =>
                  answered(what[1]?.method ?? "GET", copy.url, copy.status, copy.headers.get("content-type"), text), () => {});
              }
              return answer;
            };
            const opened = XMLHttpRequest.prototype.open;
            XMLHttpRequest.prototype.open = function (method, url, ...more) {
              this.addEventListener("load", () => answered(
                method, new URL(url, location.href).href, this.status, this.getResponseHeader("content-type"), this.responseText));
              return opened.call(this, method, url, ...more);
            };
            """;

    /** In place of what stands in a path for one object. */
    private static final Pattern OBJECT =
            Pattern.compile("/(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|d\\d+|i\\d+)(?=/|$)");

    private static final Pattern AFTER = Pattern.compile("/(attachments|resets)/[^/]+");

    private static final Map<String, Shape> RECORDED = recorded();

    private Answers() {}

    private static Map<String, Shape> recorded() {
        try (InputStream file = RECORD.isEmpty()
                ? Answers.class.getResourceAsStream("answers.json")
                : Files.exists(Path.of(RECORD)) ? Files.newInputStream(Path.of(RECORD)) : null) {
            return file == null
                    ? new TreeMap<>()
                    : new TreeMap<>(JSON.readValue(file, new TypeReference<Map<String, Shape>>() {}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Looks at every answer that the page gets from now on. */
    static void watch(Page page, Consumer<String> complaint) {
        page.exposeBinding("weftAnswered", (_, answer) -> {
            answered(
                    (String) answer[0],
                    (String) answer[1],
                    ((Number) answer[2]).intValue(),
                    (String) answer[3],
                    complaint);
            return null;
        });
        page.addInitScript(WATCH);
    }

    private static void answered(String method, String url, int status, String text, Consumer<String> complaint) {
        String path = URI.create(url).getPath();
        if (!path.startsWith(BASE)) {
            return;
        }
        // The members of a refusal are those of every problem document.
        String question = status >= 400 ? "refused" : method + " " + template(path.substring(BASE.length()));
        try {
            Shape shape = Shape.of(JSON.readTree(text));
            if (RECORD.isEmpty()) {
                List<String> differences = new ArrayList<>();
                RECORDED.getOrDefault(question, Shape.of(JSON.nullNode())).compare(shape, question, differences);
                differences.forEach(difference -> complaint.accept("not as the node answers: " + difference));
            } else {
                record(question, shape);
            }
        } catch (JsonProcessingException e) {
            complaint.accept("not JSON: " + question);
        }
    }

    private static synchronized void record(String question, Shape shape) {
        RECORDED.merge(question, shape, Shape::and);
        try {
            Files.writeString(Path.of(RECORD), JSON.writeValueAsString(RECORDED) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String template(String path) {
        return AFTER.matcher(OBJECT.matcher(path).replaceAll("/{}")).replaceAll("/$1/{}");
    }
}
