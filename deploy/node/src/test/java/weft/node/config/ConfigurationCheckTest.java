package weft.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.node.StartFailure;

class ConfigurationCheckTest {

    private static final ConfigurationCheck CHECK = ConfigurationCheck.ofApplication();

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
                      public: {type: tcp-server, host: 0.0.0.0, port: 4243, mode: gateway,
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
                .hasMessageContaining(directory.resolve("weft.yaml") + ", line 2: weft.http.prt is not a key")
                .hasMessageContaining("Did you mean weft.http.port?")
                .hasMessageContaining("weft.nodes.name")
                .hasMessageContaining("Did you mean weft.node.name?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wefft: {node: {name: x}} | wefft | weft",
                "transport: {enabled: true} | transport | weft.transport",
                "weft: {http: {prot: 1}} | weft.http.prot | weft.http.port",
                "weft: {port: 8443} | weft.port | weft.http.port",
                "weft: {http.port: 8443} | weft.\"http.port\" | weft.http.port",
                "weft: {transport: {interfaces: {a-long-name-of-a-hub: {type: tcp-client, host: h, port: 1, hots: h}}}}"
                        + "| weft.transport.interfaces.a-long-name-of-a-hub.hots"
                        + "| weft.transport.interfaces.a-long-name-of-a-hub.host",
                "weft: {transport: {interfaces: {h: {type: tcp-client, host: h, port: 1, target_host: h}}}}"
                        + "| weft.transport.interfaces.h.target_host | weft.transport.interfaces.h.host",
                "weft: {transport: {interfaces: {h: {type: tcp-client, host: h, port: 1, network_name: n}}}}"
                        + "| weft.transport.interfaces.h.network_name | weft.transport.interfaces.h.network-name",
                "weft: {transport: {interfaces: {'a b.c': {type: tcp-client, host: h, port: 1, modes: full}}}}"
                        + "| weft.transport.interfaces.\"a b.c\".modes | weft.transport.interfaces.\"a b.c\".mode"
            })
    void anUnknownKeyIsNamedWithItsLineAndTheOneThatWasMeant(String line, String key, String meant) {
        assertThatThrownBy(() -> settings("# a comment\n\n" + line + "\n"))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(
                        directory.resolve("weft.yaml") + ", line 3: " + key + " is not a key that Weft knows")
                .hasMessageContaining("Did you mean " + meant + "?");
    }

    /** What our classes work out from their keys has a name there, too. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "problems: [x]",
                "http: {problems: [x]}",
                "auth: {problems: [x]}",
                "shared-instance: {problems: [x]}",
                "http: {require-port: x}"
            })
    void noMethodOfOursIsAKey(String line) {
        assertThatThrownBy(() -> settings("weft:\n  " + line + "\n"))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("is not a key that Weft knows");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "weft.transport.enabled | transport: {enabled: ture}",
                "weft.http.port | http: {port: many}",
                "weft.http.port | http: {port: 70000}",
                "weft.http.host | http: {host: ' '}",
                "weft.management-port | management-port: 0",
                "weft.limits.delivery-kb | limits: {delivery-kb: 0}",
                "weft.http.certificate | http: {certificate: a.pem}",
                "weft.http.certificate-key | http: {certificate-key: a.pem}",
                "weft.http.trusted-proxies | http: {trusted-proxies: [10.0.0.0/33]}",
                "weft.transport.managers[0] | transport: {managers: [nobody]}",
                "weft.transport.interfaces.h.host | transport: {interfaces: {h: {type: tcp-client, port: 1}}}",
                "weft.transport.interfaces.h.type | transport: {interfaces: {h: {host: h, port: 1}}}",
                "weft.transport.interfaces.h.type | transport: {interfaces: {h: {type: tcp, host: h, port: 1}}}",
                "weft.transport.interfaces.h.mode | transport: {interfaces: {h: {type: tcp-client, host: h, port: 1, mode: x}}}",
                "weft.transport.interfaces.h.bitrate | transport: {interfaces: {h: {type: tcp-client, host: h, port: 1, bitrate: 3}}}",
                "weft.transport.interfaces.h.port | transport: {interfaces: {h: {type: tcp-client, host: h, port: 0, enabled: no}}}",
                "weft.shared-instance.type | shared-instance: {enabled: false, type: nonsense}",
                "weft.shared-instance.port | shared-instance: {enabled: false, port: 0}",
                "weft.pages | pages: {enabled: true}",
                "weft.data | data: /srv/weft"
            })
    void aWrongValueIsNamedWithItsLine(String key, String setting) {
        assertThatThrownBy(() -> settings("weft:\n  node:\n    name: x\n  " + setting + "\n"))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(directory.resolve("weft.yaml") + ", line 4: " + key)
                .hasMessageNotContaining("Exception");
    }

    @Test
    void aWrongValueOfTheEnvironmentIsNotLookedForInTheFile() {
        assertThatThrownBy(() -> checked("weft: {http: {port: 8443}}", Map.of("WEFT_HTTP_PORT", "many")))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("\"many\"")
                .hasMessageNotContaining("line 1");
        assertThatThrownBy(() -> checked("", Map.of("WEFT_HTTP_PROT", "1")))
                .hasMessageContaining("WEFT_HTTP_PROT")
                .hasMessageContaining("Did you mean WEFT_HTTP_PORT?");
        assertThatThrownBy(() -> checked("", Map.of("WEFT_TRANSPORT_INTERFACES_MY_HUB_HOSTT", "1")))
                .hasMessageContaining("WEFT_TRANSPORT_INTERFACES_MY_HUB_HOSTT (in the environment) is not a key");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{type: udp} | type must be host is missing port is missing",
                "{enabled: no} | type is missing host is missing port is missing",
                "{type: tcp-client} | host is missing port is missing",
                "{type: tcp-server} | port is missing",
                "{type: TCP-Server, mode: x, bitrate: 1} | port is missing bitrate must be mode must be",
                "{enabled: maybe, host: h} | enabled with type is missing port is missing",
                "{type: tcp-server, host: 'a b', port: 0} | host must be port must be"
            })
    void everythingThatAnInterfaceLacksIsNamedAtOnce(String settings, String named) {
        List<String> keys = List.of("type", "host", "port", "mode", "bitrate", "enabled");
        assertThatThrownBy(() -> settings("weft: {transport: {interfaces: {\"my.hub\": " + settings + "}}}"))
                .isInstanceOf(StartFailure.class)
                .satisfies(refused -> {
                    for (String key : keys) {
                        String wrong = "weft.transport.interfaces.\"my.hub\"." + key + " ";
                        if (named.matches("(.* )?" + key + " .*")) {
                            assertThat(refused).hasMessageContaining("line 1: " + wrong);
                        } else {
                            assertThat(refused).hasMessageNotContaining(wrong);
                        }
                    }
                });
    }

    @Test
    void theNameOfTheNodeIsOneLineInWhichSomethingIsToBeSeen() {
        for (String name : List.of("two\\nlines", "\\u200d", "\\u202eeve")) {
            assertThatThrownBy(() -> settings("weft:\n  node: {name: \"" + name + "\"}\n"))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("weft.node.name")
                    .hasMessageContaining("The name of a node");
        }
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

    @ParameterizedTest
    @CsvSource({
        "'trusted-proxies: [10.0.0.0/8, proxy.example]', weft.http.trusted-proxies, proxy.example",
        "'trusted-proxies: [10.0.0.0/33]', weft.http.trusted-proxies, 10.0.0.0/33",
        "'forwarded-header: x-real-ip', weft.http.forwarded-header, x-real-ip",
        "'connections-per-address: many', weft.http.connections-per-address, many",
        "'public-url: weft.example.org', weft.http.public-url, 'weft.example.org does not begin with https://'",
        "'public-url: \"https://weft.example.org/weft\"', weft.http.public-url, 'has a path'",
        "'hsts: yes', weft.http.hsts, yes"
    })
    void whatIsWrongAboutTheDoorIsNamed(String setting, String key, String value) {
        assertThatThrownBy(() -> settings("weft:\n  http: {" + setting + "}\n"))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(key)
                .hasMessageContaining(value)
                .hasMessageNotContaining("Exception");
    }

    @Test
    void proxiesAreAddressesAndNetworksAndNameOneOfTwoHeaders() throws IOException {
        for (String header : List.of("x-forwarded-for", "forwarded")) {
            assertThat(settings(
                            "weft:\n  http: {trusted-proxies: [127.0.0.1, '10.0.0.0/8', '2001:db8::/32'], forwarded-header: "
                                    + header + ", connections: 500}\n  management: {allowed-hosts: [weft-node]}\n"))
                    .isNotNull();
        }
    }

    @Test
    void whereTheNodeIsFoundAndWhenBrowsersAreToldToInsistAreRead() throws IOException {
        for (String rule : List.of("auto", "on", "off")) {
            assertThat(settings("weft:\n  http: {public-url: 'https://Club.example:8443/', hsts: " + rule + "}\n")
                            .http()
                            .publicUrl())
                    .hasValueSatisfying(url -> assertThat(url).hasToString("https://club.example:8443"));
        }
    }

    @Test
    void aFileThatIsNoYamlIsNamed() {
        assertThatThrownBy(() -> settings("weft: [unclosed"))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(directory.resolve("weft.yaml").toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "weft:\n  node:\n    name:\n",
                "weft: {node: {name: ~}}",
                "weft: {node: {name: null}}",
                "weft: {node: {name: ''}}",
                "{\"weft\": {\"node\": {\"name\": null}}}",
                "{\"weft\": {\"node\": {\"name\": \"\"}}}"
            })
    void aKeyWithoutAValueIsNamed(String text) {
        assertThatThrownBy(() -> settings(text))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(": weft.node.name has no value")
                .hasMessageContaining(", line ")
                .hasMessageContaining(directory.resolve("weft.yaml").toString());
    }

    @Test
    void aPassphraseWithoutAValueNeverMakesAnInterfaceOpen() {
        for (String key : List.of("passphrase", "network-name", "passphrase-file", "ifac-size", "mode")) {
            assertThatThrownBy(() -> settings("weft: {transport: {interfaces: {\"hub.x\":"
                            + " {type: tcp-client, host: hub.example, port: 1, " + key + ": }}}}"))
                    .hasMessageContaining("weft.transport.interfaces.\"hub.x\"." + key)
                    .hasMessageContaining("has no value");
        }
    }

    @Test
    void aVariableWithoutAValueIsNamedAndOneThatNobodyReadsToo() throws IOException {
        String hub = "weft: {transport: {interfaces: {hub: {type: tcp-client, host: hub.example, port: 1}}}}";
        String variable = "WEFT_TRANSPORT_INTERFACES_HUB_PASSPHRASE";
        assertThatThrownBy(() -> checked(hub, Map.of(variable, "")))
                .hasMessageContaining(variable)
                .hasMessageContaining("has no value");
        assertThatThrownBy(() -> checked(hub, Map.of(variable + "S", "low water")))
                .hasMessageContaining(variable + "S");
        assertThat(checked(hub, Map.of(variable, "a${b")).transport().interfaces())
                .singleElement()
                .satisfies(plan -> assertThat(plan.access()).isPresent());
        assertThat(checked(hub, Map.of("WEFT_HEAP", "300m", "WEFT_NODE_SERVICE_HOST", "10.0.0.1"))
                        .node()
                        .node()
                        .name())
                .isEqualTo("Weft");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "weft:\n  node: {name: x}\n  http: {port: 1}\n  node: {name: y}\n",
                "weft:\n  node:\n    name: x\n    name: y\n",
                "{\"weft\": {\"node\": {\"name\": \"x\", \"name\": \"y\"}}}",
                "weft: {node: {name: x}}\nweft: {node: {name: y}}\n"
            })
    void aDoubledKeyIsNamed(String text) {
        assertThatThrownBy(() -> settings(text))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("stands twice")
                .hasMessageContaining("weft");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wefft: {node: {name: x}}",
                "weft.node.name: x",
                "weft: {transport: {interfaces: {hub: {}}}}",
                "weft: {node: {name: []}}",
                "weft: {node: {name: [x, y]}}",
                "weft: {nodes: {}}",
                "weft: {node: {<<: {name: x}}}",
                "weft: {node: {name: !!binary aGFsbG8=}}",
                "weft: {node: {name: x}}\n---\nweft: {node: {name: y}}\n",
                "weft: &a {node: *a}",
                "just words"
            })
    void whatCannotBeMeantStopsTheStart(String text) {
        assertThatThrownBy(() -> settings(text))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(directory.resolve("weft.yaml").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"maybe", "2", "ja", "'~'", "TRUE!"})
    void aWordThatIsNoBooleanIsNamed(String word) {
        assertThatThrownBy(() -> settings("weft: {transport: {enabled: " + word + "}}"))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("weft.transport.enabled")
                .hasMessageContaining(word.replace("'", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1:20", "0x1f92", "4_242", "42.0", "2026-01-01"})
    void aNumberIsTheDigitsThatAreWritten(String number) {
        assertThatThrownBy(() -> settings("weft: {http: {port: " + number + "}}"))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("weft.http.port")
                .hasMessageContaining(number);
    }

    @Test
    void theDataDirectoryIsNamedByItsOptionAlone() {
        assertThatThrownBy(() -> settings("weft: {data: /srv/weft}")).hasMessageContainingAll("weft.data", "--data");
        assertThatThrownBy(() -> checked("", Map.of("WEFT_DATA", "/srv/weft")))
                .hasMessageContainingAll("WEFT_DATA", "--data");
    }

    @Test
    void emptyListsAndSectionsMayStand() throws IOException {
        assertThat(settings("weft: {http: {allowed-hosts: []}, transport: {interfaces: {}, managers: []}}")
                        .http()
                        .port())
                .isEqualTo(8443);
    }

    @Test
    void twoListenersOnOneAddressAreBothNamed() {
        String servers = "a: {type: tcp-server, host: 0.0.0.0, port: 4242}, b: {type: tcp-server, port: 4242}";
        assertThatThrownBy(() -> settings("weft: {transport: {interfaces: {" + servers + "}}}"))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("weft.transport.interfaces.a.port")
                .hasMessageContaining("weft.transport.interfaces.b.port");
        assertThatThrownBy(() -> settings("weft: {http: {port: 4242}, transport: {interfaces: {c: {type: tcp-server,"
                        + " host: localhost, port: 4242}}}}"))
                .hasMessageContaining("weft.http.port (--port)")
                .hasMessageContaining("weft.transport.interfaces.c.port");
        assertThatThrownBy(() -> settings("weft: {management-port: 8443}"))
                .hasMessageContaining("weft.http.port (--port)")
                .hasMessageContaining("weft.management-port (--management-port)");
    }

    @Test
    void listenersApartAndThoseThatAreOffDoNotClash() throws IOException {
        assertThat(checked("weft: {http: {port: 4242}, management-port: 4243, transport: {interfaces: {"
                                + "a: {type: tcp-server, host: 127.0.0.2, port: 4242},"
                                + "b: {type: tcp-server, enabled: false, port: 4242},"
                                + "c: {type: tcp-client, host: 127.0.0.1, port: 4242}}}}")
                        .listeners())
                .hasSize(3);
    }

    @Test
    void aManagerThatIsNoIdentityHashIsNamed() throws IOException {
        assertThatThrownBy(() -> settings("weft: {transport: {managers: [0123456789abcdef0123456789abcdef, 0123]}}"))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("weft.transport.managers[1]")
                .hasMessageContaining("32 hexadecimal digits");
        assertThat(checked("weft: {transport: {managers: [0123456789abcdef0123456789ABCDEF]}}")
                        .transport()
                        .managers())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"propagation", "pages", "shared-instance"})
    void aPartThatIsNotBuiltMayOnlyBeOff(String part) throws IOException {
        assertThat(settings("weft: {" + part + ": {enabled: false}}")).isNotNull();
        for (String other : List.of("{enabled: true}", "{enabled: yes}")) {
            assertThatThrownBy(() -> settings("weft: {" + part + ": " + other + "}"))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("weft." + part + " is not built");
        }
        assertThatThrownBy(() -> settings("weft: {" + part + ": {enabled: maybe}}"))
                .hasMessageContaining("weft." + part + ".enabled");
        assertThatThrownBy(() -> settings("weft: {" + part + ": {enabled: false, invented: 1}}"))
                .hasMessageContaining("weft." + part + ".invented");
    }

    @Test
    void theKeysOfPartsThatAreOffMayStand() throws IOException {
        assertThat(settings("""
                weft:
                  propagation: {enabled: false, stamp-cost: 16, peering-cost: 18, autopeer: true, static-peers: [], message-limit-kb: 256}
                  pages: {enabled: false, directory: pages}
                  shared-instance: {enabled: false, type: unix, port: 37428, control-port: 37429}
                """)).isNotNull();
        assertThatThrownBy(() -> settings("weft: {propagation: {stamp-cost: 16}}"))
                .hasMessageContaining("weft.propagation is not built");
    }

    private NodeSettings settings(String text) throws IOException {
        return checked(text).node();
    }

    private CheckedConfiguration checked(String text) throws IOException {
        return checked(text, Map.of());
    }

    private CheckedConfiguration checked(String text, Map<String, String> environment) throws IOException {
        Path file = Files.writeString(directory.resolve("weft.yaml"), text);
        return CHECK.read(List.of(ConfigurationFile.read(file, 280)), environment);
    }
}
