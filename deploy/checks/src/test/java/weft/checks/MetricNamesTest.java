package weft.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every metric that the dashboard and the alerts name exists, with the labels that they ask for. */
class MetricNamesTest {

    /** What others measure: Prometheus, kube-state-metrics, the kubelet and cert-manager. Nothing here can look for these. */
    private static final Set<String> OTHERS = Set.of(
            "up",
            "kube_pod_status_ready",
            "container_memory_working_set_bytes",
            "container_spec_memory_limit_bytes",
            "certmanager_certificate_expiration_timestamp_seconds");

    /** Labels that Prometheus gives each sample of ours. */
    private static final Set<String> OF_TARGETS = Set.of("namespace", "job", "pod", "container", "instance", "service");

    /** Bounds that are reached in good health, and why. */
    private static final Map<String, String> FULL_BY_DESIGN = Map.of(
            "weft_cache_entries_bound", "a cache is meant to fill",
            "weft_gateway_rate_limit_clients_bound", "who is forgotten begins with a full bucket",
            "weft_auth_throttles_bound", "the counters that block nobody go first",
            "weft_auth_access_rows_bound", "the oldest of the same kind go",
            "weft_auth_access_tally_bound", "what is not counted in memory is written one by one",
            "weft_event_stream_waiting_bound", "one slow reader misses what is in no log",
            "weft_event_streams_per_account_bound", "one member's own doing");

    @TempDir
    static Path directory;

    private static Metrics metrics;

    @BeforeAll
    static void collect() throws IOException, InterruptedException {
        metrics = Metrics.collect(directory);
    }

    private static List<String> dashboard() throws IOException {
        return texts(new ObjectMapper()
                .readTree(Tools.ROOT.resolve("deploy/grafana/weft.json").toFile()));
    }

    private static List<String> alerts() throws IOException {
        return texts(new YAMLMapper()
                .readTree(Tools.ROOT.resolve("k8s/monitoring/alerts.yaml").toFile()));
    }

    private static List<String> texts(JsonNode tree) {
        List<String> expressions =
                tree.findValues("expr").stream().map(JsonNode::asText).toList();
        assertThat(expressions).hasSizeGreaterThan(20);
        return expressions;
    }

    @Test
    void everyNameAndLabelOfTheDashboardExists() throws IOException {
        assertThat(dashboard().stream().flatMap(MetricNamesTest::wrong)).isEmpty();
        String variables = new ObjectMapper()
                .readTree(Tools.ROOT.resolve("deploy/grafana/weft.json").toFile())
                .at("/templating/list/1/query/query")
                .asText();
        assertThat(variables).startsWith("label_values(weft_shards_owned,");
        assertThat(metrics.exist("weft_shards_owned")).isTrue();
    }

    @Test
    void everyNameAndLabelOfAnAlertExists() throws IOException {
        assertThat(alerts().stream().flatMap(MetricNamesTest::wrong)).isEmpty();
    }

    @Test
    void whatOthersMeasureIsUsed() throws IOException {
        Set<String> named = new TreeSet<>();
        alerts().forEach(it -> named.addAll(PromQl.metrics(it)));
        assertThat(named).containsAll(OTHERS);
    }

    /** The names that the code gives are turned into those of samples as the running node does it. */
    @Test
    void theCodeIsReadAsTheNodeShowsIt() {
        assertThat(metrics.misread()).isEmpty();
    }

    @Test
    void everythingThatFillsUpIsWatched() throws IOException {
        String all = String.join("\n", alerts());
        List<String> bounds =
                metrics.ours().stream().filter(it -> it.endsWith("_bound")).toList();
        assertThat(bounds)
                .hasSizeGreaterThan(15)
                .containsAll(FULL_BY_DESIGN.keySet())
                .allMatch(it -> all.contains(it) != FULL_BY_DESIGN.containsKey(it));
    }

    @Test
    void everyAlertSaysWhatToDo() throws IOException {
        JsonNode file = new YAMLMapper()
                .readTree(Tools.ROOT.resolve("k8s/monitoring/alerts.yaml").toFile());
        List<JsonNode> rules = Stream.of(file.findValues("rules"))
                .flatMap(List::stream)
                .flatMap(Manifests::each)
                .toList();
        assertThat(rules).extracting(it -> it.path("alert").asText()).doesNotHaveDuplicates();
        assertThat(rules).hasSizeGreaterThan(10).allSatisfy(rule -> {
            assertThat(rule.at("/annotations/summary").asText())
                    .as(rule.path("alert").asText())
                    .isNotBlank();
            assertThat(rule.at("/annotations/description").asText()).hasSizeGreaterThan(20);
            assertThat(rule.at("/labels/severity").asText()).isIn("critical", "warning", "info");
            assertThat(rule.path("for").asText()).isNotEmpty();
        });
    }

    /** A counter without the end that Prometheus gives it, a gauge with one, what was never there, and a label that no sample has. */
    @Test
    void whatDoesNotExistIsFound() {
        String expression = """
                sum by (colour) (rate(weft_journal_refused_total{reason!="full"}[5m])) > 0 and on (pod) weft_journal_colour == 1
                  or weft_messages_lost_total offset 5m > 1e3 or increase(weft_journal_refused{reason="quota"}[1h]) > 0
                  or weft_shards_owned_total < 64 or rate(weft_message_bus_given_up_total{topic=~"a|b", pod="{}"}[5m]) > 0
                """;
        assertThat(wrong(expression))
                .containsExactlyInAnyOrder(
                        "weft_journal_colour",
                        "weft_messages_lost_total",
                        "weft_journal_refused",
                        "weft_shards_owned_total",
                        "weft_message_bus_given_up_total{topic}");
    }

    private static Stream<String> wrong(String expression) {
        List<String> wrong = new ArrayList<>();
        for (String name : PromQl.metrics(expression)) {
            if (!metrics.exist(name) && !OTHERS.contains(name)) {
                wrong.add(name);
            }
        }
        PromQl.labels(expression).forEach((name, labels) -> labels.stream()
                .filter(it -> !metrics.mayHave(name, it) && !OF_TARGETS.contains(it))
                .forEach(it -> wrong.add(name + "{" + it + "}")));
        return wrong.stream();
    }
}
