package weft.auth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import weft.events.AccountEvent;
import weft.events.SessionEvent;
import weft.service.test.TestDatabase;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class AccountsTest {

    @Inject
    AuthClient client;

    @Inject
    BusProbe bus;

    @Test
    void anInviteLetsOnePersonJoinOnceHoweverManyTryAtOnce() {
        String code = invite();
        List<Response> answers = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> accept(
                        code, "joiner-" + i + UUID.randomUUID().toString().substring(0, 8))))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
        assertThat(answers).extracting(Response::statusCode).containsExactlyInAnyOrder(201, 410, 410, 410);
        Response won = answers.stream()
                .filter(answer -> answer.statusCode() == 201)
                .findFirst()
                .orElseThrow();
        won.then().body("roles", equalTo(List.of("member")));
        assertThat(client.behind(client.signedIn(won.path("username")))).isPresent();
        UUID id = UUID.fromString(won.path("id"));
        assertThat(bus.accounts()).contains(new AccountEvent(id, AccountEvent.Change.CREATED));
    }

    @Test
    void oneAcceptanceSentManyTimesAtOnceUnderOneKeyGetsOneAnswer() {
        String address = client.freshAddress();
        String key = UUID.randomUUID().toString();
        Map<String, String> body =
                Map.of("code", invite(), "username", "once-" + key.substring(0, 8), "password", AuthClient.PASSWORD);
        List<Response> answers = IntStream.range(0, 24)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> client.anonymous(address)
                                .header("Idempotency-Key", key)
                                .body(body)
                                .post("/api/v1/invites/accept"),
                        Thread::startVirtualThread))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
        assertThat(answers).extracting(Response::statusCode).containsOnly(201);
        assertThat(answers)
                .extracting(Response::asString)
                .containsOnly(answers.getFirst().asString());
    }

    @Test
    void anUnknownCodeIsRefusedAndSoIsOneThatWasTakenBack() {
        accept("A".repeat(22), "nobody-here").then().statusCode(404).body("field", equalTo("code"));
        Response made = client.cookie(client.operator()).body("{}").post("/api/v1/invites");
        client.cookie(client.operator())
                .delete("/api/v1/invites/" + made.path("id"))
                .then()
                .statusCode(204);
        accept(made.path("code"), "too-late").then().statusCode(410);
        client.cookie(client.operator())
                .get("/api/v1/invites")
                .then()
                .statusCode(200)
                .body("items[0].code", nullValue());
    }

    @Test
    void aRefusedAcceptanceDoesNotUseTheInviteUp() {
        String code = invite();
        String taken = client.member();
        accept(code, taken.toUpperCase()).then().statusCode(409).body("field", equalTo("username"));
        accept(code, "next-" + taken).then().statusCode(201);
    }

    @Test
    void aLockedAccountShowsUntilWhenAndIsUnlocked() {
        String name = client.member();
        String path = "/api/v1/accounts/" + client.idOf(name);
        String network = client.freshAddress();
        client.cookie(client.operator()).get(path).then().body("lockedUntil", nullValue());
        IntStream.range(0, 5).forEach(i -> client.signIn(network, name, "wrong password number " + i));
        client.signIn(network, name, AuthClient.PASSWORD).then().statusCode(429);

        Instant until = Instant.parse(client.cookie(client.operator()).get(path).path("lockedUntil"));
        assertThat(until)
                .isBetween(
                        Instant.now().plus(Duration.ofMinutes(13)),
                        Instant.now().plus(Duration.ofMinutes(16)));
        assertThat(Instant.parse((String) client.listed(name).get("lockedUntil")))
                .isEqualTo(until);
        client.cookie(client.operator())
                .get("/api/v1/accounts/health")
                .then()
                .statusCode(200)
                .body("service", equalTo("weft-auth"))
                .body("items.find { it.code == 'database' }.state", equalTo("good"))
                .body("items.find { it.code == 'locked' }.state", equalTo("look"))
                .body("items.find { it.code == 'locked' }.facts.count", greaterThanOrEqualTo(1));
        client.cookie(client.signedIn(client.member()))
                .get("/api/v1/accounts/health")
                .then()
                .statusCode(403)
                .body("scope", equalTo("node:admin"));
        assertThat(Instant.parse(client.operatorPatch(client.idOf(name), Map.of("roles", List.of("member")))
                        .path("lockedUntil")))
                .isEqualTo(until);

        client.operatorPatch(client.idOf(name), Map.of("locked", true))
                .then()
                .statusCode(422)
                .body("field", equalTo("locked"));
        client.operatorPatch(client.idOf(name), Map.of("locked", false))
                .then()
                .statusCode(200)
                .body("lockedUntil", nullValue());
        assertThat(client.listed(name)).containsEntry("lockedUntil", null);
        client.signIn(network, name, AuthClient.PASSWORD).then().statusCode(200);
        client.cookie(client.operator())
                .queryParam("limit", 200)
                .get("/api/v1/access-attempts")
                .then()
                .body(
                        "items.findAll { it.action == 'unlock' && it.username == '" + name + "' }.outcome",
                        equalTo(List.of("admitted")));
    }

    @Test
    void disablingEndsSessionsAndApiTokensAtOnceAndTellsEverybody() {
        String name = client.member();
        String cookie = client.signedIn(name);
        String token = token(cookie, "messages:read");
        UUID tokenId =
                UUID.fromString(client.cookie(cookie).get("/api/v1/tokens").path("items[0].id"));
        String id = client.idOf(name);
        assertThat(client.operatorPatch(id, Map.of("disabled", true)).statusCode())
                .isEqualTo(200);
        assertThat(client.behind(cookie)).isEmpty();
        client.apiToken(token).get("/api/v1/session").then().statusCode(401);
        client.signIn(client.freshAddress(), name, AuthClient.PASSWORD).then().statusCode(403);
        client.signIn(client.freshAddress(), name, "some other password").then().statusCode(401);
        assertThat(bus.accounts()).contains(new AccountEvent(UUID.fromString(id), AccountEvent.Change.DISABLED));
        assertThat(bus.sessions())
                .contains(new SessionEvent(UUID.fromString(id), tokenId, SessionEvent.Change.DISABLED));
        assertThat(client.operatorPatch(id, Map.of("disabled", false)).statusCode())
                .isEqualTo(200);
        client.apiToken(token).get("/api/v1/session").then().statusCode(200);
    }

    @Test
    void aChangeOfRolesActsAtOnceAlsoOnApiTokens() {
        String name = client.member();
        String id = client.idOf(name);
        assertThat(client.operatorPatch(id, Map.of("roles", List.of("member", "operator")))
                        .statusCode())
                .isEqualTo(200);
        String cookie = client.signedIn(name);
        String token = token(cookie, "accounts:read");
        UUID tokenId =
                UUID.fromString(client.cookie(cookie).get("/api/v1/tokens").path("items[0].id"));
        client.apiToken(token).get("/api/v1/accounts").then().statusCode(200);
        assertThat(client.operatorPatch(id, Map.of("roles", List.of("member"))).statusCode())
                .isEqualTo(200);
        client.apiToken(token).get("/api/v1/accounts").then().statusCode(403);
        assertThat(bus.sessions())
                .contains(new SessionEvent(UUID.fromString(id), tokenId, SessionEvent.Change.RIGHTS_CHANGED));
        client.cookie(client.signedIn(name)).get("/api/v1/accounts").then().statusCode(403);
    }

    @Test
    void theLastOperatorCanNeitherStepDownNorBeDeletedNorDisabled() {
        String id = client.cookie(client.operator()).get("/api/v1/session").path("account");
        assertThat(client.operatorPatch(id, Map.of("roles", List.of("member"))).statusCode())
                .isEqualTo(409);
        assertThat(client.operatorPatch(id, Map.of("disabled", true)).statusCode())
                .isEqualTo(409);
        client.cookie(client.operator()).delete("/api/v1/accounts/" + id).then().statusCode(409);
        client.cookie(client.operator()).get("/api/v1/accounts/" + id).then().body("lastOperator", equalTo(true));
        String name = client.member();
        assertThat(client.listed(name)).containsEntry("lastOperator", false).containsEntry("lastSeenAt", null);
        client.signedIn(name);
        assertThat(Instant.parse((String) client.listed(name).get("lastSeenAt")))
                .isAfter(Instant.now().minus(Duration.ofMinutes(1)));
    }

    @Test
    void aDeletedAccountIsGoneWithItsSessionsAndItsNameIsFree() {
        String name = client.member();
        String cookie = client.signedIn(name);
        String id = client.idOf(name);
        client.cookie(client.operator()).delete("/api/v1/accounts/" + id).then().statusCode(204);
        assertThat(client.behind(cookie)).isEmpty();
        client.cookie(client.operator()).get("/api/v1/accounts/" + id).then().statusCode(404);
        client.cookie(client.operator()).delete("/api/v1/accounts/" + id).then().statusCode(404);
        assertThat(bus.accounts()).contains(new AccountEvent(UUID.fromString(id), AccountEvent.Change.DELETED));
        client.cookie(client.operator())
                .body(Map.of("username", name, "password", AuthClient.PASSWORD))
                .post("/api/v1/accounts")
                .then()
                .statusCode(201);
    }

    /** Removals at once once kept a transaction open until its connection was cut. */
    @Test
    void changesOfAccountsAtOnceAreAllAnsweredAndEachIsWholeOrRefused() {
        String session = client.operator();
        for (int round = 0; round < 6; round++) {
            List<String> ids = IntStream.range(0, 4)
                    .mapToObj(i -> accept(
                                    invite(),
                                    "gone-" + UUID.randomUUID().toString().substring(0, 8))
                            .<String>path("id"))
                    .toList();
            if (round % 2 == 1) {
                // Each of these looks at all operators, whichever of them it is about.
                ids.forEach(id -> assertThat(client.operatorPatch(id, Map.of("roles", List.of("member", "operator")))
                                .statusCode())
                        .isEqualTo(200));
            }
            List<Integer> answers = IntStream.range(0, 12)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> {
                                String path = "/api/v1/accounts/" + ids.get(i % 4);
                                return i < 8
                                        ? client.cookie(session).delete(path).statusCode()
                                        : client.cookie(session)
                                                .body(Map.of("disabled", true))
                                                .patch(path)
                                                .statusCode();
                            },
                            Thread::startVirtualThread))
                    .toList()
                    .stream()
                    .map(answer -> answer.orTimeout(30, TimeUnit.SECONDS).join())
                    .toList();
            assertThat(answers).isSubsetOf(200, 204, 404);
            assertThat(answers).filteredOn(answer -> answer == 204).hasSize(4);
        }
    }

    @Test
    void membersReachNothingOfTheOperators() {
        String cookie = client.signedIn(client.member());
        for (String path : List.of("/accounts", "/accounts/" + UUID.randomUUID(), "/invites", "/access-attempts")) {
            client.cookie(cookie).get("/api/v1" + path).then().statusCode(403);
            client.anonymous(client.freshAddress()).get("/api/v1" + path).then().statusCode(401);
        }
        client.cookie(cookie).body("{}").post("/api/v1/invites").then().statusCode(403);
    }

    @Test
    void aMemberSeesAndEndsTheirOwnSessionsAndTokensOnly() {
        String mine = client.signedIn(client.member());
        String other = client.signedIn(client.member());
        String session = client.behind(other).orElseThrow().credential().toString();
        String tokenId = client.cookie(other)
                .body(Map.of("name", "script", "scopes", List.of("messages:read")))
                .post("/api/v1/tokens")
                .path("id");
        client.cookie(mine).delete("/api/v1/sessions/" + session).then().statusCode(404);
        client.cookie(mine).delete("/api/v1/tokens/" + tokenId).then().statusCode(404);
        client.cookie(mine).get("/api/v1/tokens").then().statusCode(200).body("items.size()", equalTo(0));
        client.cookie(mine)
                .get("/api/v1/sessions")
                .then()
                .body("items.size()", equalTo(1))
                .body("items[0].current", equalTo(true));
        assertThat(client.behind(other)).isPresent();
        client.cookie(other).delete("/api/v1/sessions/" + session).then().statusCode(204);
        assertThat(client.behind(other)).isEmpty();
    }

    @Test
    void anApiTokenHasItsScopesAndCanMakeNoOther() {
        String cookie = client.signedIn(client.member());
        String token = token(cookie, "messages:read");
        client.apiToken(token)
                .get("/api/v1/session")
                .then()
                .statusCode(200)
                .body("kind", equalTo("api-token"))
                .body("scopes", equalTo(List.of("messages:read")));
        client.apiToken(token).get("/api/v1/tokens").then().statusCode(403);
        client.apiToken(token)
                .body(Map.of("name", "child", "scopes", List.of("messages:read")))
                .post("/api/v1/tokens")
                .then()
                .statusCode(403);
        for (String scope : List.of("account:write", "identities:export", "accounts:read", "everything")) {
            client.cookie(cookie)
                    .body(Map.of("name", "greedy", "scopes", List.of(scope)))
                    .post("/api/v1/tokens")
                    .then()
                    .statusCode(422);
        }
        for (String name : List.of("two\nlines", "\u200D", " ")) {
            client.cookie(cookie)
                    .body(Map.of("name", name, "scopes", List.of("messages:read")))
                    .post("/api/v1/tokens")
                    .then()
                    .statusCode(422)
                    .body("field", equalTo("name"));
        }
        String id = client.cookie(cookie).get("/api/v1/tokens").path("items[0].id");
        client.cookie(cookie).delete("/api/v1/tokens/" + id).then().statusCode(204);
        client.apiToken(token).get("/api/v1/session").then().statusCode(401);
    }

    @Test
    void aListIsReadPageByPageWithoutGapOrRepetition() {
        IntStream.range(0, 7).forEach(i -> client.member());
        Set<String> seen = new HashSet<>();
        String cursor = null;
        int total = 0;
        do {
            Response page = client.cookie(client.operator())
                    .queryParams(cursor == null ? Map.of("limit", "3") : Map.of("limit", "3", "cursor", cursor))
                    .get("/api/v1/accounts");
            page.then().statusCode(200);
            List<String> ids = page.path("items.id");
            total += ids.size();
            seen.addAll(ids);
            cursor = page.path("next");
        } while (cursor != null);
        assertThat(seen).hasSize(total).hasSizeGreaterThanOrEqualTo(8);
    }

    @Test
    void theSameWriteTwiceIsOneAndAnotherBodyUnderItsKeyAConflict() {
        String key = UUID.randomUUID().toString();
        Response first = client.cookie(client.operator())
                .header("Idempotency-Key", key)
                .body("{}")
                .post("/api/v1/invites");
        Response again = client.cookie(client.operator())
                .header("Idempotency-Key", key)
                .body("{}")
                .post("/api/v1/invites");
        first.then().statusCode(201);
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.asString()).isEqualTo(first.asString());
        client.cookie(client.operator())
                .header("Idempotency-Key", key)
                .body("{\"expiresAt\":\"2099-01-01T00:00:00Z\"}")
                .post("/api/v1/invites")
                .then()
                .statusCode(409);
        client.cookie(client.operator())
                .header("Idempotency-Key", key)
                .body(Map.of(
                        "expiresAt", java.time.Instant.now().plusSeconds(3600).toString()))
                .post("/api/v1/invites")
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:weft:problem:idempotency-key-reused"));
        client.cookie(client.operator())
                .header("Idempotency-Key", "two words")
                .body("{}")
                .post("/api/v1/invites")
                .then()
                .statusCode(400);
    }

    @Test
    void aKeyBelongsToItsCallerAndAtOnceMeansOnce() {
        String key = UUID.randomUUID().toString();
        String mine = client.signedIn(client.member());
        String other = client.signedIn(client.member());
        Map<String, Object> body = Map.of("name", "script", "scopes", List.of("messages:read"));
        List<String> secrets = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> client.cookie(mine)
                        .header("Idempotency-Key", key)
                        .body(body)
                        .post("/api/v1/tokens")))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .map(answer -> answer.<String>path("token"))
                .distinct()
                .toList();
        assertThat(secrets).hasSize(1).doesNotContainNull();
        String theirs = client.cookie(other)
                .header("Idempotency-Key", key)
                .body(body)
                .post("/api/v1/tokens")
                .path("token");
        assertThat(theirs).isNotNull().isNotEqualTo(secrets.getFirst());
        client.cookie(mine).get("/api/v1/tokens").then().body("items.size()", equalTo(1));
    }

    private String invite() {
        Response made = client.cookie(client.operator()).body("{}").post("/api/v1/invites");
        made.then().statusCode(201);
        return made.path("code");
    }

    private Response accept(String code, String username) {
        return client.anonymous(client.freshAddress())
                .body(Map.of("code", code, "username", username, "password", AuthClient.PASSWORD))
                .post("/api/v1/invites/accept");
    }

    private String token(String cookie, String scope) {
        Response made = client.cookie(cookie)
                .body(Map.of("name", "script", "scopes", List.of(scope)))
                .post("/api/v1/tokens");
        made.then().statusCode(201);
        return made.path("token");
    }

    /** Each held one of the database's eight connections while it waited for another. */
    @Test
    void moreWhoLookAtOnceThanThereAreConnectionsAreAllAnswered() {
        String operator = client.operator();
        List<Integer> answers = IntStream.range(0, 48)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> client.cookie(operator)
                                .get(i % 2 == 0 ? "/api/v1/accounts" : "/api/v1/accounts?limit=1")
                                .statusCode(),
                        Thread::startVirtualThread))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
        assertThat(answers).containsOnly(200);
    }
}
