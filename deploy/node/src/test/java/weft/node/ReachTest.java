package weft.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.node.config.NodeSettings;

class ReachTest {

    private static final List<InetAddress> OWN = List.of(
            InetAddress.ofLiteral("127.0.0.1"),
            InetAddress.ofLiteral("2001:db8::7"),
            InetAddress.ofLiteral("fe80::7"),
            InetAddress.ofLiteral("192.0.2.7"));

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "localhost"})
    void aNodeThatListensOnItsMachineAloneSaysSoAndWhereItIsWrittenHowToChangeThat(String host) {
        assertThat(line(Map.of("weft.http.host", host), OWN))
                .startsWith("Nobody else finds it")
                .endsWith("the page /invites says how.");
    }

    @Test
    void anOpenOneNamesTheAddressesThatOthersTypeThoseOfIpv4First() {
        assertThat(line(Map.of("weft.http.host", "0.0.0.0"), OWN))
                .startsWith(
                        "Who reaches this machine finds it at https://192.0.2.7:8443, https://[2001:db8:0:0:0:0:0:7]:8443. ");
        assertThat(line(Map.of("weft.http.host", "192.0.2.7", "weft.http.port", "443"), OWN))
                .startsWith("Who reaches this machine finds it at https://192.0.2.7. ");
        assertThat(line(Map.of("weft.http.host", "::"), List.of()))
                .startsWith("Others find it once this machine has an address. ");
    }

    @Test
    void aPublicUrlIsAllThereIsToSay() {
        Map<String, String> known = Map.of("weft.http.public-url", "https://club.example");
        assertThat(line(known, OWN))
                .isEqualTo("Others find it at https://club.example, through what passes them on to this machine");
        Map<String, String> open = new HashMap<>(known);
        open.put("weft.http.host", "0.0.0.0");
        assertThat(line(open, OWN)).isEqualTo("Others find it at https://club.example");
    }

    private static String line(Map<String, String> settings, List<InetAddress> own) {
        return Reach.line(
                new SmallRyeConfigBuilder()
                        .withMapping(NodeSettings.class)
                        .withMappingIgnore("weft.**")
                        .withSources(new PropertiesConfigSource(settings, "test", 100))
                        .build()
                        .getConfigMapping(NodeSettings.class)
                        .http(),
                own);
    }
}
