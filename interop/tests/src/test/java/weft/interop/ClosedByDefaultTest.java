package weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import weft.interop.peers.FreePorts;
import weft.service.token.Audience;
import weft.service.token.Scope;

/**
 * Every operation of the API, asked of its service past the gateway, by everybody who may not. What an operation takes is read from the
 * description of the API; which operations there are, from the classes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClosedByDefaultTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the programs of a cluster ask each other stands in no description. */
    private static final String AMONG_PROGRAMS = "/internal/";

    private final Map<Audience, Service> services = new EnumMap<>(Audience.class);
    private final Map<Audience, Set<String>> served = new EnumMap<>(Audience.class);
    private FourServices weft;
    private HttpClient asGateway;
    private GatewayTokens tokens;
    private List<Operation> described;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        weft = FourServices.start(directory, FreePorts.next(), FreePorts.next());
        services.put(Audience.AUTH, weft.auth);
        services.put(Audience.MESSAGE, weft.message);
        services.put(Audience.TRANSPORT, weft.transport);
        services.forEach((audience, service) -> served.put(audience, served(service)));
        asGateway = HttpClient.newBuilder()
                .sslContext(weft.certificates.client("weft-gateway"))
                .build();
        tokens = GatewayTokens.withKeyIn(directory.resolve("auth/keys/signing-key.json"));
        described = Operation.in(weft.stranger().get("/api/v1/openapi.json").expect(200));
    }

    @AfterAll
    void end() {
        if (weft != null) {
            weft.close();
        }
    }

    private static Set<String> served(Service service) {
        Path application = Path.of(System.getProperty("weft." + service.name() + ".jar"));
        return ServedOperations.in(application.resolveSibling("../classes").normalize()).stream()
                .filter(operation -> !operation.contains(AMONG_PROGRAMS))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void whatIsServedIsDescribedWithWhatItTakes() {
        Set<String> all = served.values().stream().flatMap(Set::stream).collect(Collectors.toCollection(TreeSet::new));
        assertThat(all).hasSizeGreaterThan(50);
        assertThat(described.stream().map(Operation::toString)).containsExactlyInAnyOrderElementsOf(all);
        for (Operation operation : described) {
            assertThat(operation.requirements()).as("%s", operation).isNotNull();
            if (!operation.isOpen()) {
                assertThat(Scope.of(operation.scope())).as("%s", operation).isPresent();
            }
        }
    }

    @Test
    void nothingAnswersWithoutATokenForItsService() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (Operation operation : described) {
            Audience mine = audience(operation);
            expect(wrong, "no token", operation, ask(mine, operation, null), 404, "not-found");
            expect(wrong, "no token of ours", operation, ask(mine, operation, "x.y.z"), 404, "not-found");
            for (Audience other : EnumSet.complementOf(EnumSet.of(mine))) {
                String everything = tokens.ofSession(other, EnumSet.allOf(Scope.class), true);
                expect(wrong, "for " + other, operation, ask(mine, operation, everything), 404, "not-found");
                expect(wrong, "of nobody", operation, ask(mine, operation, tokens.ofNobody(other)), 404, "not-found");
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void nobodyGetsInWhoLacksWhatTheDescriptionSays() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (Operation operation : described) {
            if (operation.isOpen()) {
                continue;
            }
            Audience mine = audience(operation);
            expect(wrong, "nobody", operation, ask(mine, operation, tokens.ofNobody(mine)), 401, "not-signed-in");
            Scope scope = Scope.of(operation.scope()).orElseThrow();
            for (Set<Scope> others : List.of(Set.<Scope>of(), EnumSet.complementOf(EnumSet.of(scope)))) {
                for (boolean proven : List.of(true, false)) {
                    HttpResponse<String> answer = ask(mine, operation, tokens.ofSession(mine, others, proven));
                    expect(wrong, "without " + operation.scope(), operation, answer, 403, "not-allowed");
                    if (!answer.body().contains("\"scope\":\"" + operation.scope() + "\"")) {
                        wrong.add(operation + " does not say which scope: " + answer.body());
                    }
                }
            }
            if (operation.takesProof()) {
                String unproven = tokens.ofSession(mine, EnumSet.allOf(Scope.class), false);
                expect(wrong, "without a proof", operation, ask(mine, operation, unproven), 403, "proof-needed");
            }
        }
        assertThat(wrong).isEmpty();
    }

    private Audience audience(Operation operation) {
        return served.entrySet().stream()
                .filter(entry -> entry.getValue().contains(operation.toString()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new AssertionError("nobody serves " + operation));
    }

    private static void expect(
            List<String> wrong, String who, Operation operation, HttpResponse<String> answer, int status, String slug)
            throws IOException {
        String type = answer.headers().firstValue("Content-Type").orElse("");
        JsonNode problem = type.contains("json") ? JSON.readTree(answer.body()) : JSON.nullNode();
        if (answer.statusCode() != status
                || !type.startsWith("application/problem+json")
                || !problem.path("type").asText().endsWith(":" + slug)) {
            wrong.add(operation + " " + who + ": " + answer.statusCode() + " " + answer.body());
        }
    }

    private HttpResponse<String> ask(Audience of, Operation operation, String token)
            throws IOException, InterruptedException {
        String path = operation.path().replaceAll("\\{[a-z]+}", "none");
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("https://localhost:" + services.get(of).port() + path))
                .method(
                        operation.method(),
                        operation.mediaType() == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString("{}"));
        if (operation.mediaType() != null) {
            request.header("Content-Type", operation.mediaType());
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return asGateway.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
