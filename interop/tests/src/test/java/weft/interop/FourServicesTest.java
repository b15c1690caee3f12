package weft.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import weft.interop.peers.FreePorts;
import weft.interop.peers.PeerConfig;
import weft.interop.peers.ReferencePeer;

/** The four services as a cluster runs them: mutual TLS between them, one gateway for the outside. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FourServicesTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    /** A third of what an orchestrator waits before it ends a process by force. */
    private static final Duration ENDED = Duration.ofSeconds(10);

    /** Half of it: consumers end one after the other, and each waits a second for a broker that stands still. */
    private static final Duration ENDED_WITHOUT_BUS = Duration.ofSeconds(15);

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path directory;

    private static int meshPort;
    private static int secondMeshPort;
    private static FourServices weft;
    private static Member operator;

    @BeforeAll
    static void start() {
        meshPort = FreePorts.next();
        secondMeshPort = FreePorts.next();
        weft = FourServices.start(directory.resolve("services"), meshPort, secondMeshPort);
    }

    @AfterAll
    static void end() {
        if (weft != null) {
            weft.close();
        }
    }

    @Test
    @Order(1)
    void anOperatorIsMadeAndWritesWithAPeerThroughTheGatewayAlone() {
        operator = weft.operator().withIdentity("Harbour");
        assertThat(operator.api()
                        .post("/api/v1/invites", Map.of())
                        .expect(201)
                        .get("url")
                        .asText())
                .startsWith(FourServices.PUBLIC_URL + "/join#");
        try (ReferencePeer peer = ReferencePeer.start(
                        PeerConfig.in(directory.resolve("peer")).named("Peer").dialling(meshPort));
                EventStream live = operator.api().stream("/api/v1/events")) {
            peer.announce();
            operator.awaitAnnounce(peer.address(), SOON);
            operator.announce();
            peer.awaitAnnounce(operator.address(), SOON);

            String id = operator.send(peer.address(), "from the node", "direct");
            peer.awaitContent("from the node", SOON);
            operator.awaitState(id, "delivered", SOON);
            Api.await("its state on the event stream", Duration.ofSeconds(5), () -> tells(live, id));

            int before = live.events().size();
            long ref = peer.send(operator.address(), "to the node", "direct");
            assertThat(peer.awaitState(ref, SOON)).isEqualTo("delivered");
            String received =
                    operator.awaitContent("to the node", SOON).get("id").asText();
            Api.await("its arrival on the event stream", Duration.ofSeconds(5), () -> live.events().stream()
                    .skip(before)
                    .anyMatch(event -> event.data().toString().contains(received)));
            aMessageOfThreeMegabytes(peer.address());
            whoeverIsBehindTheOtherRouterWritesAndIsWrittenTo();
            assertThat(weft.message.metric("weft_event_streams_open")).isEqualTo(1);
        }
        Api.await(
                "the end of the stream to reach the service",
                SOON,
                () -> weft.message.metric("weft_event_streams_open") == 0);
    }

    /** Two routers read the same records: what is for one of them is nothing to the other. */
    private static void whoeverIsBehindTheOtherRouterWritesAndIsWrittenTo() {
        try (ReferencePeer peer = ReferencePeer.start(
                PeerConfig.in(directory.resolve("second-peer")).named("Second").dialling(secondMeshPort))) {
            peer.announce();
            operator.awaitAnnounce(peer.address(), SOON);
            operator.announce();
            peer.awaitAnnounce(operator.address(), SOON);

            String id = operator.send(peer.address(), "through the other router", "direct");
            peer.awaitContent("through the other router", SOON);
            operator.awaitState(id, "delivered", SOON);
            long ref = peer.send(operator.address(), "back through the other router", "direct");
            assertThat(peer.awaitState(ref, SOON)).isEqualTo("delivered");
            operator.awaitContent("back through the other router", SOON);
        }
    }

    private static boolean tells(EventStream stream, String id) {
        return stream.events().stream()
                .anyMatch(event -> event.data().toString().contains(id));
    }

    private static void aMessageOfThreeMegabytes(String to) {
        byte[] file = new byte[2_300_000];
        new SecureRandom().nextBytes(file);
        String data = Base64.getEncoder().encodeToString(file);
        assertThat(data.length()).isGreaterThan(3_000_000);
        String id = operator.send(Map.of("to", to, "attachments", List.of(Map.of("name", "chart.bin", "data", data))))
                .expect(202)
                .get("id")
                .asText();
        assertThat(operator.api().download("/api/v1/messages/" + id + "/attachments/0"))
                .isEqualTo(file);
    }

    @Test
    @Order(2)
    void aBodyWithoutLengthPassesUpToTheBoundOfItsPath() throws Exception {
        String cookie = signIn();
        String small = "{\"displayName\":\"Streamed\"}";
        String large = "{\"displayName\":\"" + "x".repeat(5_000_000) + "\"}";
        assertThat(streamed(HttpClient.Version.HTTP_1_1, cookie, small).statusCode())
                .isEqualTo(201);
        HttpResponse<String> refused = streamed(HttpClient.Version.HTTP_1_1, cookie, large);
        assertThat(refused.statusCode()).isEqualTo(413);
        problem(refused, "too-large");
        assertThat(streamed(HttpClient.Version.HTTP_2, cookie, large).statusCode())
                .isEqualTo(411);
    }

    private static HttpResponse<String> streamed(HttpClient.Version version, String cookie, String body)
            throws IOException, InterruptedException {
        HttpRequest request = outside("/api/v1/identities")
                .version(version)
                .header("Cookie", cookie)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body.getBytes())))
                .build();
        return send(Api.trusting(), request);
    }

    @Test
    @Order(3)
    void whoSignsOutTakesACopiedCookieAlongAtOnce() throws Exception {
        String cookie = signIn();
        assertThat(session(cookie).statusCode()).isEqualTo(200);
        HttpRequest signOut =
                outside("/api/v1/session").header("Cookie", cookie).DELETE().build();
        assertThat(send(Api.trusting(), signOut).statusCode()).isEqualTo(204);
        assertThat(session(cookie).statusCode()).isEqualTo(401);
    }

    @Test
    @Order(4)
    void innerServicesAnswerNobodyButTheGateway() throws Exception {
        SSLContext stranger = weft.certificates.stranger();
        SSLContext neighbour = weft.certificates.client("weft-transport");
        SSLContext gateway = weft.certificates.client("weft-gateway");
        SSLContext forger = new ClusterCertificates(directory.resolve("forged")).client("weft-gateway");
        for (Service service : weft.inner()) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("https://localhost:" + service.port() + "/api/v1/session"))
                    .build();
            assertThatThrownBy(() -> send(stranger, request))
                    .as("no certificate at %s", service)
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> send(forger, request))
                    .as("another authority's certificate at %s", service)
                    .isInstanceOf(IOException.class);
            HttpResponse<String> refused = send(neighbour, request);
            assertThat(refused.statusCode()).isEqualTo(403);
            problem(refused, "not-the-gateway");
            assertThat(send(gateway, request).statusCode())
                    .as("the gateway without a token")
                    .isEqualTo(404);
        }
        String inside = "https://localhost:" + weft.auth.port() + "/internal/";
        HttpRequest keys =
                HttpRequest.newBuilder(URI.create(inside + "jwks.json")).build();
        JsonNode published = JSON.readTree(send(neighbour, keys).body());
        assertThat(published.get("keys")).hasSize(1);
        assertThat(published.get("keys").get(0).has("d")).as("the private half").isFalse();
        HttpRequest credentials = HttpRequest.newBuilder(URI.create(inside + "credentials"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"kind\":\"ANONYMOUS\",\"address\":\"10.0.0.1\"}"))
                .build();
        assertThat(send(neighbour, credentials).statusCode()).isEqualTo(403);
        assertThat(send(gateway, credentials).statusCode()).isEqualTo(200);
    }

    @Test
    @Order(5)
    void nothingInternalIsReachableThroughTheGateway() throws Exception {
        String cookie = signIn();
        for (String path : List.of(
                "/internal/jwks.json",
                "/internal/credentials",
                "/internal/credentials/status",
                "/api/v1/session/../../../internal/jwks.json",
                "/api/v1/session/%2e%2e/%2e%2e/%2e%2e/internal/jwks.json",
                "/api/v1/session/..%2f..%2f..%2finternal/jwks.json",
                "/api/v1/session/..;/..;/..;/internal/jwks.json",
                "/api/v1/session//../../../../internal/jwks.json",
                "/api/v1/accounts/../session",
                "/api/v1/accounts/%2e%2e/session",
                "//internal/jwks.json",
                "/%69nternal/jwks.json")) {
            assertThat(rawStatus(path, cookie)).as(path).isEqualTo(404);
        }
    }

    @Test
    @Order(5)
    void whatIsNoTextOrNoHttpIsRefusedAtTheGateway() throws Exception {
        String cookie = signIn();
        assertThat(rawStatus("/api/v1/announces?aspect=lxmf.delivery", cookie)).isEqualTo(200);
        for (String path : List.of("/api/v1/announces?aspect=%00", "/api/v1/identities/%00", "/api/v1/resets/a%00")) {
            assertThat(rawStatus(path, cookie)).as(path).isEqualTo(400);
        }
        String host = "Host: localhost:" + weft.gateway.port() + "\r\n";
        assertThat(raw("GET / HTTP/3.7\r\n" + host + "\r\n")).isEqualTo(505);
        assertThat(raw("POST /api/v1/session HTTP/1.1\r\n" + host + "Content-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"))
                .isEqualTo(400);
    }

    /** The path as it stands, whatever a client would make of it. */
    private static int rawStatus(String path, String cookie) throws IOException {
        return raw("GET " + path + " HTTP/1.1\r\nHost: localhost:" + weft.gateway.port() + "\r\nCookie: " + cookie
                + "\r\nConnection: close\r\n\r\n");
    }

    private static int raw(String request) throws IOException {
        try (SSLSocket socket =
                (SSLSocket) Api.trusting().getSocketFactory().createSocket("localhost", weft.gateway.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes());
            String answer = new String(socket.getInputStream().readNBytes("HTTP/1.1 200".length()));
            return Integer.parseInt(answer.substring(answer.length() - 3));
        }
    }

    @Test
    @Order(6)
    void aRenewedCertificateIsTakenUpWithoutARestart() {
        var renewed = weft.certificates.renew("weft-message");
        Api.await("the new certificate of message-service", SOON, () -> {
            try (SSLSocket socket = (SSLSocket) weft.certificates
                    .client("weft-gateway")
                    .getSocketFactory()
                    .createSocket("localhost", weft.message.port())) {
                return socket.getSession().getPeerCertificates()[0].equals(renewed);
            } catch (IOException notYet) {
                return false;
            }
        });
        weft.certificates.renew("weft-gateway");
        operator.api().get("/api/v1/identities").expect(200);
    }

    @Test
    @Order(7)
    void whileAuthIsAwayTheAnswerIsAProblemAndAfterwardsSessionsGoOn() throws Exception {
        String cookie = signIn();
        weft.auth.kill();
        HttpResponse<String> away = session(cookie);
        assertThat(away.statusCode()).isEqualTo(503);
        problem(away, "unavailable");
        assertThat(away.headers().firstValue("Retry-After")).isPresent();
        weft.auth.launch().awaitReady();
        Api.await("the session to be known again", SOON, () -> status(cookie) == 200);

        for (String part : List.of("node", "messages", "accounts")) {
            HttpResponse<String> health = health(cookie, part);
            assertThat(health.statusCode()).as(health.body()).isEqualTo(200);
            assertThat(JSON.readTree(health.body()).at("/process/items").findValuesAsText("code"))
                    .contains("clock", "certificate");
        }
        weft.transport.kill();
        assertThat(health(cookie, "node").statusCode()).isEqualTo(503);
        assertThat(health(cookie, "messages").statusCode()).isEqualTo(200);
        HttpResponse<String> meshAway = send(
                Api.trusting(),
                outside("/api/v1/interfaces").header("Cookie", cookie).GET().build());
        assertThat(meshAway.statusCode()).isEqualTo(503);
        problem(meshAway, "unavailable");
        assertThat(meshAway.headers().firstValue("Retry-After")).isPresent();
        assertThat(meshAway.headers().firstValue("Content-Security-Policy")).isPresent();
    }

    /** They meet while the keys that they are checked with are fetched; each was accepted, and some answered with 500. */
    @Test
    @Order(8)
    void theFirstRequestsAfterAStartAreAnsweredAsAllOthers() {
        endsUnderTraffic(weft.message);
        weft.message.launch().awaitReady();
        List<CompletableFuture<Integer>> answers = IntStream.range(0, 12)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> operator.send(Map.of("to", operator.address(), "content", "early " + i))
                                .status(),
                        Thread::startVirtualThread))
                .toList();
        assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isEqualTo(202));
    }

    /** Whoever asks meanwhile is answered, or told to come again. */
    private static void endsUnderTraffic(Service service) {
        List<Integer> answers = new CopyOnWriteArrayList<>();
        Thread traffic = Thread.startVirtualThread(() -> {
            while (answers.isEmpty() || answers.getLast() == 202) {
                answers.add(operator.send(Map.of("to", operator.address(), "content", "under way " + answers.size()))
                        .status());
            }
        });
        Api.await("messages under way", SOON, () -> answers.size() > 5);
        service.terminate();
        endsQuietly(service);
        Api.await("the last answer", SOON, () -> !traffic.isAlive());
        assertThat(answers.getLast()).isEqualTo(503);
    }

    /** With the broker in the readiness of each service nobody got in. */
    @Test
    @Order(9)
    void whileTheBusIsAwayTheApiGoesOn() throws Exception {
        weft.transport.launch().awaitReady();
        weft.broker().pause(true);
        try {
            Api.await("the services to notice", SOON, () -> weft.inner().stream()
                    .allMatch(service -> service.metric("weft_bus_up") == 0));
            assertThat(weft.inner()).allMatch(Service::well);
            assertThat(status(signIn())).isEqualTo(200);
            operator.send(Map.of("to", operator.address(), "content", "inside the node"))
                    .expect(202);
            operator.awaitContent("inside the node", SOON);
        } finally {
            weft.broker().pause(false);
        }
        Api.await("the services to notice that it answers", SOON, () -> weft.inner().stream()
                .allMatch(service -> service.metric("weft_bus_up") == 1));
    }

    /** Linux asks two hours later; so long the shards of a lost machine were nobody's. */
    @Test
    @Order(9)
    void theDatabaseLooksAfterEachConnectionWithinSeconds() {
        Set<Integer> lookedAfter = new HashSet<>();
        Api.await("the database to look after each connection", SOON, () -> {
            List<Sockets.Socket> served = Sockets.at(weft.databasePort());
            served.forEach(socket -> socket.keepalive().ifPresent(in -> {
                assertThat(in).isLessThanOrEqualTo(Duration.ofSeconds(10));
                lookedAfter.add(socket.peer());
            }));
            return served.size() > 3 && served.stream().allMatch(socket -> lookedAfter.contains(socket.peer()));
        });
    }

    /**
     * Streams went on until the process was ended by force, consumers ended one after the other, and so did producers, each of which waited
     * for a bus that was away.
     */
    @Test
    @Order(10)
    void everyServiceEndsSoonAndQuietlyAndItsStreamsWithIt() {
        try (EventStream live = operator.api().stream("/api/v1/events")) {
            weft.gateway.terminate();
            Api.await("the stream to end", Duration.ofSeconds(3), live::hasEnded);
            assertThat(live.wasCut()).isFalse();
            endsQuietly(weft.gateway);
        }
        weft.broker().pause(true);
        weft.inner().forEach(Service::terminate);
        long begun = System.nanoTime();
        assertThat(weft.inner()).allMatch(service -> service.awaitEnd(ENDED_WITHOUT_BUS) == 143);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(ENDED_WITHOUT_BUS);
    }

    private static void endsQuietly(Service service) {
        assertThat(service.awaitEnd(ENDED)).isEqualTo(143);
        assertThat(service.lastWords()).contains(" stopped in ").doesNotContain(" ERROR ", "\tat ");
    }

    @Test
    @Order(6)
    void theApiOfAllServicesIsDescribedAtTheGateway() {
        JsonNode paths = new Api(weft.gateway.port())
                .get("/api/v1/openapi.json")
                .expect(200)
                .get("paths");
        assertThat(paths.fieldNames())
                .toIterable()
                .contains("/api/v1/session", "/api/v1/identities", "/api/v1/interfaces")
                .allMatch(path -> path.startsWith("/api/v1/"));
    }

    private static HttpResponse<String> health(String cookie, String part) throws IOException, InterruptedException {
        return send(
                Api.trusting(),
                outside("/api/v1/" + part + "/health")
                        .header("Cookie", cookie)
                        .GET()
                        .build());
    }

    private static String signIn() throws IOException, InterruptedException {
        String body = JSON.writeValueAsString(Map.of("username", FourServices.OPERATOR, "password", WeftNode.PASSWORD));
        HttpRequest request = outside("/api/v1/session")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = send(Api.trusting(), request);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith("__Host-weft="))
                .findFirst()
                .orElseThrow()
                .split(";", 2)[0];
    }

    private static HttpResponse<String> session(String cookie) throws IOException, InterruptedException {
        return send(
                Api.trusting(),
                outside("/api/v1/session").header("Cookie", cookie).GET().build());
    }

    private static int status(String cookie) {
        try {
            return session(cookie).statusCode();
        } catch (IOException notYet) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private static HttpRequest.Builder outside(String path) {
        String origin = "https://localhost:" + weft.gateway.port();
        return HttpRequest.newBuilder(URI.create(origin + path))
                .timeout(Duration.ofSeconds(30))
                .header("Origin", origin);
    }

    private static HttpResponse<String> send(SSLContext context, HttpRequest request)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder()
                .sslContext(context)
                .connectTimeout(Duration.ofSeconds(5))
                .build()) {
            return client.send(request, BodyHandlers.ofString());
        }
    }

    private static void problem(HttpResponse<String> answer, String slug) throws IOException {
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(JSON.readTree(answer.body()).get("type").asText()).isEqualTo("urn:weft:problem:" + slug);
    }
}
