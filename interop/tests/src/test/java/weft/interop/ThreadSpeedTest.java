package weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import weft.browser.Browser;

/**
 * How fast a thread is on a slow phone, by Lighthouse: its simulated phone and network, the median of five, of a conversation of real
 * size on a real node. {@code ./weft test --long} fetches Lighthouse with its own Node.js, both pinned by their hashes.
 */
@Isolated("What else runs on the machine would be measured, too")
class ThreadSpeedTest {

    private static final int TIMES = 5;
    private static final int MESSAGES = 60;
    private static final int EVERY = 12;
    private static final int MOST_MINUTES = 10;
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    @Test
    @EnabledIfSystemProperty(named = "test.long", matches = "true")
    void aThreadOnAPhoneIsFastAndAccessible() throws Exception {
        try (WeftNode weft = WeftNode.in(directory).start()) {
            Member mara = weft.operator().withIdentity("Mara Lund");
            Member jonas = weft.member("jonas").withIdentity("Jonas of the workshop");
            talk(mara, jonas);
            List<JsonNode> runs = measure(weft.port(), "/i/" + mara.identity() + "/c/" + jonas.address());
            runs.forEach(run -> System.out.println("Lighthouse: " + run));
            double performance = median(runs, "performance");
            System.out.printf(
                    "figure: Lighthouse mobile of a thread of %d messages, median of %d: performance %.0f (%.0f to %.0f), "
                            + "accessibility %.0f; first paint %.1f s, largest %.1f s, blocked %.0f ms, layout shift %.3f%n",
                    MESSAGES,
                    runs.size(),
                    performance,
                    sorted(runs, "performance").getFirst(),
                    sorted(runs, "performance").getLast(),
                    median(runs, "accessibility"),
                    median(runs, "fcp") / 1000,
                    median(runs, "lcp") / 1000,
                    median(runs, "tbt"),
                    median(runs, "cls"));
            assertThat(runs).hasSize(TIMES).allSatisfy(run -> {
                assertThat(run.get("page").asText()).endsWith("/c/" + jonas.address());
                assertThat(run.get("accessibility").asInt()).as("%s", run).isEqualTo(100);
            });
            assertThat(performance).isGreaterThanOrEqualTo(90);
        }
    }

    /** Some of it in paragraphs, every twelfth with a picture; all of it is read. */
    private static void talk(Member mara, Member jonas) {
        for (int i = 0; i < MESSAGES; i++) {
            boolean mine = i % 3 == 0;
            String text = textOf(i);
            String to = mine ? jonas.address() : mara.address();
            (mine ? mara : jonas)
                    .send(
                            i % EVERY == EVERY - 1
                                    ? Map.of("to", to, "content", text, "attachments", List.of(picture(i)))
                                    : Map.of("to", to, "content", text))
                    .expect(202);
        }
        String last = mara.awaitContent(textOf(MESSAGES - 1), SOON).get("id").asText();
        mara.api()
                .patch(
                        "/api/v1/identities/" + mara.identity() + "/conversations/" + jonas.address(),
                        Map.of("readUpTo", last))
                .expect(200);
    }

    private static String textOf(int number) {
        return "Line " + number + "." + " The tide turns at six, and the boat is at the pier.".repeat(number % 4);
    }

    private static Map<String, String> picture(int number) {
        return Map.of(
                "name",
                "pier " + number + ".png",
                "data",
                Base64.getEncoder().encodeToString(Pictures.sunset(640, 400)));
    }

    private static List<JsonNode> measure(int port, String path) throws IOException, InterruptedException {
        Path tools = Path.of(System.getProperty("test.lighthouse"));
        assertThat(tools).as("Lighthouse, which ./weft lighthouse fetches").exists();
        Path kept = Files.createDirectories(Path.of("target", "lighthouse"));
        // Into a file: a browser that outlives Lighthouse would hold a pipe open for ever.
        Path figures = kept.resolve("figures.jsonl");
        Process process = new ProcessBuilder(
                        tools.resolve("python/bin/node").toString(),
                        tools.resolve("measure.mjs").toString(),
                        Browser.executable().toString(),
                        "https://localhost:" + port,
                        WeftNode.OPERATOR,
                        WeftNode.PASSWORD,
                        path,
                        String.valueOf(TIMES),
                        kept.toAbsolutePath().toString())
                .redirectOutput(figures.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (!process.waitFor(MOST_MINUTES, TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError("Lighthouse did not end within " + MOST_MINUTES + " minutes");
        }
        assertThat(process.exitValue()).isZero();
        List<JsonNode> runs = new ArrayList<>();
        for (String line : Files.readAllLines(figures)) {
            runs.add(JSON.readTree(line));
        }
        return runs;
    }

    private static double median(List<JsonNode> runs, String figure) {
        return sorted(runs, figure).get(runs.size() / 2);
    }

    private static List<Double> sorted(List<JsonNode> runs, String figure) {
        return runs.stream().map(run -> run.get(figure).asDouble()).sorted().toList();
    }
}
