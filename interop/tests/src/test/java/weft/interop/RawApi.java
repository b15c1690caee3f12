package weft.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A client that sends what it is told, valid or not, in a given name. It waits out the node's limit of requests, so that what
 * it gets is the answer to the request itself.
 */
final class RawApi {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TOO_MANY = 429;
    private static final int ATTEMPTS = 20;

    private final HttpClient http =
            HttpClient.newBuilder().sslContext(Api.trusting()).build();
    private final String origin;
    private final Map<String, String> credentials;

    private RawApi(int port, Map<String, String> credentials) {
        this.origin = "https://localhost:" + port;
        this.credentials = credentials;
    }

    /** Nobody in particular. */
    static RawApi anonymous(int port) {
        return new RawApi(port, Map.of());
    }

    /** A browser that is signed in. */
    static RawApi signedIn(int port, String username) {
        return signedIn(port, username, WeftNode.PASSWORD);
    }

    /** A browser that is signed in with a password of its own. */
    static RawApi signedIn(int port, String username, String password) {
        HttpResponse<String> answer = anonymous(port)
                .exchange(
                        "POST",
                        "/api/v1/session",
                        "application/json",
                        "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(username, password));
        String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
        return new RawApi(port, Map.of("Cookie", cookie));
    }

    /** A program with an API token. */
    static RawApi withToken(int port, String token) {
        return new RawApi(port, Map.of("Authorization", "Bearer " + token));
    }

    /** The status, the media type, the body as far as it is JSON, and all headers. */
    record Answer(int status, String type, JsonNode body, HttpHeaders headers) {

        /** A client error as RFC 9457 has it, with all that the API promises of one. */
        boolean isProblem() {
            return status >= 400
                    && status < 500
                    && type.startsWith("application/problem+json")
                    && body.path("status").asInt() == status
                    && body.path("type").asText().startsWith("urn:weft:problem:")
                    && !body.path("title").asText().isBlank();
        }
    }

    /** The status and those headers of an answer that don't change from one to the next. */
    record Head(int status, Map<String, List<String>> headers) {}

    /** How a path is answered; a stream is left as soon as it begins. */
    Head head(String method, String path) {
        HttpRequest request = request(method, path, null, null);
        try {
            HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                if (!answer.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream")) {
                    // An answer that is left half-way closes its connection, and the next request may find out.
                    body.readAllBytes();
                }
            }
            Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
            // What is made only with the content may be left out (RFC 9110 §9.3.2).
            headers.keySet()
                    .removeAll(List.of(
                            "content-length", "content-type", "date", "retry-after", "transfer-encoding", ":status"));
            return new Head(answer.statusCode(), headers);
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Answer send(String method, String path) {
        return send(method, path, "application/json", null);
    }

    Answer send(String method, String path, String mediaType, String body) {
        return answer(exchange(method, path, mediaType, body));
    }

    /** A write as the browser sends it: with an {@code Idempotency-Key}. */
    Answer write(String method, String path, String mediaType, String body, String key) {
        return answer(exchange(method, path, mediaType, body, "Idempotency-Key", key));
    }

    private static Answer answer(HttpResponse<String> answer) {
        String type = answer.headers().firstValue("Content-Type").orElse("");
        return new Answer(
                answer.statusCode(),
                type,
                type.contains("json") ? read(answer.body()) : MissingNode.getInstance(),
                answer.headers());
    }

    private static JsonNode read(String body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException("not JSON: " + body, e);
        }
    }

    private HttpResponse<String> exchange(
            String method, String path, String mediaType, String body, String... headers) {
        HttpRequest request = request(method, path, mediaType, body, headers);
        for (int attempt = 1; ; attempt++) {
            try {
                HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
                Optional<String> wait = answer.headers().firstValue("Retry-After");
                if (answer.statusCode() != TOO_MANY
                        || attempt == ATTEMPTS
                        || Integer.parseInt(wait.orElseThrow()) > 5) {
                    return answer;
                }
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(Long.parseLong(wait.orElseThrow())));
            } catch (IOException e) {
                throw new UncheckedIOException(method + " " + path, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private HttpRequest request(String method, String path, String mediaType, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(origin + path))
                .timeout(Duration.ofSeconds(30))
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        if (body != null) {
            request.header("Content-Type", mediaType);
        }
        if (!credentials.containsKey("Authorization")) {
            request.headers("Origin", origin, "Sec-Fetch-Site", "same-origin");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        credentials.forEach(request::header);
        return request.build();
    }

    /** What stands in the node's own description of its API: every operation, with its parameters and its body's members. */
    List<Operation> operations() {
        return Operation.in(send("GET", "/api/v1/openapi.json").body());
    }
}
