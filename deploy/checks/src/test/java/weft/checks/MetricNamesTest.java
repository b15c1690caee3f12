package weft.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every metric that the dashboard and the alerts name exists: a running node has it, or the code registers it when it first happens. */
class MetricNamesTest {

    /** What others measure: Prometheus, the kubelet, kube-state-metrics and cert-manager. */
    private static final Set<String> OTHERS = Set.of(
            "up",
            "kube_pod_status_ready",
            "container_memory_working_set_bytes",
            "container_spec_memory_limit_bytes",
            "certmanager_certificate_expiration_timestamp_seconds");

    private static final Pattern REGISTERED = Pattern.compile("\"(weft_[a-z_]+)\"");
    private static final Pattern SUFFIX = Pattern.compile("(_seconds)?(_total|_count|_sum|_max|_bucket)?$");
    private static final Duration READY = Duration.ofSeconds(90);

    @TempDir
    static Path directory;

    private static final Set<String> SHOWN = new TreeSet<>();
    private static final Set<String> IN_CODE = new TreeSet<>();

    @BeforeAll
    static void collect() throws Exception {
        for (String module : List.of(
                "auth-service",
                "bus-kafka",
                "cluster",
                "gateway",
                "message-service",
                "service-base",
                "transport-service")) {
            try (Stream<Path> files = Files.walk(Tools.ROOT.resolve(module))) {
                for (Path file : files.filter(it -> it.toString().contains("/src/main/java/")
                                && it.toString().endsWith(".java"))
                        .toList()) {
                    Matcher name = REGISTERED.matcher(Files.readString(file));
                    while (name.find()) {
                        IN_CODE.add(name.group(1));
                    }
                }
            }
        }
        shownByANode();
        assertThat(SHOWN).hasSizeGreaterThan(50);
    }

    private static void shownByANode() throws Exception {
        int https = FreePort.next();
        int management = FreePort.next();
        Process node = new ProcessBuilder(
                        jdk("java"),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-jar",
                        Tools.ROOT
                                .resolve("deploy/node/target/quarkus-app/weft.jar")
                                .toString(),
                        "start",
                        "--data",
                        directory.resolve("data").toString(),
                        "--port",
                        String.valueOf(https),
                        "--management-port",
                        String.valueOf(management))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("node.log").toFile())
                .start();
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI metrics = URI.create("http://127.0.0.1:" + management + "/q/metrics");
            Awaitility.await()
                    .atMost(READY)
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> {
                        assertThat(node.isAlive())
                                .as(Files.readString(directory.resolve("node.log")))
                                .isTrue();
                        return Files.readString(directory.resolve("node.log")).contains("Ready after");
                    });
            // What is counted from the first request on, and from the first collection.
            http.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.discarding());
            assertThat(Tools.run(
                                    "curl",
                                    "--insecure",
                                    "--silent",
                                    "--output",
                                    "/dev/null",
                                    "https://localhost:" + https + "/")
                            .ok())
                    .isTrue();
            assertThat(Tools.run(jdk("jcmd"), String.valueOf(node.pid()), "GC.run")
                            .ok())
                    .isTrue();
            HttpResponse<String> answer =
                    http.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString());
            answer.body()
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> SHOWN.add(line.split("[{ ]")[0]));
        } finally {
            node.destroy();
            node.waitFor();
        }
    }

    private static String jdk(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }

    @Test
    void everyNameOfTheDashboardExists() throws IOException {
        JsonNode dashboard = new ObjectMapper()
                .readTree(Tools.ROOT.resolve("deploy/grafana/weft.json").toFile());
        Set<String> named = new TreeSet<>();
        dashboard.findValues("expr").forEach(expression -> named.addAll(PromQl.metrics(expression.asText())));
        assertThat(named)
                .hasSizeGreaterThan(20)
                .filteredOn(name -> !exists(name))
                .isEmpty();
    }

    @Test
    void everyNameOfAnAlertExists() throws IOException {
        JsonNode alerts = new YAMLMapper()
                .readTree(Tools.ROOT.resolve("k8s/monitoring/alerts.yaml").toFile());
        Set<String> named = new TreeSet<>();
        alerts.findValues("expr").forEach(expression -> named.addAll(PromQl.metrics(expression.asText())));
        assertThat(named)
                .hasSizeGreaterThan(20)
                .filteredOn(name -> !exists(name))
                .isEmpty();
    }

    @Test
    void everyAlertSaysWhatToDo() throws IOException {
        JsonNode alerts = new YAMLMapper()
                .readTree(Tools.ROOT.resolve("k8s/monitoring/alerts.yaml").toFile());
        List<JsonNode> rules = Stream.of(alerts.findValues("rules"))
                .flatMap(List::stream)
                .flatMap(Manifests::each)
                .toList();
        assertThat(rules).hasSizeGreaterThan(10).allSatisfy(rule -> {
            assertThat(rule.at("/annotations/summary").asText())
                    .as(rule.path("alert").asText())
                    .isNotBlank();
            assertThat(rule.at("/annotations/description").asText()).hasSizeGreaterThan(20);
            assertThat(rule.at("/labels/severity").asText()).isIn("critical", "warning", "info");
        });
    }

    @Test
    void aNameThatDoesNotExistIsFound() {
        String expression = "sum by (job) (rate(weft_journal_refused_total{reason!=\"full\"}[5m])) > 0"
                + " and on (pod) weft_journal_colour == 1 or weft_messages_lost_total offset 5m > 1e3";
        assertThat(PromQl.metrics(expression))
                .containsExactly("weft_journal_colour", "weft_journal_refused_total", "weft_messages_lost_total");
        assertThat(PromQl.metrics(expression))
                .filteredOn(name -> !exists(name))
                .containsExactly("weft_journal_colour", "weft_messages_lost_total");
    }

    private static boolean exists(String name) {
        return SHOWN.contains(name)
                || OTHERS.contains(name)
                || IN_CODE.contains(name)
                || IN_CODE.contains(SUFFIX.matcher(name).replaceFirst(""));
    }
}
