package weft.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import weft.interop.WeftNode;
import weft.interop.peers.FreePorts;

/**
 * The metrics that there are: those a running node shows, and those that the code registers when something happens for the first
 * time, under the names that Prometheus gives a counter, a gauge or a timer.
 */
final class Metrics {

    private static final List<String> MODULES = List.of(
            "auth-service", "bus-kafka", "cluster", "gateway", "message-service", "service-base", "transport-service");
    private static final Pattern REGISTERED = Pattern.compile(
            "\\b(?:Function)?(Counter|Gauge|Timer)\\s*\\.builder\\(\\s*\"(weft_[a-z_]+)\"|\\b(counter|timer)\\(\\s*\"(weft_[a-z_]+)\"");
    private static final Map<String, List<String>> SUFFIXES = Map.of(
            "counter",
            List.of("_total"),
            "gauge",
            List.of(""),
            "timer",
            List.of("_seconds_count", "_seconds_sum", "_seconds_max"));
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]\\w*)=\"");
    private static final Pattern MANAGEMENT = Pattern.compile("Health and metrics: (http://\\S+)/q/health");

    /** What a node shows, with the labels that its samples have. */
    private final Map<String, Set<String>> shown = new TreeMap<>();

    /** What the code registers: the meter, and the names of its samples. */
    private final Map<String, Set<String>> registered = new TreeMap<>();

    private Metrics() {}

    /** Reads the code and runs the node that is built. */
    static Metrics collect(Path directory) throws IOException, InterruptedException {
        Metrics metrics = new Metrics();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(Tools.ROOT.resolve(module))) {
                for (Path file : files.filter(it -> it.toString().matches(".*/src/main/java/.*\\.java"))
                        .toList()) {
                    metrics.read(Files.readString(file));
                }
            }
        }
        metrics.askNode(directory);
        assertThat(metrics.shown).hasSizeGreaterThan(50);
        assertThat(metrics.registered).hasSizeGreaterThan(50);
        return metrics;
    }

    private void read(String code) {
        Matcher meter = REGISTERED.matcher(code);
        while (meter.find()) {
            String kind =
                    meter.group(1) == null ? meter.group(3) : meter.group(1).toLowerCase(Locale.ROOT);
            String name = meter.group(2) == null ? meter.group(4) : meter.group(2);
            Set<String> samples = registered.computeIfAbsent(name, _ -> new TreeSet<>());
            SUFFIXES.get(kind).forEach(suffix -> samples.add(name + suffix));
        }
    }

    private void askNode(Path directory) throws IOException, InterruptedException {
        try (WeftNode node = WeftNode.in(directory.resolve("data"))
                .listening(FreePorts.next())
                .start()) {
            // Some meters come with the first collection of the Java machine.
            Tools.Outcome collected = Tools.run(
                    Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                    String.valueOf(node.pid()),
                    "GC.run");
            assertThat(collected.ok()).as(collected.output()).isTrue();
            Matcher management = MANAGEMENT.matcher(node.log());
            assertThat(management.find()).as(node.log()).isTrue();
            samples(URI.create(management.group(1) + "/q/metrics"));
        }
    }

    private void samples(URI metrics) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    http.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString());
            answer.body().lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                Set<String> labels = shown.computeIfAbsent(line.split("[{ ]")[0], _ -> new TreeSet<>());
                Matcher label = LABEL.matcher(line);
                while (label.find()) {
                    labels.add(label.group(1));
                }
            });
        }
    }

    /** Whether a sample has that name. A counter's has not the name that the code gives it. */
    boolean exist(String name) {
        return shown.containsKey(name) || registered.values().stream().anyMatch(samples -> samples.contains(name));
    }

    /** Whether the samples of that name may have that label; of what only the code names nobody can say. */
    boolean mayHave(String name, String label) {
        return !shown.containsKey(name) || shown.get(name).contains(label);
    }

    /** The names of all samples of ours. */
    Set<String> ours() {
        Set<String> ours = new TreeSet<>();
        registered.values().forEach(ours::addAll);
        shown.keySet().stream().filter(it -> it.startsWith("weft_")).forEach(ours::add);
        return ours;
    }

    /** Names that the code would have by its words and that a node which shows this meter has not. */
    Set<String> misread() {
        Set<String> misread = new TreeSet<>();
        registered.forEach((meter, samples) -> {
            boolean known = shown.keySet().stream()
                    .anyMatch(it ->
                            it.equals(meter) || it.matches(Pattern.quote(meter) + "(_total|_seconds_(count|sum|max))"));
            samples.stream().filter(it -> known && !shown.containsKey(it)).forEach(misread::add);
        });
        return misread;
    }
}
