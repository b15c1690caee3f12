package weft.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code k8s/pin-images} on the list that a release has. */
class PinImagesTest {

    private static final List<String> NAMES = List.of("gateway", "auth", "message", "transport", "node");

    @TempDir
    Path place;

    private Path k8s;

    @BeforeEach
    void copy() {
        k8s = place.resolve("k8s");
        assertThat(Tools.run("cp", "-R", "k8s", k8s.toString()).ok()).isTrue();
        assertThat(Tools.run("cp", "-R", "--parents", "deploy/grafana", place.toString())
                        .ok())
                .isTrue();
    }

    @Test
    void theOverlayRunsWhatTheReleaseNames() throws IOException {
        assertThat(pin(lines("1.2.3") + lines("1.2.3-native")).ok()).isTrue();
        assertThat(Manifests.rendered(k8s.resolve("overlays/cluster")).yaml())
                .contains("image: ghcr.io/owner/weft/auth@sha256:" + digest("auth", "1.2.3"))
                .doesNotContain("0".repeat(64));
    }

    @Test
    void aListWithoutADigestChangesNothing() throws IOException {
        String before = Files.readString(k8s.resolve("images/kustomization.yaml"));
        Tools.Outcome outcome = pin(lines("1.2.3").replaceAll("@sha256:[0-9a-f]+\n$", "\n"));
        assertThat(outcome.ok()).isFalse();
        assertThat(outcome.output()).contains("does not name one image of node by digest");
        assertThat(Files.readString(k8s.resolve("images/kustomization.yaml"))).isEqualTo(before);
    }

    private Tools.Outcome pin(String list) throws IOException {
        Path file = Files.writeString(place.resolve("images.txt"), list);
        return Tools.run(k8s.resolve("pin-images").toString(), file.toString());
    }

    private static String lines(String version) {
        return NAMES.stream()
                .map(name -> "ghcr.io/owner/weft/" + name + ":" + version + "@sha256:" + digest(name, version) + "\n")
                .collect(Collectors.joining());
    }

    private static String digest(String name, String version) {
        String hex = Integer.toHexString((name + version).hashCode());
        return hex.repeat(64).substring(0, 64);
    }
}
