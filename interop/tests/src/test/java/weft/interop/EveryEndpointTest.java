package weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Every operation that the node says it serves, tried by those who may not, and with what it can't be meant for. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryEndpointTest {

    private static final String LONG = "x".repeat(1_000);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What stands here needs no sign-in. */
    private static final Set<String> OPEN = Set.of(
            "GET /api/v1/setup",
            "GET /api/v1/accounts/rules",
            "POST /api/v1/setup",
            "POST /api/v1/session",
            "POST /api/v1/invites/accept",
            "POST /api/v1/resets/{code}");

    /** A stream without an end, and a path that a node without interfaces does not know. */
    private static final Set<String> NOT_SHOWN = Set.of("/api/v1/events", "/api/v1/paths/{address}");

    /** Values of each JSON type. */
    private static final Map<String, List<Object>> VALUES = Map.of(
            "string", List.of("text", LONG, "\u0000"),
            "integer", List.of(17, -1, Long.MAX_VALUE),
            "number", List.of(1.5),
            "boolean", List.of(true),
            "array", List.of(List.of(1, 2), List.of(LONG)),
            "object", List.of(Map.of("a", Map.of("b", 1))));

    private static final List<String> NO_SUCH_BODY = List.of(
            "",
            "null",
            "[]",
            "17",
            "\"text\"",
            "{",
            "{} {}",
            "{\"\\ud800\":1}",
            "[".repeat(5_000),
            "{\"a\":" + "[".repeat(500) + "]".repeat(500) + "}",
            "{\"" + "n".repeat(2_000) + "\":1}",
            "\u0000\u0001\u0002");

    private WeftNode weft;
    private RawApi operator;
    private RawApi other;
    private RawApi othersProgram;
    private List<Operation> operations;

    /** The objects of the operator, by the beginning of the paths they stand in. */
    private Map<String, String> theirs;

    private String peer;

    @BeforeAll
    void people(@TempDir Path directory) {
        weft = WeftNode.in(directory).traced().start();
        Member owner = weft.operator().withIdentity("Owner");
        weft.member("other").withIdentity("Other");
        operator = RawApi.signedIn(weft.port(), "operator");
        other = RawApi.signedIn(weft.port(), "other");
        othersProgram = RawApi.withToken(weft.port(), token(other));
        peer = owner.address();
        String message = owner.send(Map.of(
                        "to", peer, "content", "to myself", "attachments", List.of(Map.of("name", "a", "data", ""))))
                .expect(202)
                .get("id")
                .asText();
        owner.awaitState(message, "delivered", Duration.ofSeconds(30));
        token(operator);
        theirs = Map.of(
                "/api/v1/identities",
                owner.identity(),
                "/api/v1/messages",
                message,
                "/api/v1/sessions",
                first(operator, "/api/v1/sessions"),
                "/api/v1/tokens",
                first(operator, "/api/v1/tokens"),
                "/api/v1/accounts",
                first(operator, "/api/v1/accounts"),
                "/api/v1/invites",
                first(operator, "/api/v1/invites"));
        operations = operator.operations();
    }

    @AfterAll
    void end() {
        weft.close();
    }

    private static String token(RawApi owner) {
        return token(
                owner,
                "identities:read",
                "identities:write",
                "messages:read",
                "messages:write",
                "mesh:read",
                "mesh:write");
    }

    private static String token(RawApi owner, String... scopes) {
        String wanted = json(Map.of("name", "sensor", "scopes", List.of(scopes)));
        RawApi.Answer answer = owner.send("POST", "/api/v1/tokens", "application/json", wanted);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        return answer.body().get("token").asText();
    }

    private static String first(RawApi api, String list) {
        return api.send("GET", list).body().get("items").get(0).get("id").asText();
    }

    @Test
    void theDescriptionHasAllOfTheApi() {
        assertThat(operations).hasSizeGreaterThan(40);
        assertThat(operations).filteredOn(Operation::hasBody).hasSizeGreaterThan(9);
        // Who isn't signed in hears so from the operation itself.
        assertThat(operations.stream().filter(Operation::isOpen).map(Operation::toString))
                .filteredOn(operation -> !operation.equals("GET /api/v1/session"))
                .as("what the description says is for everybody")
                .containsExactlyInAnyOrderElementsOf(OPEN);
    }

    @Test
    void aProgramWithoutTheScopeOfAnOperationIsToldWhich() {
        RawApi reader = RawApi.withToken(weft.port(), token(operator, "messages:read"));
        RawApi observer = RawApi.withToken(weft.port(), token(operator, "mesh:read"));
        for (Operation operation : operations) {
            if (!operation.isOpen()) {
                RawApi without = operation.scope().equals("messages:read") ? observer : reader;
                RawApi.Answer answer = send(without, operation);
                assertThat(answer.status()).as("%s: %s", operation, answer).isEqualTo(403);
                assertThat(answer.body().path("scope").asText())
                        .as("%s: %s", operation, answer)
                        .isEqualTo(operation.scope());
            }
        }
    }

    @Test
    void nobodyGetsInWithoutACredential() {
        RawApi nobody = RawApi.anonymous(weft.port());
        RawApi pretender = RawApi.withToken(weft.port(), "weft_" + "A".repeat(43));
        for (Operation operation : operations) {
            if (!OPEN.contains(operation.toString())) {
                assertThat(send(nobody, operation).status()).as("%s", operation).isEqualTo(401);
                assertThat(send(pretender, operation).status())
                        .as("%s", operation)
                        .isEqualTo(401);
            }
        }
    }

    @Test
    void anotherMembersObjectsAreNotThere() {
        List<String> tried = new ArrayList<>();
        for (Operation operation : operations) {
            if (!operation.isOfAnObject()
                    || operation.path().startsWith("/api/v1/paths")
                    || OPEN.contains(operation.toString())) {
                continue;
            }
            boolean forOperators =
                    Set.of("accounts", "invites").contains(operation.path().split("/")[3]);
            tried.add(operation.toString());
            RawApi.Answer answer = send(other, operation);
            assertThat(answer.status()).as("%s: %s", operation, answer).isEqualTo(forOperators ? 403 : 404);
            assertThat(answer.isProblem()).as("%s: %s", operation, answer).isTrue();
            // A token may do less than its member: it hears 403 of what no token may do, and never more than the
            // member.
            assertThat(send(othersProgram, operation).status())
                    .as("%s with a token", operation)
                    .isIn(
                            forOperators
                                            || operation
                                                    .path()
                                                    .matches(
                                                            "/api/v1/(sessions|tokens|session/notices).*|.*/(export|mailbox)")
                                    ? List.of(403)
                                    : List.of(404));
        }
        assertThat(tried).hasSizeGreaterThanOrEqualTo(20);
        for (Map.Entry<String, String> mine : theirs.entrySet()) {
            if (!mine.getKey().matches("/api/v1/(sessions|tokens|invites)")) {
                assertThat(operator.send("GET", mine.getKey() + "/" + mine.getValue())
                                .status())
                        .as(mine.getKey())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void whatIsTheirsIsShown() {
        for (Operation operation : operations) {
            if (operation.method().equals("GET") && !NOT_SHOWN.contains(operation.path())) {
                RawApi.Answer answer = operator.send("GET", filled(operation));
                assertThat(answer.status()).as("%s: %s", operation, answer).isEqualTo(200);
            }
        }
    }

    /** Every GET of the API, those of the pages and of what else is read, let in or not, there or not. */
    @Test
    void headIsAnsweredAsGetIs() {
        List<String> pages = List.of(
                "/",
                "/setup",
                "/signin",
                "/i/none",
                "/nowhere",
                "/robots.txt",
                "/.well-known/security.txt",
                "/qr/" + "a".repeat(32) + ".svg",
                "/qr/none.svg",
                "/api/v1/openapi.json",
                "/api/v1/nowhere");
        Stream<String> reads = operations.stream()
                .filter(operation -> operation.method().equals("GET"))
                .map(this::filled);
        // A stranger hears the same 401 of all operations, and 429 after a few dozen.
        pages.forEach(path -> assertHeadAsGet(RawApi.anonymous(weft.port()), path));
        Stream.concat(pages.stream(), reads).forEach(path -> assertHeadAsGet(operator, path));
    }

    private static void assertHeadAsGet(RawApi who, String path) {
        assertThat(who.head("HEAD", path)).as(path).isEqualTo(who.head("GET", path));
    }

    @Test
    void whatIsForOperatorsIsRefusedToMembers() {
        for (String path : List.of("accounts", "invites", "access-attempts")) {
            assertThat(other.send("GET", "/api/v1/" + path).status()).as(path).isEqualTo(403);
        }
        assertThat(other.send("POST", "/api/v1/invites", "application/json", "{}")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void aSessionIsProvenWithItsPasswordAndAProgramNever() {
        String right = json(Map.of("password", WeftNode.PASSWORD));
        String path = "/api/v1/session/proof";
        assertThat(other.send("POST", path, "application/json", right).status()).isEqualTo(204);
        RawApi.Answer wrong =
                other.send("POST", path, "application/json", json(Map.of("password", "not this one at all")));
        assertThat(wrong.status()).as(wrong.toString()).isEqualTo(403);
        assertThat(wrong.isProblem()).as(wrong.toString()).isTrue();
        assertThat(othersProgram.send("POST", path, "application/json", right).status())
                .isEqualTo(403);
    }

    @Test
    void aMemberOfTheWrongTypeIsAClientErrorThatSaysSo() {
        for (Operation operation : operations) {
            operation
                    .members()
                    .forEach((name, type) -> VALUES.forEach((other, values) -> {
                        if (!other.equals(type) && !(type.equals("number") && other.equals("integer"))) {
                            values.forEach(value -> refused(operation, json(Map.of(name, value))));
                        }
                    }));
        }
    }

    @Test
    void aMemberThatIsNotKnownIsRefusedByItsName() {
        for (Operation operation : operations) {
            if (operation.hasBody()) {
                RawApi.Answer answer =
                        operator.send(operation.method(), filled(operation), "application/json", "{\"surplus\": 1}");
                assertThat(answer.isProblem()).as("%s: %s", operation, answer).isTrue();
                assertThat(answer.status()).as("%s: %s", operation, answer).isEqualTo(400);
                assertThat(answer.body().path("field").asText())
                        .as("%s: %s", operation, answer)
                        .isEqualTo("surplus");
            }
        }
    }

    @Test
    void aBodyThatIsNoSuchObjectIsAClientError() {
        for (Operation operation : operations) {
            if (operation.hasBody()) {
                NO_SUCH_BODY.stream()
                        .filter(body -> !isNone(operation, body))
                        .forEach(body -> refused(operation, body));
                for (String type : List.of("text/plain", "application/xml", "application/x-www-form-urlencoded")) {
                    RawApi.Answer answer = operator.send(operation.method(), filled(operation), type, "a=b");
                    assertThat(answer.isProblem())
                            .as("%s as %s: %s", operation, type, answer)
                            .isTrue();
                }
            }
        }
    }

    /** An invite may be asked for without saying anything about it. */
    private static boolean isNone(Operation operation, String body) {
        return operation.toString().equals("POST /api/v1/invites")
                && Set.of("", "null").contains(body);
    }

    @Test
    void idsAndQueriesThatMakeNoSenseAreClientErrors() {
        for (Operation operation : operations) {
            if (operation.isOfAnObject()) {
                for (String wrong :
                        List.of("x", LONG, "0", "%00", UUID.randomUUID().toString(), "%F0%9F%A7%B5")) {
                    String path = operation.path().replaceAll("\\{[a-z]+}", wrong);
                    RawApi.Answer answer = operator.send(
                            operation.method(), path, "application/json", operation.hasBody() ? "{}" : null);
                    assertThat(answer.isProblem())
                            .as("%s: %s", operation.method() + " " + path, answer)
                            .isTrue();
                }
            }
            for (String query : operation.queries()) {
                for (String wrong : List.of("-1", "0.5", "%00", "!", LONG)) {
                    // An aspect may be any text that is one.
                    if (!query.equals("aspect") || wrong.equals("%00")) {
                        RawApi.Answer answer =
                                operator.send(operation.method(), filled(operation) + "?" + query + "=" + wrong);
                        assertThat(answer.isProblem())
                                .as("%s %s=%s: %s", operation, query, wrong, answer)
                                .isTrue();
                    }
                }
            }
        }
    }

    /** The database can't hold a zero, UTF-8 no half of a pair: who sends them hears of it, or has sent what is kept otherwise. */
    @Test
    void noTextIsAFaultOfTheNode() {
        Texts texts = new Texts(
                operator.send("GET", "/api/v1/openapi.json").body(),
                Map.of(
                        "to", peer,
                        "username", "nobody-here",
                        "role", "member",
                        "roles", "member",
                        "scopes", "mesh:read",
                        "data", "",
                        "replyTo", "ab".repeat(32),
                        "propagationNode", "ab".repeat(16),
                        "expiresAt", Instant.now().plus(Duration.ofDays(1)).toString()));
        int tried = 0;
        for (Operation operation : operations) {
            if (!operation.hasBody()) {
                continue;
            }
            for (String text : List.of("\0", "a\0b", "\ud800")) {
                for (String body : texts.bodies(operation, text)) {
                    RawApi.Answer answer =
                            operator.send(operation.method(), filled(operation), "application/json", body);
                    assertThat(answer.status() < 400 || answer.isProblem())
                            .as("%s with %s: %s", operation, body, answer)
                            .isTrue();
                    tried++;
                }
            }
        }
        assertThat(tried).isGreaterThan(100);
        for (String part : List.of("title", "content", "to\0", "surplus")) {
            String form = "--limit\r\nContent-Disposition: form-data; name=\"" + part + "\"\r\n\r\na\0b\r\n"
                    + "--limit\r\nContent-Disposition: form-data; name=\"to\"\r\n\r\n" + peer + "\r\n"
                    + "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\0b\"\r\n\r\nx\r\n"
                    + "--limit--\r\n";
            RawApi.Answer answer = operator.send(
                    "POST", fill("/api/v1/identities/{id}/messages"), "multipart/form-data; boundary=limit", form);
            assertThat(answer.isProblem()).as("%s: %s", part, answer).isTrue();
        }
        assertThat(operator.send("GET", "/api/v1/session").status()).isEqualTo(200);
        assertThat(operator.send("GET", "/api/v1/access-attempts").status()).isEqualTo(200);
    }

    @Test
    void aMethodThatIsNotServedIsAClientError() {
        Set<String> paths = operations.stream().map(Operation::path).collect(Collectors.toSet());
        for (String path : paths) {
            for (String method : List.of("PUT", "TRACE", "PROPFIND")) {
                RawApi.Answer answer = operator.send(method, fill(path));
                assertThat(answer.isProblem())
                        .as("%s %s: %s", method, path, answer)
                        .isTrue();
            }
        }
    }

    private void refused(Operation operation, String body) {
        RawApi.Answer answer = operator.send(operation.method(), filled(operation), "application/json", body);
        assertThat(answer.isProblem())
                .as("%s with %s: %s", operation, body.substring(0, Math.min(80, body.length())), answer)
                .isTrue();
    }

    private RawApi.Answer send(RawApi as, Operation operation) {
        String body =
                operation.path().endsWith("/messages") && operation.method().equals("POST")
                        ? json(Map.of("to", peer, "content", "x"))
                        : "{}";
        return as.send(operation.method(), filled(operation), "application/json", operation.hasBody() ? body : null);
    }

    private String filled(Operation operation) {
        return fill(operation.path());
    }

    /** The operator's object instead of each placeholder. */
    private String fill(String path) {
        String id = theirs.entrySet().stream()
                .filter(entry -> path.startsWith(entry.getKey() + "/"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("none");
        return path.replace("{id}", id)
                .replace("{address}", peer)
                .replace("{n}", "0")
                .replace("{code}", "none");
    }

    private static String json(Object value) {
        return JSON.valueToTree(value).toString();
    }
}
