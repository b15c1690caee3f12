package weft.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code weft.limits.delivery-kb} allows gets through the packaged node, however its length is told, and no more does. */
class LargeMessageIT {

    private static final String PASSWORD = "quiet lantern over the harbour";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    private Path data;
    private String base;

    @BeforeEach
    void prepare() throws IOException {
        data = directory.resolve("data");
        base = "https://localhost:" + RunningNode.freePort() + "/api/v1";
    }

    @Test
    void aMessageOfTheLimitPassesWithAndWithoutItsLengthAndALargerBodyIsRefusedWithTheBound() throws Exception {
        Path config = Files.writeString(directory.resolve("weft.yaml"), "weft:\n  limits: {delivery-kb: 20000}\n");
        String port = String.valueOf(URI.create(base).getPort());
        try (RunningNode node = RunningNode.ready(data, "--port", port, "--config", config.toString());
                HttpClient client = client()) {
            signIn(client, node.output());
            JsonNode identity = JSON.readTree(send(client, "/identities", json(Map.of("displayName", "Ada")), 201)
                    .body());
            String messages = "/identities/" + identity.get("id").asText() + "/messages";
            byte[] large = message(identity.get("address").asText(), 19_900_000);

            send(client, messages, BodyPublishers.ofByteArray(large), 202);
            send(client, messages, untold(large), 202);

            HttpResponse<String> refused = send(client, messages, untold(new byte[30_262_145]), 413);
            assertThat(JSON.readTree(refused.body()).get("max").asLong()).isEqualTo(30_262_144);
        }
    }

    /** Both by bodies that don't tell their length, which resources of auth-service read without blocking. */
    private void signIn(HttpClient client, String output) throws IOException, InterruptedException {
        Matcher token = Pattern.compile("Set-up token: (\\S+)").matcher(output);
        assertThat(token.find()).isTrue();
        Map<String, String> who = Map.of("username", "harbourmaster", "password", PASSWORD);
        send(
                client,
                "/setup",
                untold(JSON.writeValueAsBytes(
                        Map.of("token", token.group(1), "username", who.get("username"), "password", PASSWORD))),
                201);
        send(client, "/session", untold(JSON.writeValueAsBytes(who)), 200);
    }

    private HttpResponse<String> send(HttpClient client, String path, BodyPublisher body, int status)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create(base + path))
                        .header("Content-Type", "application/json")
                        .header("Sec-Fetch-Site", "same-origin")
                        .POST(body)
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return answer;
    }

    private static BodyPublisher json(Object value) throws IOException {
        return BodyPublishers.ofByteArray(JSON.writeValueAsBytes(value));
    }

    private static BodyPublisher untold(byte[] body) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));
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

    /** Trusts the node's own certificate, once it has made one. */
    private HttpClient client() throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (var certificate = Files.newInputStream(data.resolve("tls/node.crt"))) {
            trusted.setCertificateEntry(
                    "node", CertificateFactory.getInstance("X.509").generateCertificate(certificate));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder()
                .sslContext(tls)
                .cookieHandler(new CookieManager())
                .build();
    }
}
