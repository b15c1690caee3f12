package weft.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our own policy: kept by both overlays, and each rule of it seen broken by one change to the overlay that keeps it. */
class PodPolicyTest {

    private static Manifests cluster;

    @BeforeAll
    static void render() {
        cluster = Manifests.ofOverlay("cluster");
    }

    @ParameterizedTest
    @ValueSource(strings = {"single-node", "cluster"})
    void everyRuleIsKept(String overlay) {
        assertThat(PodPolicy.violations(Manifests.ofOverlay(overlay))).isEmpty();
    }

    static Stream<Arguments> breaks() {
        return Stream.of(
                container("image-by-digest", it -> it.put("image", "registry.example.org/weft/auth:1.0")),
                container("pull-policy", it -> it.put("imagePullPolicy", "IfNotPresent")),
                container("probes", it -> it.remove("livenessProbe")),
                container("probes", it -> it.remove("startupProbe")),
                container("probes", it -> it.remove("readinessProbe")),
                container("read-only-root", it -> security(it).remove("readOnlyRootFilesystem")),
                container("no-escalation", it -> security(it).put("allowPrivilegeEscalation", true)),
                container("capabilities", it -> security(it).remove("capabilities")),
                container("uid", it -> security(it).put("runAsUser", 1000)),
                container("non-root", it -> security(it).put("runAsNonRoot", false)),
                container("resources", it -> ((ObjectNode) it.at("/resources/limits")).remove("memory")),
                container("no-secret-in-env", it -> it.withArray("env")
                        .addObject()
                        .put("name", "DATABASE_PASSWORD")
                        .put("value", "x")),
                pod("no-token", it -> it.put("automountServiceAccountToken", true)),
                pod("own-account", it -> it.put("serviceAccountName", "default")),
                pod("not-on-host", it -> it.put("hostNetwork", true)),
                pod("spread", it -> it.remove("topologySpreadConstraints")),
                pod("grace", it -> it.put("terminationGracePeriodSeconds", 1)),
                pod(
                        "volume-kind",
                        it -> ((ObjectNode) it.at("/volumes/0"))
                                .putObject("hostPath")
                                .put("path", "/"),
                        "emptyDir"),
                without("default-deny", "NetworkPolicy"),
                without("disruption-budget", "PodDisruptionBudget"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("breaks")
    void eachRuleIsSeenBroken(String rule, Consumer<List<ObjectNode>> change) {
        List<ObjectNode> objects = new ArrayList<>();
        cluster.objects().forEach(object -> objects.add(object.deepCopy()));
        change.accept(objects);
        assertThat(PodPolicy.violations(new Manifests(List.<JsonNode>copyOf(objects), "")))
                .extracting(PodPolicy.Violation::rule)
                .contains(rule);
    }

    private static Arguments container(String rule, Consumer<ObjectNode> change) {
        return pod(rule, it -> change.accept((ObjectNode) it.at("/containers/0")));
    }

    private static Arguments pod(String rule, Consumer<ObjectNode> change, String... volumeKinds) {
        Consumer<List<ObjectNode>> everywhere = objects -> objects.stream()
                .filter(it -> it.path("kind").asText().equals("Deployment")
                        && Manifests.nameOf(it).equals("weft-auth"))
                .forEach(it -> {
                    ObjectNode spec = (ObjectNode) it.at("/spec/template/spec");
                    for (String kind : volumeKinds) {
                        ((ObjectNode) spec.at("/volumes/0")).remove(kind);
                    }
                    change.accept(spec);
                });
        return Arguments.of(rule, everywhere);
    }

    private static Arguments without(String rule, String kind) {
        Consumer<List<ObjectNode>> change =
                objects -> objects.removeIf(it -> it.path("kind").asText().equals(kind));
        return Arguments.of(rule, change);
    }

    private static ObjectNode security(ObjectNode container) {
        return (ObjectNode) container.path("securityContext");
    }
}
