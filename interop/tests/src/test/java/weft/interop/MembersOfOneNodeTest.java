package weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two members of one node, with no interface at all. */
class MembersOfOneNodeTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    /** Loaded by the stock tools' own API, and made by it. */
    @Test
    void aPrivateKeyIsTheSameAddressForTheStockToolsAndBack() throws Exception {
        try (WeftNode weft = WeftNode.in(directory).start()) {
            Member anna = weft.operator().withIdentity("Anna");
            JsonNode key = anna.api()
                    .post("/api/v1/identities/" + anna.identity() + "/export", Map.of())
                    .expect(200);
            Path exported = directory.resolve("exported");
            Files.write(
                    exported,
                    Base64.getDecoder().decode(key.get("file").get("data").asText()));
            assertThat(stock("identity = RNS.Identity.from_file(sys.argv[1])", exported))
                    .isEqualTo(anna.address());
            assertThat(stock(
                            "identity = RNS.Identity.from_bytes(bytes.fromhex(sys.argv[1]))",
                            key.get("hex").asText()))
                    .isEqualTo(anna.address());
            assertThat(stock(
                            "import base64; identity = RNS.Identity.from_bytes(base64.b32decode(sys.argv[1]))",
                            key.get("base32").asText()))
                    .isEqualTo(anna.address());

            Path theirs = directory.resolve("theirs");
            String address = stock("identity = RNS.Identity(); identity.to_file(sys.argv[1])", theirs);
            Member ben = weft.member("ben").withIdentity("Ben", Files.readAllBytes(theirs));
            assertThat(ben.address()).isEqualTo(address);
        }
    }

    /** The address of an identity that one line of the stock API makes, from one argument. */
    private static String stock(String identity, Object argument) throws Exception {
        String script =
                "import RNS, sys\n" + identity + "\nprint(RNS.Destination.hash(identity, 'lxmf', 'delivery').hex())\n";
        Process python = new ProcessBuilder(System.getProperty("test.peers.python"), "-c", script, argument.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(python.waitFor()).as(said).isZero();
        return said.lines().toList().getLast();
    }

    @Test
    void tenMessagesEachWayNeedNoNetwork() {
        try (WeftNode weft = WeftNode.in(directory).start()) {
            Member anna = weft.operator().withIdentity("Anna");
            Member ben = weft.member("ben").withIdentity("Ben");
            IntStream.range(0, 10).forEach(i -> {
                anna.awaitState(anna.send(ben.address(), "to Ben " + i, "auto"), "delivered", SOON);
                ben.awaitState(ben.send(anna.address(), "to Anna " + i, "auto"), "delivered", SOON);
            });
            assertThat(ben.received()).hasSize(10);
            assertThat(anna.received()).hasSize(10);
            assertThat(ben.api()
                            .get("/api/v1/identities/" + anna.identity() + "/conversations")
                            .status())
                    .isEqualTo(404);
        }
    }
}
