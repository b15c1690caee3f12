package weft.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The images of the services, run as the node's is. Without a cluster around them they get as far as their certificates, past the
 * check of their files; FourServicesTest runs the same applications in one. Part of the long campaigns.
 */
@Tag("long")
class ServiceImagesTest {

    private static final Duration STARTED = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"transport", "message", "auth", "gateway"})
    void itStartsAndNamesTheCertificateThatItMisses(String service) throws IOException {
        try (Containers containers = new Containers(directory)) {
            String container = containers.run(List.of(containers.imageOf(service)));
            Awaitility.await().atMost(STARTED).untilAsserted(() -> assertThat(containers.logs(container))
                    .doesNotContain("Weft does not start")
                    .containsPattern("/run/weft/(public-)?tls/tls.crt"));
        }
    }
}
