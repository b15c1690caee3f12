package weft.gateway.service;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.OriginRequestProvider;
import io.vertx.httpproxy.ProxyOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.gateway.domain.UnreadAnswers;
import weft.service.net.Source;
import weft.service.token.Audience;

/** What a service gets of a request, and a client of its answer, over real connections. */
class ExchangeTest {

    private static final int LARGE = 8 << 20;
    private static final long SILENCE_MILLIS = 1_000;

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final UnreadAnswers unread = new UnreadAnswers(LARGE, 1);
    private final UnreadAnswers.Connection client = unread.opened(Source.of("127.0.0.1"), true, () -> {});

    /** One connection, as if all others were taken. */
    private final HttpClient services = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(1));

    private final OpenStreams open = new OpenStreams();
    private volatile MultiMap seen;
    private volatile HttpServerRequest silent;
    private HttpServer service;
    private HttpServer gateway;

    @BeforeEach
    void open() {
        service = listen(vertx.createHttpServer().requestHandler(this::answer));
        int port = service.actualPort();
        gateway = listen(vertx.createHttpServer().requestHandler(request -> {
            boolean gathered = request.method().equals(HttpMethod.POST);
            Future<Buffer> body = gathered ? request.body() : Future.succeededFuture();
            body.onSuccess(whole -> HttpProxy.reverseProxy(new ProxyOptions().setSupportWebSocket(false), services)
                    .origin((OriginRequestProvider) proxied -> proxied.client()
                            .request(new RequestOptions()
                                    .setHost("127.0.0.1")
                                    .setPort(port)
                                    .setIdleTimeout(SILENCE_MILLIS)))
                    .addInterceptor(new Exchange(Audience.MESSAGE, whole, Optional.of(client), open, metrics))
                    .handle(request));
        }));
    }

    @AfterEach
    void close() {
        join(vertx.close());
    }

    private void answer(HttpServerRequest request) {
        seen = request.headers();
        if (request.path().equals("/nothing")) {
            request.response().setStatusCode(204).end();
        } else if (request.path().equals("/cut")) {
            request.connection().close();
        } else if (request.path().equals("/silent")) {
            silent = request;
        } else if (request.path().equals("/large")) {
            request.response().end(Buffer.buffer(new byte[LARGE]));
        } else if (request.path().equals("/half")) {
            request.response().putHeader("Content-Length", "100").write("half").onComplete(_ -> request.connection()
                    .close());
        } else if (request.path().equals("/events")) {
            request.response()
                    .setChunked(true)
                    .putHeader("Content-Type", "text/event-stream")
                    .write("first");
        } else {
            request.body().onSuccess(body -> request.response()
                    .putHeader("Keep-Alive", "timeout=5")
                    .putHeader("Connection", "X-Hop")
                    .putHeader("X-Hop", "1")
                    .putHeader("X-Kept", "1")
                    .end("got " + body));
        }
    }

    @Test
    void whatBelongsToOneConnectionStaysThereInBothDirections() throws Exception {
        String answer = ask("GET / HTTP/1.1", """
                Connection: close
                Connection: X-Secret-Hop, Authorization
                X-Secret-Hop: 1
                Keep-Alive: timeout=5
                Proxy-Authorization: Basic eA==
                TE: trailers
                Authorization: Bearer of-the-gateway
                X-Kept: 1""", "");
        assertThat(answer).startsWith("HTTP/1.1 200 ").contains("x-kept: 1").endsWith("got ");
        assertThat(answer.toLowerCase()).doesNotContain("keep-alive: timeout", "x-hop");
        assertThat(seen.get("X-Kept")).isEqualTo("1");
        assertThat(seen.get("Authorization")).isEqualTo("Bearer of-the-gateway");
        for (String kept : new String[] {"X-Secret-Hop", "Keep-Alive", "Proxy-Authorization", "TE"}) {
            assertThat(seen.contains(kept)).as(kept).isFalse();
        }
    }

    @Test
    void aGatheredBodyGoesOnWhole() throws Exception {
        assertThat(ask("POST / HTTP/1.1", "Content-Length: 10", "0123456789")).endsWith("got 0123456789");
        assertThat(seen.get("Content-Length")).isEqualTo("10");
    }

    @Test
    void anAnswerWithoutBodyHasNone() throws Exception {
        assertThat(ask("DELETE /nothing HTTP/1.1", "X: 1", ""))
                .startsWith("HTTP/1.1 204 ")
                .endsWith("\r\n\r\n");
    }

    @Test
    void aServiceThatIsAwayOrCutsTheConnectionIsAProblemToTryAgain() throws Exception {
        assertThat(ask("GET /cut HTTP/1.1", "X: 1", ""))
                .startsWith("HTTP/1.1 503 ")
                .contains("retry-after: 5", "application/problem+json", "urn:weft:problem:unavailable");
        join(service.close());
        assertThat(ask("POST / HTTP/1.1", "Content-Length: 3", "abc"))
                .startsWith("HTTP/1.1 503 ")
                .contains("retry-after: 5", "urn:weft:problem:unavailable");
        assertThat(metrics.get("weft_gateway_service_failures").counter().count())
                .isEqualTo(2);
    }

    @Test
    void aServiceThatStandsStillIsAProblemToTryAgain() throws Exception {
        assertThat(ask("GET /silent HTTP/1.1", "X: 1", ""))
                .startsWith("HTTP/1.1 503 ")
                .contains("retry-after: 5", "urn:weft:problem:unavailable");
        assertThat(silent).isNotNull();
    }

    /** The client heard nothing at all: over HTTP/2 a request that was read cannot be let go on, and nobody had expected that it is told so. */
    @ParameterizedTest
    @ValueSource(strings = {"/silent", "/cut", "/half"})
    void overHttp2ItIsAProblemToo(String path) {
        HttpClient browser = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
        int status = join(browser.request(HttpMethod.GET, gateway.actualPort(), "127.0.0.1", path)
                .compose(HttpClientRequest::send)
                .map(HttpClientResponse::statusCode));
        assertThat(status).isEqualTo(503);
    }

    @Test
    void aClientThatDoesNotReadItsAnswerHoldsNoConnectionToTheService() throws Exception {
        try (Socket deaf = new Socket()) {
            deaf.setReceiveBufferSize(4_096);
            deaf.connect(new InetSocketAddress("127.0.0.1", gateway.actualPort()));
            deaf.getOutputStream().write("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
            assertThat(deaf.getInputStream().read()).isEqualTo('H');
            assertThat(ask("GET / HTTP/1.1", "X: 1", "")).endsWith("got ");
            assertThat(unread.held()).isZero();
        }
    }

    @Test
    void anAnswerThatBreaksOffIsAProblemToTryAgain() throws Exception {
        assertThat(ask("GET /half HTTP/1.1", "X: 1", ""))
                .startsWith("HTTP/1.1 503 ")
                .contains("urn:weft:problem:unavailable");
        assertThat(unread.held()).isZero();
    }

    @Test
    void aStreamOfEventsGoesOnAsItComes() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", gateway.actualPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
            Scanner answer = new Scanner(socket.getInputStream(), US_ASCII);
            assertThat(answer.findWithinHorizon("first", 0)).isNotNull();
        }
    }

    /** The client has a whole answer and comes again; the service, which does not end, goes on. */
    @Test
    void aStreamOfEventsEndsWholeWithThisProcess() throws Exception {
        try (Socket early = new Socket("127.0.0.1", gateway.actualPort())) {
            early.setSoTimeout(10_000);
            early.getOutputStream().write("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
            Scanner answer = new Scanner(early.getInputStream(), US_ASCII);
            assertThat(answer.findWithinHorizon("first", 0)).isNotNull();
            open.endWithTheProcess(new ShutdownDelayInitiatedEvent());
            assertThat(answer.findWithinHorizon("\r\n0\r\n\r\n", 0)).isNotNull();
        }
        await().untilAsserted(() -> assertThat(open.count()).isZero());
    }

    @Test
    void ofAStreamNothingIsLeftWhenItsClientGoesAway() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", gateway.actualPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
            assertThat(new Scanner(socket.getInputStream(), US_ASCII).findWithinHorizon("first", 0))
                    .isNotNull();
            assertThat(open.count()).isOne();
        }
        await().untilAsserted(() -> assertThat(open.count()).isZero());
    }

    /** The whole answer, its header names in lower case. */
    private String ask(String line, String headers, String body) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", gateway.actualPort())) {
            socket.setSoTimeout(10_000);
            String closing = headers.contains("Connection:") ? "" : "\r\nConnection: close";
            String request = line + "\r\nHost: localhost\r\n" + headers.replace("\n", "\r\n") + closing + "\r\n\r\n";
            socket.getOutputStream().write((request + body).getBytes(US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
            int end = answer.indexOf("\r\n\r\n");
            int first = answer.indexOf("\r\n");
            return answer.substring(0, first)
                    + answer.substring(first, end).toLowerCase()
                    + answer.substring(end).replaceFirst("^\r\n\r\n[0-9a-f]+\r\n(.*)\r\n0\r\n\r\n$", "\r\n\r\n$1");
        }
    }

    private static HttpServer listen(HttpServer server) {
        return join(server.listen(0, "127.0.0.1"));
    }

    private static <T> T join(io.vertx.core.Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }
}
