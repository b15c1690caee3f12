package weft.node.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ReticulumConfigTest {

    private static final ReticulumConfig CONFIG =
            ReticulumConfig.parse("""
            # comment
            [reticulum]
              enable_transport = Yes   # trailing
              instance_name = "my node"

            [logging]
              loglevel = 4
              [[not an interface]]
                type = TCPClientInterface

            [interfaces]
              [[Default Interface]]
                type = AutoInterface
                enabled = Yes

              [[Hub = west]]
                type = TCPClientInterface
                interface_enabled = true
                target_host = hub.example
                target_port = 4965
                mode = gw
                networkname = club
                passphrase = 'with # hash'
                ifac_size = 128

              [[Served]]
                type = TCPServerInterface
                enabled = no
                listen_ip = 0.0.0.0
                listen_port = 4242
            """.lines().toList());

    @Test
    void sectionsAndSubsectionsAreKeptApart() {
        assertThat(CONFIG.general("enable_transport")).contains("Yes");
        assertThat(CONFIG.general("instance_name")).contains("my node");
        assertThat(CONFIG.interfaces()).containsOnlyKeys("Default Interface", "Hub = west", "Served");
    }

    @Test
    void aTcpClientIsTakenOverWithItsAccessCodeInBytes() {
        assertThat(InterfaceTranslation.of(CONFIG.interfaces().get("Hub = west")))
                .isEqualTo(new InterfaceTranslation.Taken(Map.of(
                        "type", "tcp-client",
                        "host", "hub.example",
                        "port", 4965,
                        "mode", "gateway",
                        "network-name", "club",
                        "passphrase", "with # hash",
                        "ifac-size", 16L)));
    }

    @Test
    void aDisabledInterfaceStaysDisabled() {
        assertThat(InterfaceTranslation.of(CONFIG.interfaces().get("Served")))
                .isEqualTo(new InterfaceTranslation.Taken(
                        Map.of("type", "tcp-server", "host", "0.0.0.0", "port", 4242, "enabled", false)));
    }

    @Test
    void whatIsNotSupportedIsNamed() {
        assertThat(InterfaceTranslation.of(CONFIG.interfaces().get("Default Interface")))
                .isEqualTo(new InterfaceTranslation.NotSupported("AutoInterface is not supported yet"));
        assertThat(InterfaceTranslation.of(Map.of(
                        "type", "TCPClientInterface", "target_host", "h", "target_port", "1", "kiss_framing", "yes")))
                .isEqualTo(new InterfaceTranslation.NotSupported("kiss_framing is not supported"));
        assertThat(InterfaceTranslation.of(Map.of("type", "TCPClientInterface", "target_host", "h")))
                .isInstanceOf(InterfaceTranslation.NotSupported.class);
    }
}
