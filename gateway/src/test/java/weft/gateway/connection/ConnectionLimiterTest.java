package weft.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PfxOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.gateway.domain.ConnectionTable;
import weft.gateway.domain.ConnectionTable.Limits;
import weft.gateway.domain.UnreadAnswers;
import weft.service.net.Network;

/** Connections to a server that limits them, over TLS as it is served. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConnectionLimiterTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int PER_HOST = 5;
    private static final int LARGE = 2 << 20;
    private static final String CHUNKED = "POST %s HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String AFTERWARDS = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    private final Vertx vertx = Vertx.vertx();
    private final ConnectionTable table =
            new ConnectionTable(new Limits(20, PER_HOST, PER_HOST, Duration.ofSeconds(20), Duration.ofSeconds(60)));
    private final UnreadAnswers unread = new UnreadAnswers(LARGE, 1);
    private final List<Socket> sockets = new ArrayList<>();
    private HttpServer server;

    @BeforeAll
    void serve(@TempDir Path directory) throws Exception {
        Path keys = directory.resolve("keys.p12");
        Process made = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        keys.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "secret",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-alias",
                        "weft")
                .inheritIO()
                .start();
        assertThat(made.waitFor()).isZero();
        Router router = Router.router(vertx);
        router.route().handler(ConnectionLimiter::requestBegins);
        router.get("/").handler(context -> context.response().end("here"));
        router.get("/large").handler(context -> context.response().end(Buffer.buffer(new byte[LARGE / 2 + 1])));
        router.post("/").handler(context -> context.request().body().onSuccess(body -> context.response()
                .end("took " + body)));
        router.post("/early").handler(context -> context.response().end("early"));
        server = vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setKeyCertOptions(
                                new PfxOptions().setPath(keys.toString()).setPassword("secret")))
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
        ConnectionLimiter limiter = new ConnectionLimiter(table, unread, List.of(Network.of("127.0.0.99")));
        limiter.show("test", new SimpleMeterRegistry());
        ConnectionLimiters.guard(server.actualPort(), limiter);
    }

    @AfterAll
    void end() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        ConnectionLimiters.leave(server.actualPort());
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    @Test
    void nettyHasTakenTheDoorsUp() {
        assertThat(ConnectionLimiters.areListening()).isTrue();
    }

    @Test
    void anAddressHasSoManyConnectionsBeforeAnyTlsAndATrustedProxyHasMore() throws IOException {
        List<Socket> mine = new ArrayList<>();
        for (int i = 0; i < PER_HOST; i++) {
            mine.add(connect("127.0.0.2"));
        }
        await().atMost(PATIENCE).until(() -> table.open() >= PER_HOST);
        assertThat(isClosed(connect("127.0.0.2"))).isTrue();
        assertThat(table.refusedOfSource()).isPositive();
        assertThat(get(connect("127.0.0.3"), "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .endsWith("here");
        for (int i = 0; i < 2 * PER_HOST; i++) {
            mine.add(connect("127.0.0.99"));
        }
        await().atMost(PATIENCE).until(() -> table.open() >= 3 * PER_HOST);
        for (Socket socket : mine) {
            socket.close();
        }
        await().atMost(PATIENCE).until(() -> table.open() == 0);
    }

    @Test
    void halfAHeadIsNoRequestAndItsConnectionEnds() throws IOException {
        Socket half = tls(connect("127.0.0.4"));
        half.getOutputStream().write("GET / HTTP/1.1\r\nHost: local".getBytes(StandardCharsets.US_ASCII));
        half.getOutputStream().flush();
        await().atMost(PATIENCE).until(() -> table.open() > 0);
        table.endOverdue(System.nanoTime() + Duration.ofSeconds(21).toNanos());
        assertThat(half.getInputStream().read()).isNegative();
    }

    @Test
    void whatTheServerRefusesByItselfIsAProblemWithTheHeadersOfEveryAnswer() throws IOException {
        String bad = get(connect("127.0.0.5"), "G\u0001T / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(bad)
                .startsWith("HTTP/1.1 400 ")
                .contains("application/problem+json")
                .containsIgnoringCase("content-security-policy: default-src 'none'");
        String tooLong =
                get(connect("127.0.0.5"), "GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(tooLong).startsWith("HTTP/1.1 414 ").contains("urn:weft:problem:address-too-long", "nosniff");
        String headers = get(connect("127.0.0.5"), "GET / HTTP/1.1\r\nX: " + "a".repeat(20_000) + "\r\n\r\n");
        assertThat(headers).startsWith("HTTP/1.1 431 ").contains("urn:weft:problem:headers-too-large", "nosniff");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1\r\n{}\r\n0\r\n\r\n",
                "ffffffffffffffff\r\n{}\r\n0\r\n\r\n",
                "zz\r\n{}\r\n0\r\n\r\n",
                "2\r\n{}{}{}\r\n0\r\n\r\n",
                "2\r\n{}\r\nzz\r\n"
            })
    void aBodyThatIsChunkedWronglyIsRefusedOnceAndItsConnectionEnds(String body) throws IOException {
        String answer = get(connect("127.0.0.11"), CHUNKED.formatted("/") + body + AFTERWARDS);
        assertThat(answer)
                .startsWith("HTTP/1.1 400 ")
                .contains("application/problem+json", "urn:weft:problem:malformed")
                .containsIgnoringCase("connection: close")
                .containsIgnoringCase("content-security-policy: default-src 'none'")
                .doesNotContain("took", "here");
        assertThat(answer.split("HTTP/1.1 ", -1)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/3.7", "HTTP/2.0", "HTTP/0.9", "HTTP/9.9"})
    void aVersionThatIsNotSpokenHereIsRefusedAndNothingBehindItAnswered(String version) throws IOException {
        String answer = get(connect("127.0.0.12"), "GET / " + version + "\r\nHost: localhost\r\n\r\n" + AFTERWARDS);
        assertThat(answer)
                .startsWith("HTTP/1.1 505 ")
                .contains("urn:weft:problem:http-version")
                .containsIgnoringCase("content-security-policy: default-src 'none'")
                .doesNotContain("here\r\n", "200 OK");
        assertThat(answer.split("HTTP/1.1 ", -1)).as(answer).hasSize(3);
    }

    @Test
    void aLaterMinorVersionIsAnsweredAsTheOneThatIsSpoken() throws IOException {
        assertThat(get(connect("127.0.0.12"), "GET / HTTP/1.2\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("here");
    }

    @Test
    void aBodyThatIsChunkedRightlyIsTaken() throws IOException {
        assertThat(get(connect("127.0.0.11"), CHUNKED.formatted("/") + "2\r\n{}\r\n0\r\n\r\n" + AFTERWARDS))
                .contains("took {}")
                .endsWith("here");
    }

    /** An answer has begun: a second one would be taken for that to the next request. */
    @Test
    void whatIsAnsweredAlreadyIsNotRefusedOnceMore() throws IOException {
        String answer = get(connect("127.0.0.11"), CHUNKED.formatted("/early") + "2\r\n{}\r\nzz\r\n" + AFTERWARDS);
        assertThat(answer).contains("early").doesNotContain("HTTP/1.1 400 ");
    }

    @Test
    void plainHttpHearsWhatToDoInOneAnswerAndTheOperatorInOneLine() throws IOException {
        List<String> lines = new CopyOnWriteArrayList<>();
        Handler listening = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getLoggerName() + " " + line.getThrown());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger everything = Logger.getLogger("");
        everything.addHandler(listening);
        try {
            for (int i = 0; i < 3; i++) {
                Socket plain = connect("127.0.0.10");
                plain.getOutputStream()
                        .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(plain.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .startsWith("HTTP/1.1 400 ")
                        .contains("put https:// in front of the address")
                        .contains("X-Content-Type-Options: nosniff");
            }
            await().atMost(PATIENCE).until(() -> table.open() == 0);
            assertThat(lines).containsExactly(PlainHttp.class.getName() + " null");
        } finally {
            everything.removeHandler(listening);
        }
    }

    @Test
    void whatAClientAsksForAndDoesNotReadEndsItsConnectionAndNobodyElses() throws IOException {
        Socket other = tls(connect("127.0.0.7"));
        Socket deaf = connect("127.0.0.6");
        Socket tls = tls(deaf);
        long before = unread.endedOfSource();
        // More than the buffers of the system between them hold.
        tls.getOutputStream()
                .write("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n"
                        .repeat(40)
                        .getBytes(StandardCharsets.US_ASCII));
        tls.getOutputStream().flush();
        await().atMost(PATIENCE).until(() -> unread.endedOfSource() > before);
        await().atMost(PATIENCE).until(() -> unread.held() == 0);
        assertThat(isClosed(deaf)).isTrue();
        assertThat(rest(other, "GET /large HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .hasSizeGreaterThan(LARGE / 2);
    }

    @Test
    void whatAClientOfHttp2DoesNotLetComeEndsItsConnection() {
        long before = unread.endedOfSource();
        HttpClient client = withoutWindow("127.0.0.8");
        askForLarge(client);
        await().atMost(PATIENCE).until(() -> unread.held() > LARGE / 2);
        assertThat(unread.endedOfSource()).isEqualTo(before);
        askForLarge(client);
        await().atMost(PATIENCE).until(() -> unread.endedOfSource() > before && table.open() == 0);
        assertThat(unread.held()).isZero();
    }

    @Test
    void aClientOfHttp2ThatLetsNothingComeEndsInTime() {
        HttpClient client = withoutWindow("127.0.0.9");
        askForLarge(client);
        await().atMost(PATIENCE).until(() -> unread.held() > LARGE / 2);
        unread.endSlow(System.nanoTime() + UnreadAnswers.WINDOW.minusSeconds(20).toNanos());
        assertThat(unread.tooSlow()).isZero();
        unread.endSlow(System.nanoTime() + UnreadAnswers.WINDOW.toNanos());
        assertThat(unread.tooSlow()).isOne();
        await().atMost(PATIENCE).until(() -> table.open() == 0);
    }

    private HttpClient withoutWindow(String from) {
        return vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setSsl(true)
                .setUseAlpn(true)
                .setTrustAll(true)
                .setVerifyHost(false)
                .setLocalAddress(from)
                .setInitialSettings(new Http2Settings().setInitialWindowSize(0)));
    }

    private void askForLarge(HttpClient client) {
        client.request(HttpMethod.GET, server.actualPort(), "127.0.0.1", "/large")
                .compose(HttpClientRequest::send);
    }

    private Socket connect(String from) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
        socket.connect(new InetSocketAddress("127.0.0.1", server.actualPort()));
        socket.setSoTimeout(20_000);
        sockets.add(socket);
        return socket;
    }

    private static boolean isClosed(Socket socket) {
        try {
            return socket.getInputStream().skip(Long.MAX_VALUE) >= 0
                    && socket.getInputStream().read() < 0;
        } catch (IOException reset) {
            return true;
        }
    }

    private static String get(Socket socket, String request) throws IOException {
        return new String(rest(tls(socket), request), StandardCharsets.US_ASCII);
    }

    private static byte[] rest(Socket tls, String request) throws IOException {
        tls.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        tls.getOutputStream().flush();
        return tls.getInputStream().readAllBytes();
    }

    private static SSLSocket tls(Socket socket) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anybody()}, null);
            SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", 0, true);
            tls.startHandshake();
            return tls;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }

    /** The test's own server has a certificate of its own. */
    private static final class Anybody implements X509TrustManager {

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
