package weft.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Kubernetes' own evaluator of the Pod Security Standards says of every pod. */
class PodSecurityTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"single-node", "cluster"})
    void everyPodIsRestricted(String overlay) throws IOException {
        Manifests manifests = Manifests.ofOverlay(overlay);
        Tools.Outcome verdict = verdict(manifests);
        assertThat(verdict.ok()).as(verdict.output()).isTrue();
        assertThat(verdict.output().lines())
                .hasSize((int) manifests.workloads().count())
                .isNotEmpty()
                .allMatch(line -> line.endsWith(" allowed"));
    }

    @Test
    void aPodThatSaysNothingIsForbidden() throws IOException {
        Tools.Outcome verdict = verdict(Manifests.parsed("""
                kind: Deployment
                metadata: {name: careless}
                spec:
                  template:
                    metadata: {labels: {app: careless}}
                    spec:
                      containers: [{name: one, image: example.org/one}]
                """));
        assertThat(verdict.ok()).isFalse();
        assertThat(verdict.output())
                .contains("careless forbidden:")
                .contains("allowPrivilegeEscalation", "capabilities", "runAsNonRoot", "seccompProfile");
    }

    private Tools.Outcome verdict(Manifests manifests) throws IOException {
        Path pods = Files.writeString(directory.resolve("pods.json"), manifests.podList());
        return Tools.run(Tools.checker("pod-security"), pods.toString());
    }
}
