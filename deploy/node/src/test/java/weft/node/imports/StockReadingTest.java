package weft.node.imports;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.node.FreePort;
import weft.node.config.ConfigurationCheck;
import weft.node.config.ConfigurationFile;
import weft.reticulum.ifac.AccessCode;
import weft.reticulum.router.interfaces.IngressControl;
import weft.reticulum.router.interfaces.InterfaceMode;
import weft.reticulum.router.interfaces.MtuKind;
import weft.transport.config.InterfacePlan;
import weft.transport.config.TcpClientPlan;
import weft.transport.config.TcpServerPlan;

/**
 * What is taken over runs as it does in a stock program that is started with the same file, or is left behind for a reason that this
 * test knows: a small corpus, and a large one in {@code --long}.
 */
class StockReadingTest {

    private static final int FEW = 60;
    private static final int MANY = 3_000;
    private static final byte[] PACKET = "a packet of an interface".getBytes(StandardCharsets.UTF_8);

    /** What a stock program runs and Weft does not, or not so. */
    private static final Pattern REASONS = Pattern.compile(
            "outgoing = no .*|kiss_framing is not supported"
                    + "|.*has no value, so it would be open to everybody"
                    + "|bitrate must be at least 5 bit/s|fixed-mtu must be from 500 to 524288 bytes|ifac-size must be from 1 to 64 bytes"
                    + "|.*has a name under it that is empty or holds a quote.*",
            Pattern.DOTALL);

    private static final List<InterfaceMode> MODES = List.of(
            InterfaceMode.FULL,
            InterfaceMode.POINT_TO_POINT,
            InterfaceMode.ACCESS_POINT,
            InterfaceMode.ROAMING,
            InterfaceMode.BOUNDARY,
            InterfaceMode.GATEWAY,
            InterfaceMode.INTERNAL);

    @TempDir
    Path directory;

    private int taken;

    @Test
    void whatIsTakenOverRunsAsItDoesInAStockProgram() throws Exception {
        boolean large = Boolean.getBoolean("test.long");
        Random random = new Random(20261129);
        int port = FreePort.next();
        List<String> corpus = new ArrayList<>();
        for (int i = 0; i < (large ? MANY : FEW); i++) {
            corpus.add(AnyConfig.of(random, port));
        }
        List<JsonNode> stock = StockReader.read(directory, corpus);
        assertThat(stock).hasSameSizeAs(corpus);
        for (int i = 0; i < corpus.size(); i++) {
            compare(corpus.get(i), stock.get(i));
        }
        assertThat(taken).as("interfaces that were compared").isGreaterThan(corpus.size() / 6);
    }

    private void compare(String text, JsonNode stock) throws IOException {
        ReticulumImport read = imported(text);
        if (stock.has("refused")) {
            return;
        }
        JsonNode json = new ObjectMapper().readTree(read.json()).path("weft").path("transport");
        assertThat(json.path("enabled").booleanValue())
                .as(text)
                .isEqualTo(stock.get("transport").booleanValue());
        List<InterfacePlan> plans = ConfigurationCheck.transportAlone(
                        ConfigurationFile.imported(directory.resolve("imported.json"), read.json()))
                .interfaces();
        JsonNode runs = stock.get("interfaces");
        if (runs.isEmpty()) {
            assertThat(plans).as(text).isEmpty();
        } else if (plans.isEmpty()) {
            assertThat(read.said())
                    .as(text)
                    .anyMatch(said -> said.startsWith("left the interface ")
                            && REASONS.matcher(said.replaceFirst("^left the interface .* behind: ", ""))
                                    .matches());
        } else {
            assertSame(text, plans.getFirst(), runs.get(0));
            taken++;
        }
    }

    private static void assertSame(String text, InterfacePlan plan, JsonNode stock) {
        assertThat(plan.name()).as(text).isEqualTo(stock.get("name").asText());
        switch (plan) {
            case TcpClientPlan client -> {
                assertThat(stock.get("type").asText()).as(text).isEqualTo("TCPClientInterface");
                assertEndpoint(text, client.host(), client.port(), stock.get("target"));
            }
            case TcpServerPlan server -> {
                assertThat(stock.get("type").asText()).as(text).isEqualTo("TCPServerInterface");
                assertEndpoint(text, server.host(), server.port(), stock.get("bind"));
            }
        }
        assertThat(stock.get("out").booleanValue()).as(text).isTrue();
        assertThat(plan.properties().mode())
                .as(text)
                .isEqualTo(MODES.get(stock.get("mode").asInt() - 1));
        assertThat(plan.properties().bitrate())
                .as(text)
                .isEqualTo(stock.get("bitrate").asLong());
        assertThat(plan.properties().ingress().equals(IngressControl.OFF))
                .as(text)
                .isEqualTo(!stock.get("ingress").booleanValue());
        assertThat(plan.properties().mtuKind() == MtuKind.FIXED)
                .as(text)
                .isEqualTo(stock.get("fixed_mtu").asBoolean());
        if (plan.properties().mtuKind() == MtuKind.FIXED) {
            assertThat(plan.properties().hardwareMtu())
                    .as(text)
                    .isEqualTo(stock.get("mtu").asInt());
        }
        Optional<AccessCode> code = AccessCode.derive(
                stock.get("netname").asText(""),
                stock.get("netkey").asText(""),
                stock.get("ifac_size").asInt());
        assertThat(plan.access().map(access -> access.seal(PACKET)))
                .as(text)
                .usingRecursiveComparison()
                .isEqualTo(code.map(access -> access.seal(PACKET)));
    }

    private static void assertEndpoint(String text, String host, int port, JsonNode stock) {
        assertThat(host).as(text).isEqualTo(stock.get(0).asText());
        assertThat(port).as(text).isEqualTo(stock.get(1).asInt());
    }

    private ReticulumImport imported(String text) throws IOException {
        Path reticulum = Files.createDirectories(directory.resolve("reticulum"));
        Files.writeString(reticulum.resolve("config"), text);
        return ReticulumImport.of(reticulum, List.of());
    }
}
