package weft.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What every container of the Compose file is held to. */
class ComposeTest {

    private static final Pattern BY_DIGEST = Pattern.compile("\\S+@sha256:[0-9a-f]{64}|\\$\\{WEFT_IMAGE:\\?[^}]+}");
    private static final Pattern SECRET = Pattern.compile("(?i).*(password|secret|token|key).*");

    private static JsonNode compose;

    @BeforeAll
    static void read() throws IOException {
        compose = new YAMLMapper()
                .readTree(Tools.ROOT.resolve("deploy/compose/compose.yaml").toFile());
    }

    @Test
    void everyContainerIsConfinedAndAsked() {
        assertThat(compose.get("services").properties()).hasSize(2).allSatisfy(service -> {
            JsonNode container = service.getValue();
            assertThat(container.path("image").asText()).as("image by digest").matches(BY_DIGEST);
            assertThat(container.path("healthcheck").path("test").path(0).asText())
                    .as("a check without a shell")
                    .isEqualTo("CMD");
            assertThat(container.path("read_only").asBoolean()).isTrue();
            assertThat(texts(container.path("cap_drop"))).containsExactly("ALL");
            assertThat(container.has("cap_add")).isFalse();
            assertThat(container.path("privileged").asBoolean()).isFalse();
            assertThat(texts(container.path("security_opt"))).contains("no-new-privileges:true");
            assertThat(container.path("user").asText()).matches("[1-9]\\d*:[1-9]\\d*");
            assertThat(container.has("mem_limit") && container.has("pids_limit"))
                    .isTrue();
        });
    }

    @Test
    void secretsAreFiles() {
        compose.get("services")
                .forEach(service -> service.path("environment").properties().forEach(variable -> {
                    if (SECRET.matcher(variable.getKey()).matches()) {
                        assertThat(variable.getKey()).endsWith("_FILE");
                        assertThat(variable.getValue().asText()).startsWith("/run/secrets/");
                    }
                    assertThat(variable.getValue().asText())
                            .as("no password in a URL")
                            .doesNotContainPattern("://[^/@]*:[^/@]*@");
                }));
        compose.get("secrets").forEach(secret -> assertThat(secret.has("file")).isTrue());
    }

    @Test
    void theDatabaseTalksToTheNodeAlone() {
        assertThat(texts(compose.at("/services/database/networks"))).containsExactly("inside");
        assertThat(compose.at("/networks/inside/internal").asBoolean()).isTrue();
        assertThat(compose.at("/services/database").has("ports")).isFalse();
        assertThat(texts(compose.at("/services/node/ports"))).allMatch(port -> port.startsWith("127.0.0.1:"));
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(each -> texts.add(each.asText()));
        return texts;
    }
}
