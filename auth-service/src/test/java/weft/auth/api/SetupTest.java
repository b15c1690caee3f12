package weft.auth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import weft.service.test.TestDatabase;

/** On a node of its own, in order: there is one set-up in the life of a node. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
@TestProfile(SetupTest.FreshNode.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SetupTest {

    /** The node is another one, and its operator wants long passwords. */
    public static final class FreshNode implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("weft.auth.passwords.min-length", "17");
        }
    }

    @Inject
    AuthClient client;

    @Test
    @Order(1)
    void theTokenIsLongAndOfPlainCharacters() {
        assertThat(client.setupToken()).matches("[A-Za-z0-9_-]{22,}");
        client.anonymous(client.freshAddress())
                .get("/api/v1/session")
                .then()
                .statusCode(401)
                .body("setupNeeded", equalTo(true));
        client.anonymous(client.freshAddress())
                .get("/api/v1/setup")
                .then()
                .statusCode(200)
                .body("needed", equalTo(true))
                .body("possible", equalTo(true));
    }

    @Test
    @Order(1)
    void theRulesAreKnownBeforeTheFirstTry() {
        client.anonymous(client.freshAddress())
                .get("/api/v1/accounts/rules")
                .then()
                .statusCode(200)
                .body("password.min", equalTo(17))
                .body("password.max", equalTo(256))
                .body("username.min", equalTo(2))
                .body("username.max", equalTo(32));
    }

    @Test
    @Order(2)
    void anotherTokenIsRefusedAndSoIsAPasswordThatIsTooShort() {
        client.anonymous(client.freshAddress())
                .body(Map.of("token", "A".repeat(32), "username", "mallory", "password", AuthClient.PASSWORD))
                .post("/api/v1/setup")
                .then()
                .statusCode(403)
                .contentType("application/problem+json")
                .body("field", equalTo("token"));
        client.anonymous(client.freshAddress())
                .body(Map.of("token", client.setupToken(), "username", "harbourmaster", "password", "short"))
                .post("/api/v1/setup")
                .then()
                .statusCode(422)
                .body("field", equalTo("password"))
                .body("min", equalTo(17));
    }

    @Test
    @Order(3)
    void ofManyAtOnceOneWins() {
        List<CompletableFuture<Response>> racing = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> client.anonymous(client.freshAddress())
                        .body(Map.of(
                                "token",
                                client.setupToken(),
                                "username",
                                i == 0 ? "harbourmaster" : "harbourmaster" + i,
                                "password",
                                AuthClient.PASSWORD))
                        .post("/api/v1/setup")))
                .toList();
        List<Response> answers = racing.stream().map(CompletableFuture::join).toList();
        assertThat(answers.stream().map(Response::statusCode)).containsExactlyInAnyOrder(201, 410, 410, 410);
        Response won =
                answers.stream().filter(a -> a.statusCode() == 201).findFirst().orElseThrow();
        won.then().body("roles", containsInAnyOrder("member", "operator"));
        client.setFirstOperator(won.path("username"));
    }

    @Test
    @Order(4)
    void afterwardsItIsGone() {
        client.anonymous(client.freshAddress())
                .body(Map.of("token", client.setupToken(), "username", "second", "password", AuthClient.PASSWORD))
                .post("/api/v1/setup")
                .then()
                .statusCode(410);
        client.anonymous(client.freshAddress())
                .get("/api/v1/session")
                .then()
                .statusCode(401)
                .body("setupNeeded", equalTo(false));
        client.anonymous(client.freshAddress())
                .get("/api/v1/setup")
                .then()
                .statusCode(200)
                .body("needed", equalTo(false))
                .body("possible", equalTo(false));
    }
}
