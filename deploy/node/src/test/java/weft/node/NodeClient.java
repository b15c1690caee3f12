package weft.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The first operator of a running node, signed in, as a program that speaks its API. */
final class NodeClient implements AutoCloseable {

    private static final String PASSWORD = "quiet lantern over the harbour";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client;
    private final String base;

    private NodeClient(HttpClient client, String base) {
        this.client = client;
        this.base = base;
    }

    /** Takes the set-up token from what the node has said; both by bodies that don't tell their length. */
    static NodeClient operatorOf(RunningNode node, Path data, int port) throws Exception {
        NodeClient client = new NodeClient(trusting(data.resolve("tls/node.crt")), "https://localhost:" + port);
        Matcher token = Pattern.compile("Set-up token: (\\S+)").matcher(node.output());
        assertThat(token.find()).isTrue();
        Map<String, String> who = Map.of("username", "harbourmaster", "password", PASSWORD);
        client.post(
                "/setup",
                untold(JSON.writeValueAsBytes(
                        Map.of("token", token.group(1), "username", who.get("username"), "password", PASSWORD))),
                201);
        client.post("/session", untold(JSON.writeValueAsBytes(who)), 200);
        return client;
    }

    /** Posts to a path of the API, and asserts the status of the answer. */
    HttpResponse<String> post(String path, BodyPublisher body, int status) throws IOException, InterruptedException {
        HttpResponse<String> answer = post(path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return answer;
    }

    /** Posts to a path of the API; over HTTP/1.1 what doesn't tell its length, which HTTP/2 has to. */
    HttpResponse<String> post(String path, BodyPublisher body) throws IOException, InterruptedException {
        return client.send(
                request(path)
                        .version(body.contentLength() < 0 ? Version.HTTP_1_1 : Version.HTTP_2)
                        .header("Content-Type", "application/json")
                        .header("Sec-Fetch-Site", "same-origin")
                        .POST(body)
                        .build(),
                BodyHandlers.ofString());
    }

    /** Gets a path of the API. */
    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), BodyHandlers.ofString());
    }

    /** Listens to what happens, as an open tab does. */
    Stream events() throws IOException, InterruptedException {
        return new Stream(client.send(request("/events").build(), BodyHandlers.ofInputStream()));
    }

    /**
     * A stream of events that is read to its end.
     *
     * @param answer its head
     * @param reader the thread that reads
     */
    record Stream(HttpResponse<InputStream> answer, Thread reader) implements AutoCloseable {

        private Stream(HttpResponse<InputStream> answer) {
            this(answer, Thread.ofVirtual().start(() -> readAll(answer.body())));
        }

        private static void readAll(InputStream body) {
            try (body) {
                body.transferTo(OutputStream.nullOutputStream());
            } catch (IOException ended) {
                // So does the stream of a node that is killed.
            }
        }

        /** Whether the node has ended it. */
        boolean ended() {
            return !reader.isAlive();
        }

        @Override
        public void close() throws IOException {
            answer.body().close();
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + "/api/v1" + path));
    }

    /** An identity of the operator. */
    JsonNode identity() throws IOException, InterruptedException {
        return JSON.readTree(
                post("/identities", json(Map.of("displayName", "Ada")), 201).body());
    }

    static BodyPublisher json(Object value) throws IOException {
        return BodyPublishers.ofByteArray(JSON.writeValueAsBytes(value));
    }

    static BodyPublisher untold(byte[] body) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));
    }

    /** Trusts the node's own certificate, once it has made one. */
    private static HttpClient trusting(Path certificate) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (var in = Files.newInputStream(certificate)) {
            trusted.setCertificateEntry(
                    "node", CertificateFactory.getInstance("X.509").generateCertificate(in));
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

    @Override
    public void close() {
        client.close();
    }
}
