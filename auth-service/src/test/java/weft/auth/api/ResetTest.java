package weft.auth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import weft.auth.domain.OpaqueToken;
import weft.auth.store.Notices;
import weft.events.SessionEvent;
import weft.service.test.TestDatabase;
import weft.service.token.Caller;
import weft.service.token.SessionCookies;

/** A member is let in again by a link that an operator makes. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class ResetTest {

    private static final String OTHER = "seven gulls above the pier";

    @Inject
    AuthClient client;

    @Inject
    BusProbe bus;

    @Inject
    @ReactiveDataSource("auth")
    Pool pool;

    @Test
    void aLinkWorksOnceEndsWhatGotInBeforeAndIsToldToTheMember() {
        String name = client.member();
        UUID id = UUID.fromString(client.idOf(name));
        String session = client.signedIn(name);
        String token = makeToken(session);
        List<UUID> dead = List.of(
                client.behind(session).orElseThrow().credential(),
                UUID.fromString(client.cookie(session).get("/api/v1/tokens").path("items[0].id")));
        String network = client.freshAddress();
        IntStream.range(0, 5).forEach(i -> client.signIn(network, name, "wrong password number " + i));
        client.signIn(network, name, AuthClient.PASSWORD).then().statusCode(429);

        Response made = link(id.toString());
        made.then()
                .statusCode(201)
                .body("url", equalTo("https://club.example:8443/reset#" + made.<String>path("code")));
        assertThat(made.<String>path("code")).matches("[A-Za-z0-9_-]{22}");
        assertThat(Instant.parse(made.path("expiresAt")))
                .isBetween(
                        Instant.now().plus(Duration.ofMinutes(58)),
                        Instant.now().plus(Duration.ofMinutes(61)));
        use(made.path("code"), "short")
                .then()
                .statusCode(422)
                .body("field", equalTo("password"))
                .body("min", equalTo(15));
        use(made.path("code"), OTHER).then().statusCode(200).body("username", equalTo(name));
        use(made.path("code"), OTHER + " again").then().statusCode(404).body("type", endsWith(":reset-unknown"));

        assertThat(client.behind(session)).isEmpty();
        client.apiToken(token).get("/api/v1/session").then().statusCode(401);
        assertThat(bus.sessions())
                .containsAll(dead.stream()
                        .map(one -> new SessionEvent(id, one, SessionEvent.Change.PASSWORD_RESET))
                        .toList());
        client.signIn(client.freshAddress(), name, AuthClient.PASSWORD).then().statusCode(401);
        Response signedIn = client.signIn(network, name, OTHER);
        signedIn.then().statusCode(200).body("notices", hasSize(1));
        seesTheNoticeUntilItIsSeen(signedIn.cookie(SessionCookies.SESSION));
        assertThat(actions(name)).contains("reset-link", "reset");
    }

    private void seesTheNoticeUntilItIsSeen(String cookie) {
        Response whoAmI = client.cookie(cookie).get("/api/v1/session");
        whoAmI.then()
                .body("notices", hasSize(1))
                .body("notices[0].type", equalTo("password-reset"))
                .body("notices[0].by", equalTo(operatorsName()));
        assertThat(Instant.parse(whoAmI.path("notices[0].at"))).isBefore(Instant.now());
        String path = "/api/v1/session/notices/" + whoAmI.path("notices[0].id");
        client.cookie(client.operator()).delete(path).then().statusCode(404);
        client.apiToken(makeToken(cookie))
                .get("/api/v1/session")
                .then()
                .statusCode(200)
                .body("notices", nullValue());
        client.cookie(cookie).delete(path).then().statusCode(204);
        client.cookie(cookie).delete(path).then().statusCode(404);
        client.cookie(cookie).get("/api/v1/session").then().body("notices", empty());
    }

    @Test
    void aSessionThatHasEndedMeanwhileMakesNoApiToken() {
        String name = client.member();
        Caller onItsWay = client.behind(client.signedIn(name)).orElseThrow();
        use(link(client.idOf(name)).path("code"), OTHER).then().statusCode(200);
        client.as(onItsWay, client.freshAddress())
                .body(Map.of("name", "left behind", "scopes", List.of("messages:read")))
                .post("/api/v1/tokens")
                .then()
                .statusCode(401);
        client.cookie(client.signIn(client.freshAddress(), name, OTHER).cookie(SessionCookies.SESSION))
                .get("/api/v1/tokens")
                .then()
                .statusCode(200)
                .body("items", empty());
    }

    @Test
    void ofManyAtOnceOneChooses() {
        String name = client.member();
        String code = link(client.idOf(name)).path("code");
        List<Integer> answers = IntStream.range(0, 3)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> use(code, OTHER + " " + i).statusCode()))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
        assertThat(answers).containsExactlyInAnyOrder(200, 404, 404);
        client.signIn(client.freshAddress(), name, OTHER + " " + answers.indexOf(200))
                .then()
                .statusCode(200);
    }

    @Test
    void ofMoreNoticesThanThereMayBeTheOldestGo() {
        String name = client.member();
        String id = client.idOf(name);
        AuthClient.await(pool.preparedQuery("insert into auth.notices (id, account_id, type, at) select"
                        + " ('00000000-0000-0000-0000-' || lpad(i::text, 12, '0'))::uuid, $1, 'old ' || i, now()"
                        + " from generate_series(1, $2) i")
                .execute(Tuple.of(UUID.fromString(id), Notices.PER_ACCOUNT + 4)));
        use(link(id).path("code"), OTHER).then().statusCode(200);
        List<String> left = client.signIn(client.freshAddress(), name, OTHER).path("notices.type");
        assertThat(left)
                .hasSize(Notices.PER_ACCOUNT)
                .doesNotContain("old 5")
                .contains("old 6")
                .endsWith(Notices.PASSWORD_RESET);
    }

    @Test
    void aNewerLinkTakesThePlaceOfTheOlderOneAndAnHourLaterNoneIsGood() {
        String name = client.member();
        String id = client.idOf(name);
        String older = link(id).path("code");
        String newer = link(id).path("code");
        use(older, OTHER).then().statusCode(404);
        move(id, "expires_at = now() - interval '1 second'");
        use(newer, OTHER).then().statusCode(404);
        move(id, "created_at = now() + interval '2 hours', expires_at = now() + interval '3 hours'");
        use(newer, OTHER).then().statusCode(404);
        move(id, "created_at = now(), expires_at = now() + interval '1 second'");
        use(newer, OTHER).then().statusCode(200);
        use("A".repeat(22), OTHER).then().statusCode(404);
    }

    @Test
    void aLinkIsVoidWhenItsOwnerChangesThePasswordAndWhenItsMakerIsNoOperatorAnyMore() {
        String name = client.member();
        String id = client.idOf(name);
        String code = link(id).path("code");
        client.cookie(client.signedIn(name))
                .body(Map.of("current", AuthClient.PASSWORD, "new", OTHER))
                .put("/api/v1/password")
                .then()
                .statusCode(204);
        use(code, OTHER + " again").then().statusCode(404);

        String maker = client.member();
        client.operatorPatch(client.idOf(maker), Map.of("roles", List.of("member", "operator")))
                .then()
                .statusCode(200);
        String makers = client.cookie(client.signedIn(maker))
                .post("/api/v1/accounts/" + id + "/reset")
                .then()
                .statusCode(201)
                .extract()
                .path("code");
        client.operatorPatch(client.idOf(maker), Map.of("roles", List.of("member")));
        use(makers, OTHER + " again").then().statusCode(404);

        String last = link(id).path("code");
        client.operatorPatch(id, Map.of("disabled", true)).then().statusCode(200);
        use(last, OTHER + " again").then().statusCode(404);
        link(id).then().statusCode(409).body("type", endsWith(":account-disabled"));
        link(client.idOf(operatorsName())).then().statusCode(409).body("type", endsWith(":own-account"));
    }

    @Test
    void theDatabaseKeepsOfACodeWhatOnlyTheNodesKeyGives() {
        String id = client.idOf(client.member());
        String code = link(id).path("code");
        byte[] kept = AuthClient.await(pool.preparedQuery("select code_digest from auth.resets where account_id = $1")
                        .execute(Tuple.of(UUID.fromString(id))))
                .iterator()
                .next()
                .getBuffer(0)
                .getBytes();
        assertThat(kept)
                .hasSize(32)
                .isNotEqualTo(OpaqueToken.of(code).hash())
                .isNotEqualTo(code.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void codesAreGuessedNoFasterThanPasswords() {
        String address = client.freshAddress();
        List<Integer> answers = IntStream.range(0, 31)
                .mapToObj(i -> client.anonymous(address)
                        .body(Map.of("password", OTHER))
                        .post("/api/v1/resets/guess-" + i)
                        .statusCode())
                .toList();
        assertThat(answers.subList(0, 30)).containsOnly(404);
        assertThat(answers.getLast()).isEqualTo(429);
    }

    private Response link(String id) {
        return client.cookie(client.operator()).post("/api/v1/accounts/" + id + "/reset");
    }

    private Response use(String code, String password) {
        return client.anonymous(client.freshAddress())
                .body(Map.of("password", password))
                .post("/api/v1/resets/" + code);
    }

    private void move(String id, String change) {
        AuthClient.await(pool.preparedQuery("update auth.resets set " + change + " where account_id = $1")
                .execute(Tuple.of(UUID.fromString(id))));
    }

    private String operatorsName() {
        return client.behind(client.operator()).orElseThrow().username();
    }

    private String makeToken(String cookie) {
        return client.cookie(cookie)
                .body(Map.of("name", "script", "scopes", List.of("messages:read")))
                .post("/api/v1/tokens")
                .then()
                .statusCode(201)
                .extract()
                .path("token");
    }

    private List<String> actions(String name) {
        return client.cookie(client.operator())
                .queryParam("limit", 200)
                .get("/api/v1/access-attempts")
                .path("items.findAll { it.outcome == 'admitted' && it.username == '" + name + "' }.action");
    }
}
