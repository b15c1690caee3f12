package weft.auth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import weft.auth.domain.OpaqueToken;
import weft.auth.domain.SessionLife;
import weft.auth.store.CredentialStore;
import weft.auth.store.SessionStore;
import weft.events.SessionEvent;
import weft.service.test.TestDatabase;

/** Members change their own password. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class PasswordTest {

    private static final String OTHER = "seven gulls above the pier";

    @Inject
    AuthClient client;

    @Inject
    BusProbe bus;

    @Inject
    CredentialStore credentials;

    @Inject
    SessionStore sessions;

    @Inject
    @ReactiveDataSource("auth")
    Pool pool;

    @Test
    void itEndsEveryOtherSessionAtOnceProvesThisOneAndLeavesApiTokens() {
        String name = client.member();
        String mine = client.signedIn(name);
        String elsewhere = client.signedIn(name);
        UUID ended = client.behind(elsewhere).orElseThrow().credential();
        String token = makeToken(mine).then().statusCode(201).extract().path("token");
        AuthClient.await(
                pool.preparedQuery("update auth.sessions set proven_at = now() - interval '1 hour' where id = $1")
                        .execute(Tuple.of(client.behind(mine).orElseThrow().credential())));
        makeToken(mine).then().statusCode(403);

        change(mine, AuthClient.PASSWORD, OTHER).then().statusCode(204);

        assertThat(client.behind(elsewhere)).isEmpty();
        assertThat(bus.sessions())
                .filteredOn(event ->
                        event.account().equals(client.behind(mine).orElseThrow().account()))
                .containsExactly(new SessionEvent(
                        client.behind(mine).orElseThrow().account(), ended, SessionEvent.Change.PASSWORD_CHANGED));
        makeToken(mine).then().statusCode(201);
        client.apiToken(token).get("/api/v1/session").then().statusCode(200);
        client.signIn(client.freshAddress(), name, AuthClient.PASSWORD).then().statusCode(401);
        client.signIn(client.freshAddress(), name, OTHER).then().statusCode(200);
        assertThat(outcomes(name, "password")).containsExactly("admitted");
    }

    @Test
    void guessesAtTheCurrentOneAreCountedWithThoseAtAProof() {
        String stolen = client.signedIn(client.member());
        List<Integer> answers = IntStream.range(0, 6)
                .mapToObj(i -> i % 2 == 0
                        ? change(stolen, "wrong password number " + i, OTHER)
                        : client.cookie(stolen)
                                .body(Map.of("password", "wrong password number " + i))
                                .post("/api/v1/session/proof"))
                .map(Response::statusCode)
                .toList();
        assertThat(answers).containsExactly(403, 403, 403, 403, 403, 429);
        Response waits = change(stolen, AuthClient.PASSWORD, OTHER);
        waits.then().statusCode(429).body("type", endsWith(":throttled"));
        assertThat(Integer.parseInt(waits.header("Retry-After"))).isBetween(1, 900);
    }

    @Test
    void whatCannotBeTakenIsNamedAndChangesNothing() {
        String name = client.member();
        String mine = client.signedIn(name);
        String elsewhere = client.signedIn(name);
        change(mine, "not the password at all", OTHER)
                .then()
                .statusCode(403)
                .body("type", endsWith(":wrong-credentials"))
                .body("field", equalTo("current"));
        change(mine, AuthClient.PASSWORD, "short")
                .then()
                .statusCode(422)
                .body("type", endsWith(":password-too-short"))
                .body("field", equalTo("new"))
                .body("min", equalTo(15));
        change(mine, AuthClient.PASSWORD, name + name)
                .then()
                .statusCode(422)
                .body("type", endsWith(":password-guessable"))
                .body("field", equalTo("new"));
        change(mine, AuthClient.PASSWORD, AuthClient.PASSWORD)
                .then()
                .statusCode(422)
                .body("type", endsWith(":password-same"))
                .body("field", equalTo("new"));
        assertThat(client.behind(elsewhere)).isPresent();
        client.signIn(client.freshAddress(), name, AuthClient.PASSWORD).then().statusCode(200);
    }

    @Test
    void ofTwoAtOnceOneWinsAndTheSameOneTwiceIsAnsweredTwice() {
        String name = client.member();
        String mine = client.signedIn(name);
        List<Integer> answers = List.of(OTHER, OTHER + " again").stream()
                .map(wanted -> CompletableFuture.supplyAsync(
                        () -> change(mine, AuthClient.PASSWORD, wanted).statusCode()))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
        assertThat(answers).containsOnlyOnce(204).allMatch(status -> List.of(204, 403, 409)
                .contains(status));

        String another = client.member();
        String cookie = client.signedIn(another);
        String key = UUID.randomUUID().toString();
        for (int i = 0; i < 2; i++) {
            client.cookie(cookie)
                    .header("Idempotency-Key", key)
                    .body(Map.of("current", AuthClient.PASSWORD, "new", OTHER))
                    .put("/api/v1/password")
                    .then()
                    .statusCode(204);
        }
        assertThat(outcomes(another, "password")).containsExactly("admitted");
    }

    @Test
    void whoIsSigningInWithTheOldOneWhileItIsChangedDoesNotGetIn() {
        String name = client.member();
        String mine = client.signedIn(name);
        CredentialStore.Password old =
                AuthClient.await(credentials.password(name, Optional.empty())).orElseThrow();
        change(mine, AuthClient.PASSWORD, OTHER).then().statusCode(204);

        SessionLife life = new SessionLife(Duration.ofHours(1), Duration.ofHours(2), Duration.ofMinutes(5));
        SessionStore.NewSession late = new SessionStore.NewSession(
                old.account(), old.version(), OpaqueToken.fresh("", 256), life, client.freshAddress(), null);
        assertThat(AuthClient.await(sessions.create(late, 10, Optional.empty())))
                .isEmpty();
        assertThat(client.behind(late.reference().text())).isEmpty();
    }

    private Response change(String cookie, String current, String wanted) {
        return client.cookie(cookie)
                .body(Map.of("current", current, "new", wanted))
                .put("/api/v1/password");
    }

    private Response makeToken(String cookie) {
        return client.cookie(cookie)
                .body(Map.of("name", "script", "scopes", List.of("messages:read")))
                .post("/api/v1/tokens");
    }

    private List<String> outcomes(String name, String action) {
        return client.cookie(client.operator())
                .queryParam("limit", 200)
                .get("/api/v1/access-attempts")
                .path("items.findAll { it.action == '" + action + "' && it.username == '" + name + "' }.outcome");
    }
}
