package weft.auth.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.Method;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import weft.auth.store.AccessLog;
import weft.auth.store.AccessLog.Action;
import weft.auth.token.TokenMint;
import weft.service.test.TestDatabase;
import weft.service.token.Audience;
import weft.service.token.Caller;

/** Whatever is sent, the answer is a 4xx problem document: never a 500, never a stack trace. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class MalformedInputTest {

    private static final String LONG = "x".repeat(1_000);

    private record Endpoint(Method method, String path, Map<String, Object> body) {}

    @Inject
    AuthClient client;

    @Inject
    TokenMint mint;

    @Inject
    AccessLog accessLog;

    private static List<Endpoint> endpoints() {
        return List.of(
                new Endpoint(
                        Method.POST,
                        "/setup",
                        Map.of("token", "A".repeat(32), "username", "eve", "password", AuthClient.PASSWORD)),
                new Endpoint(Method.POST, "/session", Map.of("username", "eve", "password", AuthClient.PASSWORD)),
                new Endpoint(
                        Method.PUT,
                        "/password",
                        Map.of("current", "not the password at all", "new", "seven gulls above the pier")),
                new Endpoint(
                        Method.POST, "/resets/" + "A".repeat(22), Map.of("password", "seven gulls above the pier")),
                new Endpoint(Method.POST, "/tokens", Map.of("name", "eve", "scopes", List.of("mesh:read"))),
                new Endpoint(
                        Method.POST,
                        "/accounts",
                        Map.of("username", "eve", "password", AuthClient.PASSWORD, "roles", List.of("member"))),
                new Endpoint(
                        Method.POST,
                        "/invites/accept",
                        Map.of("code", "A".repeat(22), "username", "eve", "password", AuthClient.PASSWORD)));
    }

    @Test
    void aMemberOfTheWrongTypeOrLengthIsNamedAndRefused() {
        for (Endpoint endpoint : endpoints()) {
            for (String field : endpoint.body().keySet()) {
                for (Object wrong :
                        new Object[] {17, 1.5, true, Map.of("a", 1), List.of(1, 2), LONG, "", "\u0000", "\ud800"}) {
                    Map<String, Object> body = new LinkedHashMap<>(endpoint.body());
                    body.put(field, wrong);
                    refused(endpoint, () -> caller().body(body));
                }
                Map<String, Object> without = new LinkedHashMap<>(endpoint.body());
                without.remove(field);
                if (!field.equals("roles")) {
                    refused(endpoint, () -> caller().body(without));
                }
            }
        }
    }

    @Test
    void aBodyThatIsNoSuchObjectIsRefused() {
        List<String> bodies = List.of(
                "",
                "null",
                "[]",
                "\"text\"",
                "17",
                "{",
                "{\"username\":\"a\",\"username\":\"b\"}",
                "{} {}",
                "[".repeat(5_000),
                "{\"username\":" + "[".repeat(500) + "]".repeat(500) + "}",
                "{\"" + "n".repeat(2_000) + "\":1}",
                "\u0000\u0001\u0002");
        for (Endpoint endpoint : endpoints()) {
            for (String body : bodies) {
                refused(endpoint, () -> caller().body(body));
            }
            refused(endpoint, () -> caller().contentType("text/plain").body("username=eve"));
            refused(endpoint, () -> caller().contentType("application/xml").body("<a/>"));
        }
    }

    @Test
    void pathsQueriesAndMethodsThatMakeNoSenseAreRefused() {
        for (String path : List.of("/accounts", "/invites", "/tokens", "/sessions", "/access-attempts")) {
            for (String limit : List.of("0", "201", "-1", "x", "1e3", "99999999999", LONG)) {
                problem(caller().queryParam("limit", limit).get("/api/v1" + path));
            }
            for (String cursor : List.of("!", "AAAA", LONG)) {
                problem(caller().queryParam("cursor", cursor).get("/api/v1" + path));
            }
            problem(caller().put("/api/v1" + path));
        }
        for (String id : List.of("x", LONG, "0", UUID.randomUUID().toString())) {
            problem(caller().get("/api/v1/accounts/" + id));
            problem(caller().body("{}").patch("/api/v1/accounts/" + id));
            problem(caller().delete("/api/v1/accounts/" + id));
            problem(caller().delete("/api/v1/invites/" + id));
            problem(caller().delete("/api/v1/tokens/" + id));
            problem(caller().delete("/api/v1/sessions/" + id));
            problem(caller().delete("/api/v1/session/notices/" + id));
            problem(caller().post("/api/v1/accounts/" + id + "/reset"));
            problem(caller().body(Map.of("password", AuthClient.PASSWORD)).post("/api/v1/resets/" + id));
        }
        for (String change : List.of(
                "{\"roles\":\"operator\"}",
                "{\"roles\":[1]}",
                "{\"roles\":[null]}",
                "{\"roles\":[\"king\"]}",
                "{\"disabled\":\"yes\"}",
                "{\"disabled\":1}",
                "{\"locked\":\"false\"}",
                "{\"roles\":[]}",
                "null",
                "[]")) {
            problem(caller().body(change)
                    .patch("/api/v1/accounts/"
                            + client.behind(client.operator()).orElseThrow().account()));
        }
        problem(caller().get("/api/v1/no-such-thing"));
    }

    /** Over HTTP/2 a client may call itself anything. One that can't be written would be tried again with all others, for ever. */
    @Test
    void whatAClientCallsItselfKeepsNothingOutOfTheAccessLog() {
        for (int i = 0; i < 3; i++) {
            accessLog
                    .refused(Action.SIGN_IN, "wrong-credentials", null, "192.0.2.77", "a\0b\u001b[2J")
                    .onFailure()
                    .recoverWithNull()
                    .await()
                    .atMost(Duration.ofSeconds(10));
        }
        accessLog
                .admitted(Action.SIGN_IN, null, "192.0.2.78", "c\0d")
                .onFailure()
                .recoverWithNull()
                .await()
                .atMost(Duration.ofSeconds(10));
        Response list = caller().get("/api/v1/access-attempts");
        assertThat(list.statusCode()).as(list.asString()).isEqualTo(200);
        assertThat(list.<List<String>>path("items.userAgent")).contains("a\\u{0}b\\u{1b}[2J", "c\\u{0}d");
        assertThat(list.<Integer>path("items.find { it.source == '192.0.2.77' }.count"))
                .isEqualTo(3);
    }

    @Test
    void anIdempotencyKeyHasAtMostTwoHundredCharacters() {
        assertThat(caller().header("Idempotency-Key", "k".repeat(200))
                        .body("{}")
                        .post("/api/v1/invites")
                        .statusCode())
                .isEqualTo(201);
        Response longer =
                caller().header("Idempotency-Key", "k".repeat(201)).body("{}").post("/api/v1/invites");
        assertThat(longer.statusCode()).isEqualTo(400);
        assertThat(longer.<String>path("field")).isEqualTo("Idempotency-Key");
    }

    @Test
    void withoutTheGatewaysTokenThereIsNothingHere() {
        Caller operator = client.behind(client.operator()).orElseThrow();
        String forMessages = mint.mint(operator, Audience.MESSAGE, "192.0.2.1");
        String good = mint.mint(operator, Audience.AUTH, "192.0.2.1");
        String tampered = good.substring(0, good.length() - 6) + "AAAAAA";
        for (String header : new String[] {
            "Bearer " + forMessages, "Bearer " + tampered, "Bearer x", "Basic YTpi", "Bearer " + LONG.repeat(6)
        }) {
            assertThat(RestAssured.given()
                            .header("Authorization", header)
                            .get("/api/v1/accounts")
                            .statusCode())
                    .isEqualTo(404);
        }
        assertThat(RestAssured.get("/api/v1/accounts").statusCode()).isEqualTo(404);
        assertThat(RestAssured.given()
                        .header("Authorization", "Bearer " + good)
                        .get("/api/v1/accounts")
                        .statusCode())
                .isEqualTo(200);
    }

    /** The operator, so that only the input can be what is refused. */
    private RequestSpecification caller() {
        return client.cookie(client.operator());
    }

    private void refused(Endpoint endpoint, Supplier<RequestSpecification> request) {
        problem(request.get().request(endpoint.method(), "/api/v1" + endpoint.path()));
    }

    private static void problem(Response answer) {
        assertThat(answer.statusCode()).as(answer.asString()).isBetween(400, 499);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertThat(answer.<String>path("type")).startsWith("urn:weft:problem:");
        assertThat(answer.<Integer>path("status")).isEqualTo(answer.statusCode());
        assertThat(answer.<String>path("title")).isNotBlank();
    }
}
