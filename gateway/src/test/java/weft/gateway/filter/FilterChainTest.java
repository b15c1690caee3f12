package weft.gateway.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.gateway.filter.TestGateway.answer;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.gateway.domain.BodyBounds;
import weft.service.ready.NodeReadiness;
import weft.service.token.Caller;

class FilterChainTest {

    private static final String COOKIE = "__Host-weft=known";

    private TestGateway gateway;

    @BeforeEach
    void open() {
        gateway = new TestGateway(TestGateway.ready());
        gateway.knows("known", Caller.Kind.SESSION);
        gateway.knows("secret", Caller.Kind.API_TOKEN);
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /, 200",
        "GET, /nowhere, 404",
        "GET, /api/v1/identities, 200",
        "GET, /api/v1/identities/fails, 500",
        "GET, /api/v1/identities/wrong, 415",
        "GET, /api/v1/no-such-thing, 404",
        "TRACE, /, 405",
        "BREW, /api/v1/identities, 405"
    })
    void everyAnswerCarriesTheSecurityHeadersAndEveryRefusalIsAProblem(String method, String path, int status) {
        HttpResponse<Buffer> answer = answer(gateway.request(HttpMethod.valueOf(method), path));
        assertThat(answer.statusCode()).isEqualTo(status);
        secured(answer);
        if (status >= 400) {
            problem(answer, status);
            assertThat(answer.bodyAsString()).doesNotContain("Exception", "broken");
        }
        if (path.startsWith("/api/")) {
            assertThat(answer.getHeader("Cache-Control")).isEqualTo("no-store");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "localhost.evil.example",
                "node.example.evil",
                "169.254.169.254",
                "localhost@evil"
            })
    void aForeignNameIsRefused(String host) {
        HttpResponse<Buffer> answer =
                answer(gateway.request(HttpMethod.GET, "/").putHeader("Host", host));
        assertThat(answer.statusCode()).isBetween(400, 421);
        assertThat(answer.bodyAsString()).doesNotContain("doctype");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET https://evil.example/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET https://localhost:444/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET https://evil.example?/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET / HTTP/1.1\r\nConnection: close\r\n\r\n"
            })
    void aRequestThatNamesTwoHostsOrNoneIsRefused(String request) throws IOException {
        assertThat(raw(request))
                .startsWith("HTTP/1.1 400 ")
                .contains("urn:weft:problem:malformed")
                .containsIgnoringCase("content-security-policy: default-src 'none'");
    }

    /** A service would find out when it answers, after it has done what was asked. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Content-Type | ''",
                "Content-Type | ;",
                "Content-Type | /",
                "Content-Type | json",
                "Content-Type | application/",
                "Content-Type | application/json,application/json",
                "Accept | ;",
                "Accept | xxx",
                "Accept | text/html, /"
            })
    void aHeaderThatNamesNoMediaTypeIsRefused(String header, String value) throws IOException {
        assertThat(raw("GET /api/v1/identities HTTP/1.1\r\nHost: localhost\r\nCookie: " + COOKIE + "\r\n" + header
                        + ": " + value + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("\"field\":\"" + header + '"');
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Accept: */*",
                "Accept:",
                "Accept:   ",
                "Accept:\r\nAccept: text/plain",
                "Accept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8",
                "Accept: text/html, image/gif, *; q=.2, */*; q=.2",
                "Content-Type: multipart/form-data; boundary=\"a,b\"",
                "Content-Type: application/json;charset=utf-8"
            })
    void headersOfUsualClientsPass(String header) throws IOException {
        assertThat(raw("GET /api/v1/identities HTTP/1.1\r\nHost: localhost\r\nCookie: " + COOKIE + "\r\n" + header
                        + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    /** What follows would be the next request to one program and a body to another. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "xchunked",
                "gzip, chunked",
                "identity",
                "chunked, identity",
                "chunked\r\nTransfer-Encoding: gzip"
            })
    void aBodyThatIsCodedOtherwiseIsRefusedAndNothingBehindItAnswered(String coding) throws IOException {
        assertThat(raw("POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: " + coding
                        + "\r\n\r\n" + (coding.contains("xchunked") || coding.equals("identity") ? "" : "0\r\n\r\n")
                        + "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .doesNotContain("HTTP/1.1 200 ");
    }

    @Test
    void aCompressedBodyIsRefused() throws IOException {
        assertThat(raw("POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Encoding: gzip\r\n"
                        + "Content-Length: 2\r\nConnection: close\r\n\r\n{}"))
                .startsWith("HTTP/1.1 415 ")
                .contains("unsupported-content-encoding");
    }

    @Test
    void anAddressThatNamesTheHostOfTheHeaderIsAnswered() throws IOException {
        assertThat(raw("GET https://LOCALHOST/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "LOCALHOST:8443", "127.0.0.1:1", "[::1]:8443", "node.example", "Node.Example:443"})
    void itsOwnNamesAreAnswered(String host) {
        assertThat(answer(gateway.request(HttpMethod.GET, "/").putHeader("Host", host))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "https://localhost, -, 200",
                "https://localhost, same-origin, 200",
                "-, same-origin, 200",
                "-, -, 403",
                "https://evil.example, -, 403",
                "https://evil.example, same-origin, 403",
                "https://localhost, cross-site, 403",
                "https://localhost, same-site, 403",
                "https://localhost:444, -, 403",
                "http://localhost, -, 403",
                "null, -, 403",
                "-, none, 403"
            })
    void aBrowserChangesThingsFromOwnPagesOnly(String origin, String site, int status) {
        for (HttpMethod method : List.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE)) {
            var request = gateway.request(method, "/api/v1/identities").putHeader("Cookie", COOKIE);
            if (origin != null) {
                request.putHeader("Origin", origin);
            }
            if (site != null) {
                request.putHeader("Sec-Fetch-Site", site);
            }
            assertThat(answer(request).statusCode()).isEqualTo(status);
        }
    }

    @Test
    void aClientWithoutACookieNeedsNoOriginButAForeignOneIsRefusedAllTheSame() {
        assertThat(answer(gateway.request(HttpMethod.POST, "/api/v1/identities"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(answer(gateway.request(HttpMethod.POST, "/api/v1/identities")
                                .putHeader("Origin", "https://evil.example"))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void aCookieOrAnApiTokenBecomesATokenForTheServiceAndNeverBoth() {
        assertThat(seen(answer(
                        gateway.request(HttpMethod.GET, "/api/v1/identities").putHeader("Cookie", COOKIE))))
                .isEqualTo("Bearer weft-message/alice/127.0.0.1");
        assertThat(seen(answer(gateway.request(HttpMethod.GET, "/api/v1/identities")
                        .putHeader("Authorization", "Bearer secret"))))
                .isEqualTo("Bearer weft-message/alice/127.0.0.1");
        HttpResponse<Buffer> both = answer(gateway.request(HttpMethod.GET, "/api/v1/identities")
                .putHeader("Cookie", COOKIE)
                .putHeader("Authorization", "Bearer secret"));
        problem(both, 400);
    }

    @Test
    void whatAClientWritesIntoTheHeadersOfTheGatewayNeverGetsThrough() {
        HttpResponse<Buffer> answer = answer(gateway.request(HttpMethod.GET, "/api/v1/identities")
                .putHeader("X-Forwarded-For", "203.0.113.9")
                .putHeader("X-Real-IP", "203.0.113.9"));
        assertThat(seen(answer)).isEqualTo("Bearer weft-message/anonymous/127.0.0.1");
        assertThat(answer.getHeader("X-Saw-Forwarded")).isEqualTo("null");
        problem(
                answer(gateway.request(HttpMethod.GET, "/api/v1/identities")
                        .putHeader("Authorization", "Bearer forged")),
                401);
        problem(
                answer(gateway.request(HttpMethod.GET, "/api/v1/identities").putHeader("Authorization", "Basic YTpi")),
                401);
        assertThat(seen(answer(
                        gateway.request(HttpMethod.GET, "/api/v1/identities").putHeader("Cookie", "__Host-weft=dead"))))
                .isEqualTo("Bearer weft-message/anonymous/127.0.0.1");
    }

    @Test
    void aSignedInClientHasFiftyRequestsASecond() {
        List<Integer> statuses = new ArrayList<>();
        long begun = System.nanoTime();
        for (int i = 0; i < 300; i++) {
            HttpResponse<Buffer> answer = answer(
                    gateway.request(HttpMethod.GET, "/api/v1/identities").putHeader("Authorization", "Bearer secret"));
            statuses.add(answer.statusCode());
            if (answer.statusCode() == 429) {
                assertThat(Integer.parseInt(answer.getHeader("Retry-After"))).isPositive();
                secured(answer);
            }
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        assertThat(statuses.subList(0, 50)).containsOnly(200);
        assertThat(statuses.stream().filter(status -> status == 200).count())
                .isLessThanOrEqualTo((long) (51 + 50 * seconds));
        assertThat(answer(gateway.request(HttpMethod.GET, "/api/v1/identities").putHeader("Cookie", COOKIE))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aBodyLargerThanItsPathCouldNeedIsRefusedBeforeItIsRead() {
        HttpResponse<Buffer> large = answer(
                gateway.request(HttpMethod.POST, "/api/v1/session"),
                Buffer.buffer(new byte[(int) BodyBounds.SMALL + 1]));
        problem(large, 413);
        assertThat(large.bodyAsJsonObject().getLong("max")).isEqualTo(BodyBounds.SMALL);
        assertThat(answer(gateway.request(HttpMethod.POST, "/api/v1/identities"), Buffer.buffer(new byte[1_400_000]))
                        .statusCode())
                .isEqualTo(200);
        problem(
                answer(gateway.request(HttpMethod.POST, "/api/v1/identities"), Buffer.buffer(new byte[2_000_000])),
                413);
    }

    @Test
    void aBodyThatDoesNotTellItsLengthIsGatheredUpToTheBoundOfItsPath() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            var fits = client.send(streamed(1_762_144), BodyHandlers.ofString());
            assertThat(fits.statusCode()).isEqualTo(200);
            assertThat(fits.headers().firstValue("X-Saw-Body")).contains("1762144");
            var refused = client.send(streamed(1_762_145), BodyHandlers.ofString());
            assertThat(refused.statusCode()).isEqualTo(413);
            assertThat(refused.body()).contains("\"max\":1762144");
        }
        assertThat(answer(gateway.request(HttpMethod.POST, "/api/v1/identities"), Buffer.buffer("{}"))
                        .getHeader("X-Saw-Body"))
                .isEqualTo("2");
        assertThat(gateway.budget().held()).isZero();
    }

    private HttpRequest streamed(int length) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + gateway.port() + "/api/v1/identities"))
                .version(HttpClient.Version.HTTP_1_1)
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[length])))
                .build();
    }

    @Test
    void aClientThatSendsAllBeforeItReadsGetsTheRefusalOfItsBody() throws IOException {
        byte[] body = new byte[20_000_000];
        try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(body);
            byte[] begin = socket.getInputStream().readNBytes(12);
            assertThat(new String(begin, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 413");
        }
    }

    @Test
    void beforeTheNodeIsReadyTheApiSaysWhenToComeBackAndPagesAreServed() {
        try (TestGateway starting = new TestGateway(new NodeReadiness())) {
            HttpResponse<Buffer> answer = answer(starting.request(HttpMethod.GET, "/api/v1/identities"));
            problem(answer, 503);
            assertThat(Integer.parseInt(answer.getHeader("Retry-After"))).isPositive();
            assertThat(answer(starting.request(HttpMethod.GET, "/")).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aReportOfABrowserIsTakenWithoutAnAnswer() {
        HttpResponse<Buffer> answer = answer(
                gateway.request(HttpMethod.POST, CspReports.PATH).putHeader("Content-Type", "application/csp-report"),
                Buffer.buffer("{\"csp-report\":{}}"));
        assertThat(answer.statusCode()).isEqualTo(204);
        secured(answer);
    }

    private static String seen(HttpResponse<Buffer> answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.getHeader("X-Saw-Authorization");
    }

    private static void problem(HttpResponse<Buffer> answer, int status) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.getHeader("Content-Type")).isEqualTo("application/problem+json");
        JsonObject problem = answer.bodyAsJsonObject();
        assertThat(problem.getInteger("status")).isEqualTo(status);
        assertThat(problem.getString("type")).startsWith("urn:weft:problem:");
        assertThat(problem.getString("title")).isNotBlank();
        secured(answer);
    }

    private static void secured(HttpResponse<Buffer> answer) {
        assertThat(answer.getHeader("Content-Security-Policy"))
                .contains("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'")
                .contains("require-trusted-types-for 'script'", "trusted-types weft")
                .doesNotContain("unsafe");
        assertThat(answer.getHeader("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.getHeader("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.getHeader("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
        assertThat(answer.getHeader("Cross-Origin-Embedder-Policy")).isEqualTo("require-corp");
        assertThat(answer.getHeader("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
        assertThat(answer.getHeader("Permissions-Policy")).contains("camera=()");
    }
}
