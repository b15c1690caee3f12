package weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.interop.peers.FreePorts;

/**
 * What a stranger does to a running node, in a few dozen connections; with {@code -Dtest.long=true} in hundreds, until the
 * node ends them. In the gate the node has few worker threads, so that few requests would hold them all.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HostileClientsTest {

    private static final boolean LONG = Boolean.getBoolean("test.long");
    private static final int ADDRESSES = LONG ? 8 : 2;
    private static final int OF_AN_ADDRESS = 30;
    private static final Duration UNTIL_ENDED = Duration.ofSeconds(90);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Beginning of a body that never ends. */
    private static final String SLOW_POST = """
            POST /api/v1/session HTTP/1.1\r
            Host: localhost\r
            Content-Type: application/json\r
            Content-Length: 60000\r
            \r
            {"username": "%s""".formatted("n".repeat(20_000));

    private static final String HALF_A_HEAD = "GET /api/v1/session HTTP/1.1\r\nHost: local";

    private final List<Socket> sockets = new ArrayList<>();
    private final int management = FreePorts.next();
    private WeftNode weft;
    private RawApi member;

    @BeforeAll
    void start(@TempDir Path directory) {
        weft = WeftNode.in(directory)
                .withJavaOption("-Dweft.management-port=" + management)
                .withJavaOption("-Dweft.http.public-url=https://club.example:8443");
        if (!LONG) {
            weft.withJavaOption("-Dquarkus.thread-pool.max-threads=16");
        }
        weft.start();
        weft.operator();
        weft.member("member");
        member = RawApi.signedIn(weft.port(), "member");
    }

    @AfterAll
    void end() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        weft.close();
    }

    @Test
    @Order(1)
    void whileManyBodiesDoNotComeTheNodeAnswersEverybodyElse() throws IOException {
        for (int address = 2; address < 2 + ADDRESSES; address++) {
            for (int i = 0; i < OF_AN_ADDRESS; i++) {
                send(connect("127.0.0." + address), SLOW_POST);
            }
        }
        for (int address = 2; address < 2 + ADDRESSES; address++) {
            send(connect("127.0.0." + address), HALF_A_HEAD);
        }
        for (int i = 0; i < 3; i++) {
            assertThat(managed("/q/health/live", "127.0.0.1")).startsWith("HTTP/1.1 200 ");
            assertThat(member.send("GET", "/api/v1/session").status()).isEqualTo(200);
            assertThat(RawApi.signedIn(weft.port(), "member")
                            .send("GET", "/api/v1/sessions")
                            .status())
                    .isEqualTo(200);
        }
        assertThat(metric("weft_gateway_bodies_arriving")).isEqualTo(ADDRESSES * OF_AN_ADDRESS);
        if (LONG) {
            Api.await("slow bodies to end", UNTIL_ENDED, () -> metric("weft_gateway_bodies_arriving") == 0);
            Api.await(
                    "their connections to end",
                    UNTIL_ENDED,
                    () -> metric("weft_gateway_connections{port=\"https\"") < 10);
        }
    }

    @Test
    @Order(2)
    void aClientThatGoesAwayLeavesNoTraceOfAFault() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
        Api.await("all to be gone", PATIENCE, () -> metric("weft_gateway_bodies_arriving") == 0);
        assertThat(metric("weft_gateway_clients_gone_total{while=\"sending\"") > 0 || LONG)
                .isTrue();
        assertThat(weft.log()).doesNotContain("\tat ", "incident");
        assertThat(weft.log().split("Clients went away", -1)).hasSizeLessThanOrEqualTo(3);
    }

    /** Each of those requests once waited for ever behind a connection that was closed, with its answer in the heap. */
    @Test
    @Order(2)
    void whoAsksManyTimesReadsNothingAndHangsUpLeavesNothingBehind() throws IOException {
        Member reader = weft.member("reader").withIdentity("Reader");
        String large = reader.send(reader.address(), "\u0001".repeat(250_000), "direct");
        reader.awaitState(large, "delivered", PATIENCE);
        String token = reader.api()
                .post("/api/v1/tokens", Map.of("name", "many", "scopes", List.of("messages:read")))
                .expect(201)
                .get("token")
                .asText();
        String requests = ("GET /api/v1/messages/" + large + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                        + token + "\r\n\r\n")
                .repeat(6);
        double before = metric("http_server_active_requests");
        List<Socket> deaf = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Socket socket = connect("127.0.1." + (i + 1));
            deaf.add(socket);
            send(socket, requests);
        }
        // More than one of the answers; how many stand at once depends on how soon the first connections are given up.
        Api.await("answers that nobody reads", PATIENCE, () -> metric("weft_gateway_unread_bytes") > 1_600_000);
        for (Socket socket : deaf) {
            socket.close();
        }
        Api.await("their requests to end", PATIENCE, () -> metric("http_server_active_requests") <= before);
        // What nobody waits for any more still reads to the end of its statement.
        Api.await("their room in the heap", PATIENCE, () -> metric("weft_message_heap_taken") == 0);
    }

    @Test
    @Order(3)
    void thePathsAndMethodsOfRefusedRequestsAreNotInTheMetrics() throws IOException {
        String id = UUID.randomUUID().toString();
        RawApi stranger = RawApi.anonymous(weft.port());
        stranger.send("GET", "/api/v1/identities/" + id + "/conversations");
        RawApi.withToken(weft.port(), "forged").send("GET", "/api/v1/messages/" + id);
        RawApi.withToken(weft.port(), "forged").send("GET", "/api/v1/no" + id);
        stranger.send("GET", "/page" + id);
        String brewed =
                raw("BREW /api/v1/messages/" + id + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(brewed).startsWith("HTTP/1.1 405 ");
        assertThat(raw("GET /api/v1/session HTTP/1.1\r\nHost: evil-" + id + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 421 ");
        member.send("GET", "/api/v1/identities/" + id);
        String metrics = managed("/q/metrics", "localhost");
        assertThat(metrics)
                .doesNotContain(id, "BREW")
                .contains("uri=\"/api/v1/messages/{more}\"", "uri=\"/api/v1/identities/{id}\"");
    }

    @Test
    void noPageOfAnotherOriginReadsHealthOrMetrics() throws IOException {
        assertThat(managed("/q/metrics", "localhost\r\nOrigin: https://evil.example"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(managed("/q/health/live", "localhost")).doesNotContainIgnoringCase("access-control-allow-origin");
    }

    @ParameterizedTest
    @Order(4)
    @ValueSource(strings = {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example"})
    void aForeignNameAtThePortOfHealthAndMetricsIsRefused(String host) throws IOException {
        assertThat(managed("/q/metrics", host)).startsWith("HTTP/1.1 421 ").contains("weft.management.allowed-hosts");
    }

    @ParameterizedTest
    @Order(5)
    @ValueSource(strings = {"localhost", "127.0.0.1", "10.0.0.7:9000", "[::1]", "[2001:db8::7]:9000"})
    void addressesAndLocalhostAreAnsweredThere(String host) throws IOException {
        assertThat(managed("/q/health/live", host)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    @Order(5)
    void whatIsNoRequestIsRefusedThere() throws IOException {
        assertThat(managed("GET /q/health/live HTTP/3.7\r\nHost: localhost\r\n\r\n"))
                .contains(" 505 ", "urn:weft:problem:http-version");
        assertThat(managed("GET /q/health/live?a=%00 HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
    }

    @Test
    @Order(6)
    void whatTheServerRefusesByItselfHasTheHeadersOfEveryAnswer() throws IOException {
        for (String request : List.of(
                "GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "G\u0001T / HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /\u0001 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\nConnection: close\r\n\r\n")) {
            assertThat(raw(request))
                    .startsWith("HTTP/1.1 4")
                    .containsIgnoringCase("content-security-policy: default-src 'none'")
                    // Its own certificate is known to nobody, so nobody is told to insist on a known one.
                    .doesNotContainIgnoringCase("strict-transport-security")
                    .contains("application/problem+json");
        }
    }

    @Test
    @Order(7)
    void whatAPersonOpensIsAnsweredWithAPageThatSaysWhatToDo() throws IOException {
        assertThat(raw(page("/", "rowing.example")))
                .startsWith("HTTP/1.1 421 ")
                .contains("text/html", "weft.http.allowed-hosts", "rowing.example");
        // The host of the public URL is its own; links begin with it.
        assertThat(raw(page("/", "club.example:8443"))).startsWith("HTTP/1.1 200 ");
        assertThat(weft.operator()
                        .api()
                        .post("/api/v1/invites", Map.of())
                        .expect(201)
                        .get("url")
                        .asText())
                .startsWith("https://club.example:8443/join#");
        assertThat(raw(page("/no/such/place", "localhost")))
                .startsWith("HTTP/1.1 404 ")
                .contains("text/html", "<weft-app>");
        try (Socket plain = open("127.0.0.1")) {
            send(plain, page("/", "localhost"));
            assertThat(new String(plain.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("https://");
        }
        Api.await("the line about it", PATIENCE, () -> weft.log().contains("Plain HTTP came to the port of HTTPS"));
        assertThat(weft.log()).doesNotContain("\tat ", "NotSslRecord");
    }

    private static String page(String path, String host) {
        return "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nAccept: text/html\r\nConnection: close\r\n\r\n";
    }

    @Test
    @Order(8)
    void moreConnectionsThanAnAddressMayHaveAreRefusedAndOthersCome() throws IOException {
        List<Socket> mine = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            mine.add(open("127.0.0.77"));
        }
        Api.await(
                "the surplus to be refused",
                PATIENCE,
                () -> metric("weft_gateway_connections_ended_total{port=\"https\",reason=\"source\"") >= 20);
        assertThat(member.send("GET", "/api/v1/session").status()).isEqualTo(200);
        for (Socket socket : mine) {
            socket.close();
        }
    }

    private Socket connect(String from) throws IOException {
        Socket socket = Api.trusting().getSocketFactory().createSocket(open(from), "localhost", weft.port(), true);
        sockets.add(socket);
        return socket;
    }

    private Socket open(String from) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
        socket.connect(new InetSocketAddress("127.0.0.1", weft.port()));
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private String raw(String request) throws IOException {
        try (Socket socket = connect("127.0.0.1")) {
            send(socket, request);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private double metric(String name) {
        try {
            return managed("/q/metrics", "localhost")
                    .lines()
                    .filter(line -> line.startsWith(name) && !line.startsWith(name + "_"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        } catch (IOException e) {
            throw new AssertionError("no metrics", e);
        }
    }

    private String managed(String path, String host) throws IOException {
        return managed("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    }

    private String managed(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", management)) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            send(socket, request);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (SocketTimeoutException silent) {
            throw new AssertionError(request + " is not answered", silent);
        }
    }
}
