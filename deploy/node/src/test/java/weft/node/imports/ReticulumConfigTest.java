package weft.node.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReticulumConfigTest {

    private static final ReticulumConfig CONFIG = ReticulumConfig.parse("""
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
            """);

    @Test
    void sectionsAndSubsectionsAreKeptApart() {
        assertThat(CONFIG.general("enable_transport")).contains("Yes");
        assertThat(CONFIG.general("instance_name")).contains("my node");
        assertThat(CONFIG.interfaces())
                .extracting(ReticulumConfig.Interface::name)
                .containsExactly("Default Interface", "Hub = west", "Served");
    }

    @Test
    void aTcpClientIsTakenOverWithItsAccessCodeInBytes() {
        assertThat(translation("Hub = west"))
                .isEqualTo(new InterfaceTranslation.Taken(
                        Map.of(
                                "type", "tcp-client",
                                "host", "hub.example",
                                "port", 4965L,
                                "mode", "gateway",
                                "network-name", "club",
                                "passphrase", "with # hash",
                                "ifac-size", 16L),
                        List.of()));
    }

    @Test
    void aDisabledInterfaceStaysDisabled() {
        assertThat(translation("Served"))
                .isEqualTo(new InterfaceTranslation.Taken(
                        Map.of("type", "tcp-server", "host", "0.0.0.0", "port", 4242L, "enabled", false), List.of()));
    }

    @Test
    void whatIsNotSupportedIsNamed() {
        assertThat(translation("Default Interface"))
                .isEqualTo(new InterfaceTranslation.NotSupported("AutoInterface is not supported yet"));
        assertThat(left("kiss_framing = yes")).isEqualTo("kiss_framing is not supported");
        assertThat(left("outgoing = no")).contains("outgoing");
        assertThat(left("outgoing = maybe")).contains("outgoing");
        assertThat(left("pass_phrase =")).contains("pass_phrase");
        assertThat(left("passphrase = None")).contains("passphrase");
        assertThat(left("passphrase = a, b")).contains("passphrase");
        assertThat(left("passphrase = %(nowhere)s")).contains("passphrase");
        assertThat(left("bitrate = 9.6k")).contains("bitrate");
        assertThat(left("mode = gw\nmode = ap")).contains("mode", "twice");
        assertThat(left("nonsense")).contains("line 7");
    }

    @Test
    void whatReadsNothingIsLeftBehind() {
        assertThat(left("passphrase = %(passphrase)s")).contains("passphrase", "itself");
        assertThat(left("passphrase = %(network_name)s\nnetwork_name = %(passphrase)s"))
                .contains("itself");
        assertThat(left("passphrase = \"\"\"never closed")).contains("line 7", "close");
    }

    @Test
    void keysThatDoNothingHereAreNamed() {
        ReticulumConfig config = ReticulumConfig.parse(HUB + "announce_cap = 3\nannounce_rate_target = 5\nmode = gw\n");
        assertThat(InterfaceTranslation.of(config.interfaces().getFirst()))
                .isInstanceOfSatisfying(InterfaceTranslation.Taken.class, taken -> {
                    assertThat(taken.settings()).containsEntry("mode", "gateway");
                    assertThat(taken.left()).containsExactly("announce_cap", "announce_rate_target");
                });
    }

    @Test
    void oneBadSectionIsTheOnlyOneThatSuffers() {
        ReticulumConfig config = ReticulumConfig.parse(HUB.replace("[[Hub]]", "[[Hub [EU]]]") + "[[Other]]\n" + TCP);
        assertThat(config.interfaces())
                .extracting(each -> each.fault().isPresent())
                .containsExactly(true, false);
        assertThat(config.interfaces().getFirst().name()).isEqualTo("[[Hub [EU]]]");
        assertThat(config.interfaces().getLast().name()).isEqualTo("Other");
    }

    private static final String TCP = "type = TCPClientInterface\nenabled = yes\ntarget_host = h\ntarget_port = 1\n";
    private static final String HUB = "[interfaces]\n[[Hub]]\n" + TCP;

    private static String left(String line) {
        ReticulumConfig config = ReticulumConfig.parse(HUB + line + "\n");
        return ((InterfaceTranslation.NotSupported)
                        InterfaceTranslation.of(config.interfaces().getFirst()))
                .reason();
    }

    private static InterfaceTranslation translation(String name) {
        return InterfaceTranslation.of(CONFIG.interfaces().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow());
    }
}
