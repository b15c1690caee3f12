package weft.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.awaitility.Awaitility;

/** A client of the API: one like a browser, in front of the gateway, or one like the gateway, in front of a service. */
public final class Api {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http;
    private final String origin;
    private final Supplier<Map<String, String>> headers;

    private Api(String origin, HttpClient.Builder http, Supplier<Map<String, String>> headers) {
        this.origin = origin;
        this.http = http.connectTimeout(Duration.ofSeconds(5)).build();
        this.headers = headers;
    }

    /** Like a browser in front of a node: keeps its cookie, sends the origin, takes the self-made certificate. */
    public Api(int port) {
        this(
                "https://localhost:" + port,
                HttpClient.newBuilder().sslContext(trusting()).cookieHandler(new CookieManager()),
                Map::of);
    }

    /** Like the gateway at a service: its certificate, and a fresh token with every request. */
    public static Api ofService(int port, SSLContext certificate, Supplier<String> token) {
        return new Api(
                "https://localhost:" + port,
                HttpClient.newBuilder().sslContext(certificate),
                () -> Map.of("Authorization", "Bearer " + token.get()));
    }

    /** What a call answered. */
    public record Answer(String call, int status, JsonNode body) {

        /** The body, when the status is the expected one. */
        public JsonNode expect(int expected) {
            if (status != expected) {
                throw new AssertionError(call + " answered " + status + " instead of " + expected + ": " + body);
            }
            return body;
        }
    }

    public Answer get(String path) {
        return call("GET", path, null);
    }

    /** The bytes of a file. */
    public byte[] download(String path) {
        HttpResponse<byte[]> response = exchange("GET", path, null);
        if (response.statusCode() != 200) {
            throw new AssertionError("GET " + path + " answered " + response.statusCode());
        }
        return response.body();
    }

    public Answer post(String path, Object body) {
        return call("POST", path, body);
    }

    /** A write that may be repeated: the same key and body have one effect and one answer. */
    public Answer post(String path, Object body, String idempotencyKey) {
        return call("POST", path, body, "Idempotency-Key", idempotencyKey);
    }

    /** The event stream from its first event, each as its JSON, up to and with the first that matches. */
    public List<JsonNode> events(Predicate<JsonNode> last) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(origin + "/api/v1/events"))
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", "0")
                .build();
        List<JsonNode> events = new ArrayList<>();
        try (Stream<String> lines =
                http.send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
            Iterator<String> each =
                    lines.filter(line -> line.startsWith("data:")).iterator();
            while (events.isEmpty() || !last.test(events.getLast())) {
                events.add(JSON.readTree(each.next().substring("data:".length())));
            }
            return events;
        } catch (IOException e) {
            throw new UncheckedIOException("GET /api/v1/events", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public Answer patch(String path, Object body) {
        return call("PATCH", path, body);
    }

    public Answer delete(String path) {
        return call("DELETE", path, null);
    }

    /** An event stream, once the node has opened it. */
    public EventStream stream(String path) {
        return stream(path, Map.of());
    }

    /** As {@link #stream(String)}, going on after an event that was told before; 0 for all that there are. */
    public EventStream stream(String path, long lastEvent) {
        return stream(path, Map.of("Last-Event-ID", Long.toString(lastEvent)));
    }

    private EventStream stream(String path, Map<String, String> more) {
        try {
            HttpRequest.Builder asked =
                    HttpRequest.newBuilder(URI.create(origin + path)).header("Accept", "text/event-stream");
            headers.get().forEach(asked::header);
            more.forEach(asked::header);
            HttpRequest request = asked.build();
            HttpResponse<Stream<String>> response = http.send(request, HttpResponse.BodyHandlers.ofLines());
            if (response.statusCode() != 200) {
                throw new AssertionError("GET " + path + " answered " + response.statusCode());
            }
            return new EventStream(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException("GET " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The status of a call, or empty when nobody listens. */
    public Optional<Integer> status(String method, String path) {
        try {
            return Optional.of(http.send(request(method, path, null).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode());
        } catch (IOException notThere) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private Answer call(String method, String path, Object body, String... headers) {
        HttpResponse<byte[]> response = exchange(method, path, body, headers);
        String type = response.headers().firstValue("Content-Type").orElse("");
        try {
            JsonNode json = type.contains("json") && response.body().length > 0
                    ? JSON.readTree(response.body())
                    : MissingNode.getInstance();
            return new Answer(method + " " + path, response.statusCode(), json);
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        }
    }

    private HttpResponse<byte[]> exchange(String method, String path, Object body, String... headers) {
        try {
            HttpRequest.Builder request = request(method, path, body);
            if (headers.length > 0) {
                request.headers(headers);
            }
            return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder request(String method, String path, Object body) throws IOException {
        HttpRequest.BodyPublisher publisher = body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(origin + path))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .header("Origin", origin)
                .header("Sec-Fetch-Site", "same-origin")
                .method(method, publisher);
        headers.get().forEach(request::header);
        return request;
    }

    /** Waits for a condition; the time-out names what did not come. */
    public static void await(String what, Duration limit, BooleanSupplier condition) {
        Awaitility.await(what)
                .atMost(limit)
                .pollInterval(Duration.ofMillis(100))
                .pollInSameThread()
                .until(condition::getAsBoolean);
    }

    /** Tests talk to their own node on the loopback interface; its certificate is made at first start. */
    public static SSLContext trusting() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new AnyCertificate()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class AnyCertificate implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
