package weft.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the schemas of Kubernetes and kube-score say of each overlay, and whether what refers to something finds it. */
class KubernetesManifestsTest {

    /** Groups of Kubernetes itself; the kinds of operators have no schema that is at hand without a network. */
    private static final Set<String> BUILT_IN = Set.of(
            "v1",
            "apps/v1",
            "policy/v1",
            "networking.k8s.io/v1",
            "autoscaling/v2",
            "batch/v1",
            "rbac.authorization.k8s.io/v1");

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"single-node", "cluster"})
    void theSchemasAllowEveryObject(String overlay) throws IOException {
        Tools.Outcome outcome = validated(builtIn(Manifests.ofOverlay(overlay)));
        assertThat(outcome.ok()).as(outcome.output()).isTrue();
    }

    @Test
    void aMisspeltFieldIsFound() throws IOException {
        String yaml = builtIn(Manifests.ofOverlay("cluster")).replaceFirst("(?m)^  replicas:", "  replica:");
        assertThat(validated(yaml).ok()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single-node", "cluster"})
    void kubeScoreHasNothingToSay(String overlay) {
        Path file = Manifests.ofOverlay(overlay).writeTo(directory);
        Tools.Outcome outcome = Tools.run(
                Tools.checker("kube-score"),
                "score",
                "--output-format",
                "ci",
                "--kubernetes-version",
                "v1.32",
                file.toString());
        assertThat(outcome.output().lines())
                .isNotEmpty()
                .noneMatch(line -> line.startsWith("[CRITICAL]") || line.startsWith("[WARNING]"));
        assertThat(outcome.ok()).as(outcome.output()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single-node", "cluster"})
    void whatSelectsPodsFindsThem(String overlay) {
        Manifests manifests = Manifests.ofOverlay(overlay);
        manifests.workloads().forEach(workload -> assertThat(
                        Manifests.labels(Manifests.template(workload)).entrySet())
                .as(Manifests.title(workload))
                .containsAll(Manifests.strings(workload.at("/spec/selector/matchLabels"))
                        .entrySet()));
        manifests.ofKind("Service").forEach(service -> {
            List<?> pods = manifests.selectedBy(Manifests.strings(service.at("/spec/selector")));
            assertThat(pods).as(Manifests.title(service)).isNotEmpty();
        });
        manifests.ofKind("PodDisruptionBudget").forEach(budget -> assertThat(
                        manifests.selectedBy(Manifests.strings(budget.at("/spec/selector/matchLabels"))))
                .as(Manifests.title(budget))
                .isNotEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"single-node", "cluster"})
    void portsOfServicesAreThoseOfTheirContainers(String overlay) {
        Manifests manifests = Manifests.ofOverlay(overlay);
        manifests.ofKind("Service").forEach(service -> {
            Set<String> named = new TreeSet<>();
            manifests
                    .selectedBy(Manifests.strings(service.at("/spec/selector")))
                    .forEach(pod -> Manifests.containers(pod).forEach(container -> container
                            .path("ports")
                            .forEach(port -> named.add(port.path("name").asText()))));
            service.at("/spec/ports").forEach(port -> assertThat(named)
                    .as(Manifests.title(service))
                    .contains(port.path("targetPort").asText()));
        });
    }

    private static String builtIn(Manifests manifests) {
        StringBuilder yaml = new StringBuilder();
        for (String document : manifests.yaml().split("(?m)^---$")) {
            String version = document.lines()
                    .filter(line -> line.startsWith("apiVersion: "))
                    .map(line -> line.substring("apiVersion: ".length()))
                    .findFirst()
                    .orElse("");
            if (BUILT_IN.contains(version)) {
                yaml.append("---\n").append(document.strip()).append('\n');
            }
        }
        assertThat(yaml).isNotEmpty();
        return yaml.toString();
    }

    private Tools.Outcome validated(String yaml) throws IOException {
        Path file = Files.writeString(directory.resolve("built-in.yaml"), yaml);
        return Tools.run(Tools.checker("kubernetes-validate"), "--strict", file.toString());
    }
}
