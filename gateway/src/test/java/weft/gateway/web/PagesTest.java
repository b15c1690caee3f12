package weft.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The one document of the interface, as the gateway serves it under every address. */
@QuarkusTest
class PagesTest {

    @TestHTTPResource("/")
    URL gateway;

    @Test
    void anUnknownAddressGetsTheDocumentItselfWithItsStatus() throws Exception {
        HttpResponse<String> root = get("/", "GET");
        HttpResponse<String> lost = get("/no/such/place", "GET");
        assertThat(root.statusCode()).isEqualTo(200);
        assertThat(lost.statusCode()).isEqualTo(404);
        assertThat(lost.body()).isEqualTo(root.body()).containsIgnoringCase("<!doctype html>");
        assertThat(lost.headers().firstValue("Content-Type"))
                .isEqualTo(root.headers().firstValue("Content-Type"));
        assertThat(lost.headers().firstValue("Cache-Control")).hasValue("no-cache");
        assertThat(get("/no/such/place", "HEAD").statusCode()).isEqualTo(404);
        assertThat(get("/static/bundle/none.js", "GET").headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
    }

    @Test
    void theLinkOfAnInvitationIsDrawnFromABodyAndNothingElseIs() throws Exception {
        HttpResponse<String> drawn = draw("https://weft.example.org:8443/join#Zm9vYmFyLWJhei1xdXV4");
        assertThat(drawn.statusCode()).isEqualTo(200);
        assertThat(drawn.headers().firstValue("Content-Type")).hasValue("image/svg+xml");
        assertThat(drawn.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(drawn.body()).startsWith("<svg ");
        for (String other : List.of("", "https://evil.example/", "javascript:/join#a", "https://x/join#a b")) {
            assertThat(draw(other).statusCode()).as(other).isEqualTo(422);
        }
    }

    private HttpResponse<String> draw(String link) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(gateway.toString()).resolve("/qr"))
                .POST(HttpRequest.BodyPublishers.ofString(link)));
    }

    private HttpResponse<String> get(String path, String method) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(gateway.toString()).resolve(path))
                .header("Accept", "text/html")
                .method(method, HttpRequest.BodyPublishers.noBody()));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), BodyHandlers.ofString());
        }
    }
}
