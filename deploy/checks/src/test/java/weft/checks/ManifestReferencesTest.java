package weft.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a manifest or a configuration in it names is there: made by the overlay, by an operator's resource, or as the README says. */
class ManifestReferencesTest {

    private static final Pattern PATH = Pattern.compile("(?:/run/weft|/etc/weft|/var/lib/weft|/tmp)[\\w./-]*");
    private static final Pattern URL = Pattern.compile("https://([a-z0-9.-]+):([0-9]+)");
    private static final Map<String, Set<String>> BY_HAND = new HashMap<>();

    @TempDir
    static Path directory;

    @BeforeAll
    static void make() throws IOException {
        MadeSecrets.byScript(directory.resolve("secrets"))
                .forEach((name, values) -> BY_HAND.put(name, values.keySet()));
        BY_HAND.putAll(MadeSecrets.byReadme());
        assertThat(BY_HAND).containsKeys("weft-auth-keys", "weft-message-keys", "weft-database");
    }

    @ParameterizedTest
    @ValueSource(strings = {"single-node", "cluster"})
    void everySecretAndConfigMapIsThereWithItsKeys(String overlay) {
        Manifests manifests = Manifests.ofOverlay(overlay);
        assertThat(missing(manifests)).isEmpty();
    }

    @Test
    void aSecretThatNobodyMakesIsFound() {
        String yaml = Manifests.ofOverlay("cluster").yaml();
        assertThat(missing(Manifests.parsed(yaml.replace("secretName: weft-db-ca", "secretName: weft-db-authority"))))
                .isNotEmpty();
        assertThat(missing(Manifests.parsed(yaml.replace("key: pepper", "key: salt"))))
                .isNotEmpty();
    }

    private static List<String> missing(Manifests manifests) {
        List<String> missing = new ArrayList<>();
        manifests.workloads().forEach(workload -> new MountedFiles(whole(workload)).sources(source -> {
            if (!held(manifests, source).containsAll(source.keys())
                    || held(manifests, source).isEmpty()) {
                missing.add(Manifests.title(workload) + " wants " + source);
            }
        }));
        return missing;
    }

    @ParameterizedTest
    @ValueSource(strings = {"single-node", "cluster"})
    void everyFileThatIsConfiguredIsMounted(String overlay) {
        assertThat(unmounted(Manifests.ofOverlay(overlay))).isEmpty();
    }

    @Test
    void aFileThatIsNotMountedIsFound() {
        String yaml = Manifests.ofOverlay("cluster").yaml();
        assertThat(unmounted(
                        Manifests.parsed(yaml.replace("key-file=/run/weft/secrets/keys/", "key-file=/run/weft/keys/"))))
                .isNotEmpty();
    }

    private static List<String> unmounted(Manifests manifests) {
        List<String> missing = new ArrayList<>();
        manifests.workloads().forEach(workload -> {
            MountedFiles files = new MountedFiles(whole(workload));
            for (String path : paths(manifests, whole(workload))) {
                if (!files.has(path, source -> held(manifests, source))
                        && !files.hasDirectory(path, source -> held(manifests, source))) {
                    missing.add(Manifests.title(workload) + " has no " + path);
                }
            }
        });
        return missing;
    }

    /** What the pod's configuration files, variables and arguments say of files. */
    private static Set<String> paths(Manifests manifests, JsonNode pod) {
        StringBuilder text = new StringBuilder();
        new MountedFiles(pod)
                .sources(source -> manifests.named(source.kind(), source.name()).ifPresent(it -> it.path("data")
                        .forEach(value -> text.append(value.asText()).append('\n'))));
        Manifests.containers(pod).forEach(container -> {
            container.path("env").forEach(variable -> text.append(
                            variable.path("value").asText())
                    .append('\n'));
            container.path("args").forEach(argument -> text.append(argument.asText())
                    .append('\n'));
        });
        Set<String> paths = new TreeSet<>();
        Matcher path = PATH.matcher(text);
        while (path.find()) {
            paths.add(path.group());
        }
        assertThat(paths).isNotEmpty();
        return paths;
    }

    /** The pod template with the claims of its StatefulSet. */
    private static JsonNode whole(JsonNode workload) {
        JsonNode template = Manifests.template(workload).deepCopy();
        if (workload.at("/spec/volumeClaimTemplates").isArray()) {
            ((ObjectNode) template.path("spec")).set("volumeClaimTemplates", workload.at("/spec/volumeClaimTemplates"));
        }
        return template;
    }

    private static Set<String> held(Manifests manifests, MountedFiles.Source source) {
        if (source.kind().equals("ConfigMap")) {
            Set<String> keys = new TreeSet<>();
            manifests
                    .named("ConfigMap", source.name())
                    .ifPresent(it -> it.path("data").fieldNames().forEachRemaining(keys::add));
            return keys;
        }
        Map<String, Set<String>> secrets = new HashMap<>(BY_HAND);
        secrets.putAll(MadeSecrets.byOperators(manifests));
        return secrets.getOrDefault(source.name(), Set.of());
    }

    @Test
    void everyHostThatIsConfiguredIsAServiceWithACertificateOfThatName() {
        Manifests cluster = Manifests.ofOverlay("cluster");
        Set<String> called = new TreeSet<>();
        cluster.ofKind("ConfigMap")
                .filter(it -> it.path("data").has("service.properties"))
                .forEach(it -> {
                    Matcher url = URL.matcher(it.at("/data/service.properties").asText());
                    while (url.find()) {
                        called.add(url.group(1));
                        assertThat(Manifests.each(cluster.named("Service", url.group(1))
                                        .orElseThrow()
                                        .at("/spec/ports")))
                                .as(url.group())
                                .anyMatch(port -> port.path("port").asText().equals(url.group(2)));
                    }
                });
        assertThat(called).containsExactly("weft-auth", "weft-message", "weft-router-main");
        for (String host : called) {
            assertThat(Manifests.each(cluster.named("Certificate", host + "-tls")
                            .orElseThrow()
                            .at("/spec/dnsNames")))
                    .extracting(JsonNode::asText)
                    .contains(host);
        }
    }

    @Test
    void linksOfInvitationsBeginWithTheNameThatTheGatewayAnswersTo() {
        Manifests cluster = Manifests.ofOverlay("cluster");
        for (String service : List.of("weft-gateway", "weft-auth")) {
            JsonNode pod =
                    Manifests.template(cluster.named("Deployment", service).orElseThrow());
            List<JsonNode> variables = Manifests.containers(pod).stream()
                    .flatMap(container -> Manifests.each(container.path("env")))
                    .filter(it -> it.path("name").asText().matches("PUBLIC_HOST|WEFT_HTTP_PUBLIC_URL"))
                    .toList();
            // In this order: a variable sees those before it.
            assertThat(variables)
                    .extracting(it -> it.path("name").asText())
                    .containsExactly("PUBLIC_HOST", "WEFT_HTTP_PUBLIC_URL");
            assertThat(variables
                            .getFirst()
                            .at("/valueFrom/configMapKeyRef/name")
                            .asText())
                    .startsWith("weft-site");
            assertThat(variables.getFirst().at("/valueFrom/configMapKeyRef/key").asText())
                    .isEqualTo("host");
            assertThat(variables.getLast().path("value").asText()).isEqualTo("https://$(PUBLIC_HOST)");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"single-node", "cluster"})
    void everyPolicySelectsPodsThatAreThere(String overlay) {
        Manifests manifests = Manifests.ofOverlay(overlay);
        Set<Map.Entry<String, String>> ofOperators = new HashSet<>();
        manifests.ofKind("Cluster").forEach(it -> ofOperators.add(Map.entry("cnpg.io/cluster", Manifests.nameOf(it))));
        manifests.ofKind("Kafka").forEach(it -> {
            ofOperators.add(Map.entry("strimzi.io/name", Manifests.nameOf(it) + "-kafka"));
            ofOperators.add(Map.entry("strimzi.io/cluster", Manifests.nameOf(it)));
        });
        manifests.ofKind("NetworkPolicy").forEach(policy -> {
            Stream<JsonNode> selectors = policy.findValues("podSelector").stream()
                    .filter(it -> !it.isEmpty() && !it.toString().contains("kube-dns"));
            selectors.forEach(selector -> {
                Map<String, String> labels = Manifests.strings(selector.path("matchLabels"));
                assertThat(ofOperators.containsAll(labels.entrySet())
                                || !manifests.selectedBy(labels).isEmpty())
                        .as(Manifests.title(policy) + " selects " + labels)
                        .isTrue();
            });
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"single-node", "cluster"})
    void prometheusFindsTheMetricsOfEveryWorkload(String overlay) {
        Manifests manifests = Manifests.ofOverlay(overlay);
        JsonNode monitor = manifests.ofKind("ServiceMonitor").findFirst().orElseThrow();
        Map<String, String> selector = Manifests.strings(monitor.at("/spec/selector/matchLabels"));
        String port = monitor.at("/spec/endpoints/0/port").asText();
        List<JsonNode> services = manifests
                .ofKind("Service")
                .filter(it -> Manifests.labels(it).entrySet().containsAll(selector.entrySet()))
                .filter(it -> Manifests.each(it.at("/spec/ports"))
                        .anyMatch(each -> each.path("name").asText().equals(port)))
                .toList();
        manifests.workloads().forEach(workload -> {
            Map<String, String> labels = Manifests.labels(Manifests.template(workload));
            // One, so that nothing is counted twice; its label is the job that the alerts name.
            assertThat(services)
                    .as(Manifests.title(workload))
                    .filteredOn(it -> labels.entrySet()
                            .containsAll(
                                    Manifests.strings(it.at("/spec/selector")).entrySet()))
                    .singleElement()
                    .satisfies(it -> assertThat(Manifests.labels(it)
                                    .get(monitor.at("/spec/jobLabel").asText()))
                            .isEqualTo(Manifests.nameOf(workload)));
        });
    }

    @Test
    void everySecretThatIsMadeIsUsed() throws IOException {
        Set<String> used = new TreeSet<>();
        for (String overlay : Manifests.OVERLAYS) {
            Manifests.ofOverlay(overlay).workloads().forEach(it -> new MountedFiles(whole(it))
                    .sources(source -> used.add(source.name())));
        }
        assertThat(used).containsAll(BY_HAND.keySet());
        assertThat(Files.readString(Tools.ROOT.resolve("k8s/README.md"))).contains("k8s/make-secrets");
    }
}
