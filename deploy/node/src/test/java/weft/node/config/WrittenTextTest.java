package weft.node.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.reticulum.ifac.AccessCode;
import weft.service.http.Names;
import weft.transport.config.InterfacePlan;

/** Any text an operator writes arrives byte for byte at what uses it, from every source, through the real chain. */
class WrittenTextTest {

    private static final ConfigurationCheck CHECK = ConfigurationCheck.ofApplication();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] PACKET = "a packet of an interface".getBytes(StandardCharsets.UTF_8);

    /** What has a meaning to something between the operator and the interface. */
    private static final List<String> PIECES = List.of(
            "$",
            "{",
            "}",
            "${",
            "$$",
            "${HOME}",
            "${weft.data}",
            "\\",
            ":",
            ": ",
            " #",
            "'",
            "\"",
            ",",
            "%",
            "&a",
            "*a",
            "!",
            "~",
            "null",
            "yes",
            "on",
            "0777",
            "1:20",
            "0x1f",
            "1e3",
            "2026-11-29",
            "=",
            " ",
            "\t",
            "\n",
            "\u007f",
            "\u0085",
            "ü",
            "é",
            "🜁",
            "a");

    @TempDir
    Path directory;

    @Test
    void wordsThatLookLikeSomethingElseStayWords() throws IOException {
        for (String word :
                List.of("yes", "on", "0777", "1:20", "0x1f", "1e3", "2026-11-29", "12_345", "a${b", "$$", "${HOME}")) {
            assertArrives(
                    word,
                    "weft: {node: {name: " + quotedIfNeeded(word)
                            + "}, transport: {interfaces: {hub: {type: tcp-client, host: hub, port: 1, network-name: "
                            + quotedIfNeeded(word) + ", passphrase: " + quotedIfNeeded(word) + "}}}}",
                    Map.of());
        }
    }

    @Test
    void anyTextArrivesFromYamlFromJsonAndFromTheEnvironment() throws IOException {
        Random random = new Random(20261129);
        for (int run = 0; run < 60; run++) {
            StringBuilder pieces = new StringBuilder();
            for (int i = random.nextInt(1, 9); i > 0; i--) {
                pieces.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            String text = pieces + "x";
            String json = file(text, JSON.writeValueAsString(text));
            assertArrives(text, json, Map.of());
            if (text.chars().noneMatch(c -> c < ' ' || c == 0x7f || c == 0x85)) {
                assertArrives(text, "# YAML\n" + file(text, "'" + text.replace("'", "''") + "'"), Map.of());
            }
            assertArrives(
                    text,
                    "weft: {transport: {interfaces: {hub: {type: tcp-client, host: hub, port: 1}}}}",
                    Map.of(
                            "WEFT_NODE_NAME", isName(text) ? text : "Weft",
                            "WEFT_TRANSPORT_INTERFACES_HUB_NETWORK_NAME", text,
                            "WEFT_TRANSPORT_INTERFACES_HUB_PASSPHRASE", text));
        }
    }

    @Test
    void theCommandLineIsTakenAsWrittenToo() throws IOException {
        System.setProperty("weft.node.name", "a${b $$ ${HOME}");
        try {
            assertThat(read("", Map.of()).node().node().name()).isEqualTo("a${b $$ ${HOME}");
        } finally {
            System.clearProperty("weft.node.name");
        }
    }

    /** A name of a node is one line to be seen; a network's name and a passphrase are any text. */
    private static boolean isName(String text) {
        return Names.fault(text).isEmpty();
    }

    private static String file(String text, String written) {
        return "{\"weft\": {\"node\": {\"name\": " + (isName(text) ? written : "\"Weft\"")
                + "}, \"transport\": {\"interfaces\": {\"hub\": {\"type\": \"tcp-client\","
                + " \"host\": \"hub\", \"port\": 1, \"network-name\": " + written + ", \"passphrase\": " + written
                + "}}}}}";
    }

    /** Braces end a word of YAML that stands between braces. */
    private static String quotedIfNeeded(String word) {
        return word.contains("{") ? "'" + word + "'" : word;
    }

    private void assertArrives(String text, String file, Map<String, String> environment) throws IOException {
        CheckedConfiguration checked = read(file, environment);
        assertThat(checked.node().node().name()).isEqualTo(isName(text) ? text : "Weft");
        InterfacePlan plan = checked.transport().interfaces().getFirst();
        assertThat(plan.access()).as(text).isPresent();
        assertThat(plan.access().orElseThrow().seal(PACKET))
                .as(text)
                .isEqualTo(AccessCode.derive(text, text, 16).orElseThrow().seal(PACKET));
    }

    private CheckedConfiguration read(String text, Map<String, String> environment) throws IOException {
        Path file = Files.writeString(directory.resolve("weft.yaml"), text);
        return CHECK.read(List.of(ConfigurationFile.read(file, 280)), environment);
    }
}
