package weft.auth.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.service.http.BodyBound;
import weft.service.test.TestDatabase;
import weft.service.token.Audience;
import weft.service.token.Caller;

/** A body that doesn't tell its length ends where the gateway said, over both versions of HTTP. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class BodyBoundTest {

    private static final long BOUND = 64 * 1024;

    @Inject
    Door door;

    @Inject
    TokenMint mint;

    @Inject
    ObjectMapper json;

    @TestHTTPResource("/api/v1/session")
    URL session;

    /** Leaves the bound as the gateway does. */
    @Singleton
    static class Gateway {

        void filters(@Observes Filters filters) {
            filters.register(Gateway::leave, 1);
        }

        private static void leave(RoutingContext context) {
            if (context.request().getHeader("Content-Length") == null) {
                context.put(BodyBound.KEY, BOUND);
            }
            context.next();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP_1_1", "HTTP_2"})
    void whatFitsIsReadWholeAndWhatDoesNotIsRefusedWithTheBound(String version) throws Exception {
        String fitting = padded(BOUND);
        HttpResponse<String> read = send(version, fitting);
        assertThat(read.statusCode()).as(read.body()).isEqualTo(401);
        assertThat(json.readTree(read.body()).get("type").asText()).endsWith(":wrong-credentials");

        HttpResponse<String> refused = send(version, padded(BOUND + 1));
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(413);
        assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = json.readTree(refused.body());
        assertThat(problem.get("type").asText()).endsWith(":too-large");
        assertThat(problem.get("max").asLong()).isEqualTo(BOUND);
    }

    private HttpResponse<String> send(String version, String body) throws Exception {
        String address = door.freshAddress();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(session.toURI())
                            .version(HttpClient.Version.valueOf(version))
                            .header("Content-Type", "application/json")
                            .header(
                                    "Authorization",
                                    "Bearer " + mint.mint(Caller.anonymous(address), Audience.AUTH, address))
                            .POST(BodyPublishers.ofInputStream(
                                    () -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8))))
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    /** Somebody nobody knows, in so many bytes. */
    private static String padded(long length) {
        String who = "{\"username\":\"nobody at all\",\"password\":\"" + Door.PASSWORD + "\"}";
        return " ".repeat((int) length - who.length()) + who;
    }
}
