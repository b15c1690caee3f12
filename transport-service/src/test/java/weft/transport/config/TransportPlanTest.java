package weft.transport.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.reticulum.ifac.AccessCode;
import weft.service.files.UnusableFile;
import weft.service.listen.ListenAddress;
import weft.service.test.Damage;

/** The configuration of the mesh, as an application of this service reads it. */
class TransportPlanTest {

    private static final String HUB = "weft.transport.interfaces.hub.";
    private static final String ABSENT = "(absent)";
    private static final byte[] PACKET = "a packet".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"a${b", "$$", "${HOME}", "yes", "~", " ", "\\", "no\nline"})
    void anInterfaceHasTheAccessCodeOfExactlyThatPassphrase(String passphrase) throws IOException {
        Path file = Files.writeString(directory.resolve("passphrase"), passphrase + "\n");
        assertThat(sealed(Map.of(HUB + "passphrase", passphrase)))
                .isEqualTo(AccessCode.derive("", passphrase, 16).orElseThrow().seal(PACKET));
        if (!passphrase.isBlank()) {
            assertThat(sealed(Map.of(HUB + "passphrase-file", file.toString())))
                    .isEqualTo(
                            AccessCode.derive("", passphrase, 16).orElseThrow().seal(PACKET));
        }
    }

    @ParameterizedTest
    @CsvSource({"passphrase, ''", "network-name, ''", "passphrase, None", "network-name, None", "passphrase-file, ''"})
    void whatWouldMakeTheInterfaceOpenStopsTheStart(String key, String value) {
        assertThatThrownBy(() -> plan(Map.of(HUB + key, value))).hasMessageContaining(HUB + key);
        assertThatThrownBy(() -> plan(Map.of(HUB + "ifac-size", "16")))
                .isInstanceOf(InvalidSetting.class)
                .hasMessageContaining(HUB + "ifac-size");
    }

    @ParameterizedTest
    @EnumSource
    void aDamagedPassphraseFileStopsTheStart(Damage damage) throws IOException {
        Path file = Files.writeString(directory.resolve("passphrase"), "low water");
        damage.doTo(file);
        Map<String, String> settings = Map.of(HUB + "passphrase-file", file.toString());
        if (damage == Damage.TRUNCATED) {
            assertThat(plan(settings).interfaces().getFirst().access()).isPresent();
        } else {
            assertThatThrownBy(() -> plan(settings))
                    .isInstanceOf(UnusableFile.class)
                    .hasMessageContainingAll(HUB + "passphrase-file", file.toString());
        }
    }

    @Test
    void keysOfAnotherKindOfInterfaceStopTheStart() {
        assertThatThrownBy(() -> plan(Map.of(HUB + "max-clients", "4")))
                .isInstanceOf(InvalidSetting.class)
                .hasMessageContaining(HUB + "max-clients");
        assertThatThrownBy(() -> plan(Map.of(HUB + "type", "tcp-server", HUB + "ignore-hub-manners", "true")))
                .isInstanceOf(InvalidSetting.class)
                .hasMessageContaining(HUB + "ignore-hub-manners");
    }

    @Test
    void everyKindHasAPlanOfItsOwn() {
        Set<Class<?>> plans = new HashSet<>();
        for (InterfaceKind kind : InterfaceKind.values()) {
            InterfacePlan plan =
                    plan(Map.of(HUB + "type", kind.text())).interfaces().getFirst();
            assertThat(plan.kind()).isEqualTo(kind);
            plans.add(plan.getClass());
        }
        assertThat(plans).containsExactlyInAnyOrder(InterfacePlan.class.getPermittedSubclasses());
    }

    @Test
    void aClientDialsWhatItIsToldAndNothingElse() {
        for (String host : List.of(ABSENT, " ", "tcp://hub.example", "hub.example:4242", "[::1]", "hub example")) {
            assertThatThrownBy(() -> plan(Map.of(HUB + "host", host)))
                    .as(host)
                    .isInstanceOf(InvalidSetting.class)
                    .hasMessageContaining(HUB + "host");
        }
        for (String host :
                List.of("hub.example", "192.0.2.1", "2001:db8::1", "fe80::1%eth0", "hüb.example", "localhost")) {
            assertThat(plan(Map.of(HUB + "host", host)).interfaces())
                    .singleElement()
                    .satisfies(plan -> assertThat(((TcpClientPlan) plan).host()).isEqualTo(host));
        }
        assertThat(plan(Map.of(HUB + "type", "tcp-server", HUB + "host", ABSENT))
                        .listeners())
                .singleElement()
                .satisfies(server -> assertThat(server.host()).isEqualTo("127.0.0.1"));
    }

    @Test
    void whatIsWrongWithAnInterfaceThatIsOffIsNamedToo() {
        Map<String, String> off = new HashMap<>(Map.of(
                HUB + "enabled",
                "false",
                HUB + "passphrase-file",
                directory.resolve("none").toString()));
        assertThat(plan(off).interfaces()).isEmpty();
        off.put(HUB + "type", "tcp");
        assertThatThrownBy(() -> plan(off)).isInstanceOf(InvalidSetting.class).hasMessageContaining(HUB + "type");
    }

    @Test
    void everyWrongInterfaceIsNamedAtOnce() {
        String other = "weft.transport.interfaces.\"my.other\".";
        assertThatThrownBy(() -> plan(Map.of(
                        HUB + "port",
                        "0",
                        other + "type",
                        "tcp-server",
                        other + "port",
                        "1",
                        other + "bitrate",
                        "3",
                        "weft.transport.managers[0]",
                        "nobody")))
                .isInstanceOfSatisfying(InvalidSetting.class, wrong -> assertThat(wrong.problems())
                        .hasSize(3)
                        .anyMatch(problem -> problem.startsWith(HUB + "port "))
                        .anyMatch(problem -> problem.startsWith(other + "bitrate "))
                        .anyMatch(problem -> problem.startsWith("weft.transport.managers[0] ")));
    }

    @Test
    void twoServersOnOneAddressAreNamed() {
        String other = "weft.transport.interfaces.other.";
        Map<String, String> servers = Map.of(
                HUB + "type", "tcp-server",
                HUB + "host", "0.0.0.0",
                other + "type", "tcp-server",
                other + "port", "4242",
                other + "passphrase", "low water");
        assertThat(ListenAddress.clash(plan(servers).listeners()))
                .hasValueSatisfying(clash -> assertThat(clash).contains(HUB + "port", other + "port"));
    }

    private byte[] sealed(Map<String, String> settings) {
        return plan(settings).interfaces().getFirst().access().orElseThrow().seal(PACKET);
    }

    private static TransportPlan plan(Map<String, String> settings) {
        Map<String, String> all =
                new HashMap<>(Map.of(HUB + "type", "tcp-client", HUB + "host", "hub.example", HUB + "port", "4242"));
        settings.forEach((key, value) -> {
            if (value.equals(ABSENT)) {
                all.remove(key);
            } else {
                all.put(key, value);
            }
        });
        return TransportPlan.of(new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredInterceptors()
                .addDiscoveredConverters()
                .withMapping(TransportSettings.class)
                .withSources(new PropertiesConfigSource(all, "the test", 300))
                .build()
                .getConfigMapping(TransportSettings.class));
    }
}
