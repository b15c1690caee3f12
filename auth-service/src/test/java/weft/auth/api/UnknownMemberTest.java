package weft.auth.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import weft.service.test.TestDatabase;

/** Whoever asks for something that isn't there is told so, and nothing of the rest is done. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class UnknownMemberTest {

    private static final String EXTRA = "pa\u00dfwort";

    @Inject
    AuthClient client;

    @Inject
    @ReactiveDataSource("auth")
    Pool pool;

    private String resetCode;

    /** What each operation with a body would do if nothing else stood in it. */
    private Map<String, Map<String, Object>> bodies() {
        String code = client.cookie(client.operator())
                .body("{}")
                .post("/api/v1/invites")
                .then()
                .statusCode(201)
                .extract()
                .path("code");
        resetCode = client.cookie(client.operator())
                .post("/api/v1/accounts/" + client.idOf(client.member()) + "/reset")
                .then()
                .statusCode(201)
                .extract()
                .path("code");
        return Map.of(
                "put /api/v1/password", Map.of("current", AuthClient.PASSWORD, "new", "seven gulls above the pier"),
                "post /api/v1/resets/{code}", Map.of("password", "seven gulls above the pier"),
                "post /api/v1/setup",
                        Map.of("token", "A".repeat(32), "username", "eve", "password", AuthClient.PASSWORD),
                "post /api/v1/session", Map.of("username", "harbourmaster", "password", AuthClient.PASSWORD),
                "post /api/v1/session/proof", Map.of("password", AuthClient.PASSWORD),
                "post /api/v1/tokens", Map.of("name", "eve", "scopes", List.of("mesh:read")),
                "post /api/v1/accounts", Map.of("username", "eve-unknown", "password", AuthClient.PASSWORD),
                "patch /api/v1/accounts/{id}", Map.of("disabled", true),
                "post /api/v1/invites", Map.of(),
                "post /api/v1/invites/accept",
                        Map.of("code", code, "username", "eve-joins", "password", AuthClient.PASSWORD));
    }

    @Test
    void everyWriteRefusesAMemberItDoesNotKnowByNameAndChangesNothing() {
        Map<String, Map<String, Object>> bodies = bodies();
        assertThat(bodies.keySet()).isEqualTo(operationsWithABody());
        String member = client.idOf(client.member());
        String operator = client.operator();
        List<String> before = everything();
        bodies.forEach((operation, body) -> {
            Map<String, Object> more = new LinkedHashMap<>(body);
            more.put(EXTRA, "a password that nobody will have");
            String[] parts = operation.split(" ");
            Response answer = client.cookie(operator)
                    .body(more)
                    .request(
                            parts[0].toUpperCase(Locale.ROOT),
                            parts[1].replace("{id}", member).replace("{code}", resetCode));
            assertThat(answer.statusCode())
                    .as(operation + ": " + answer.asString())
                    .isEqualTo(400);
            assertThat(answer.<String>path("field")).as(operation).isEqualTo(EXTRA);
            assertThat(answer.<String>path("detail")).as(operation).contains(EXTRA);
        });
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void aPasswordInAChangeOfAnAccountIsNotTakenForOne() {
        String name = client.member();
        client.operatorPatch(client.idOf(name), Map.of("password", "another long password, please"))
                .then()
                .statusCode(400)
                .body("field", equalTo("password"))
                .body(
                        "detail",
                        equalTo("There is no member password here. Leave it out; the members are disabled, locked,"
                                + " roles."));
        client.signedIn(name);
    }

    private static Set<String> operationsWithABody() {
        Map<String, Map<String, Map<String, Object>>> paths =
                given().get("/q/openapi?format=json").path("paths");
        Set<String> found = new TreeSet<>();
        paths.forEach((path, operations) -> operations.forEach((method, operation) -> {
            if (operation.containsKey("requestBody")) {
                found.add(method + " " + path);
            }
        }));
        return found;
    }

    private List<String> everything() {
        return List.of("accounts", "credentials", "tokens", "invites", "idempotency", "setup", "resets", "notices")
                .stream()
                .map(table -> AuthClient.await(
                                pool.query("select coalesce(string_agg(t::text, ' ' order by t::text), '') from auth."
                                                + table + " t")
                                        .execute())
                        .iterator()
                        .next()
                        .getString(0))
                .toList();
    }
}
