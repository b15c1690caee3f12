package weft.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code weft.limits.delivery-kb} allows gets through the packaged node, however its length is told, and no more does. */
class LargeMessageIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    @Test
    void aMessageOfTheLimitPassesWithAndWithoutItsLengthAndALargerBodyIsRefusedWithTheBound() throws Exception {
        Path data = directory.resolve("data");
        Path config = Files.writeString(directory.resolve("weft.yaml"), "weft:\n  limits: {delivery-kb: 20000}\n");
        int port = RunningNode.freePort();
        try (RunningNode node = RunningNode.ready(data, "--port", String.valueOf(port), "--config", config.toString());
                NodeClient client = NodeClient.operatorOf(node, data, port)) {
            JsonNode identity = client.identity();
            String messages = "/identities/" + identity.get("id").asText() + "/messages";
            byte[] large = message(identity.get("address").asText(), 19_900_000);

            client.post(messages, BodyPublishers.ofByteArray(large), 202);
            client.post(messages, NodeClient.untold(large), 202);

            HttpResponse<String> refused = client.post(messages, NodeClient.untold(new byte[30_262_145]), 413);
            assertThat(JSON.readTree(refused.body()).get("max").asLong()).isEqualTo(30_262_144);
        }
    }

    private static byte[] message(String to, int bytes) throws IOException {
        String content = Base64.getEncoder().encodeToString(new byte[bytes]);
        return JSON.writeValueAsString(Map.of(
                        "to",
                        to,
                        "content",
                        "the chart of the harbour",
                        "attachments",
                        List.of(Map.of("name", "chart.bin", "data", content))))
                .getBytes(StandardCharsets.UTF_8);
    }
}
