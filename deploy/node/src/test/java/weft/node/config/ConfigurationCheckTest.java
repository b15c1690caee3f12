package weft.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.node.StartFailure;

class ConfigurationCheckTest {

    @TempDir
    Path directory;

    @Test
    void valuesComeFromYamlAndFromJson() throws IOException {
        assertThat(settings("weft:\n  node: {name: Harbour Club}\n").node().name())
                .isEqualTo("Harbour Club");
        assertThat(settings("{\"weft\": {\"http\": {\"port\": 9443}}}").http().port())
                .isEqualTo(9443);
    }

    @Test
    void defaultsHoldWithoutAFile() throws IOException {
        assertThat(settings("").http().host()).isEqualTo("127.0.0.1");
        assertThat(settings("").managementPort()).isEmpty();
    }

    @Test
    void theKeysOfEveryServiceAreKnown() throws IOException {
        assertThat(settings("""
                weft:
                  node:
                    name: Harbour Club
                  transport:
                    enabled: true
                    probes: true
                    managers: [0123456789abcdef0123456789abcdef]
                    interfaces:
                      hub:    {type: tcp-client, host: 127.0.0.1, port: 4242}
                      public: {type: tcp-server, host: 0.0.0.0, port: 4242, mode: gateway,
                               network-name: club, passphrase: secret, ifac-size: 16, ingress-control: true}
                      "with.dots and spaces": {type: tcp-client, host: hub.example, port: 4242}
                  limits: {delivery-kb: 1000}
                  http: {host: 127.0.0.1, port: 8443, allowed-hosts: [], trusted-proxies: []}
                """).node().name()).isEqualTo("Harbour Club");
    }

    @Test
    void everyUnknownKeyIsNamedWithTheFileAndTheNearestOne() {
        assertThatThrownBy(() -> settings("weft:\n  http: {prt: 1}\n  nodes: {name: x}\n"))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("weft.http.prt (in " + directory.resolve("weft.yaml"))
                .hasMessageContaining("Did you mean weft.http.port?")
                .hasMessageContaining("weft.nodes.name")
                .hasMessageContaining("Did you mean weft.node.name?");
    }

    @Test
    void aValueOfTheWrongKindNamesItsKey() {
        assertThatThrownBy(() -> settings("weft:\n  http: {port: many}\n"))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("weft.http.port")
                .hasMessageContaining("\"many\"")
                .hasMessageNotContaining("SRCFG")
                .hasMessageNotContaining("Exception");
    }

    @Test
    void aFileThatIsNoYamlIsNamed() {
        assertThatThrownBy(() -> settings("weft: [unclosed"))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(directory.resolve("weft.yaml").toString());
    }

    private NodeSettings settings(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("weft.yaml"), text);
        return ConfigurationCheck.ofApplication().settings(List.of(ConfigurationFile.read(file, 280)));
    }
}
