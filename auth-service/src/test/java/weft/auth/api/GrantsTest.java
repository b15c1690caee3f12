package weft.auth.api;

import static io.restassured.RestAssured.given;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import weft.service.test.TestDatabase;
import weft.service.token.Caller;
import weft.service.token.Role;
import weft.service.token.Scope;

/** Nobody gives away more than they hold, and nobody without a session in which the password was given lately. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class GrantsTest {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    /** Behind each path with an id: an operator, and somebody who is none. */
    private static final String AN_OPERATORS = "{operator}";

    private static final String A_MEMBERS = "{member}";

    /** What no API token may ask for, whatever it holds: it is about sessions. */
    private static final Set<String> SESSIONS_OWN = Set.of("post /api/v1/session", "post /api/v1/session/proof");

    /**
     * Something that can be asked for.
     *
     * @param operation as the API's description has it
     * @param object what stands for the id in its path, if there is one
     * @param scope that it takes; null where it is open to everybody
     * @param proof whether it takes a recent proof, too, which no API token has
     */
    private record Act(String operation, String object, Object body, Scope scope, boolean proof) {

        private String path(Map<String, String> ids) {
            return operation
                    .substring(operation.indexOf(' ') + 1)
                    .replace("{code}", "none")
                    .replace("{id}", object == null ? "" : ids.getOrDefault(object, object));
        }
    }

    @Inject
    AuthClient client;

    @Inject
    @ReactiveDataSource("auth")
    Pool pool;

    private static List<Act> acts() {
        List<String> operator = List.of("member", "operator");
        List<String> member = List.of("member");
        String none = UUID.randomUUID().toString();
        return List.of(
                act("get /api/v1/setup", null, null, null, false),
                act("post /api/v1/setup", null, Map.of(), null, false),
                act("post /api/v1/session", null, Map.of(), null, false),
                act("get /api/v1/session", null, null, null, false),
                act("delete /api/v1/session", null, null, Scope.ACCOUNT_WRITE, false),
                act("post /api/v1/session/proof", null, Map.of(), Scope.ACCOUNT_WRITE, false),
                act("delete /api/v1/session/notices/{id}", none, null, Scope.ACCOUNT_WRITE, false),
                act("put /api/v1/password", null, Map.of(), Scope.ACCOUNT_WRITE, false),
                act("get /api/v1/sessions", null, null, Scope.ACCOUNT_WRITE, false),
                act("delete /api/v1/sessions/{id}", none, null, Scope.ACCOUNT_WRITE, false),
                act("get /api/v1/tokens", null, null, Scope.ACCOUNT_WRITE, false),
                act("post /api/v1/tokens", null, token("mesh:read"), Scope.ACCOUNT_WRITE, true),
                act("delete /api/v1/tokens/{id}", none, null, Scope.ACCOUNT_WRITE, false),
                act("get /api/v1/accounts", null, null, Scope.ACCOUNTS_READ, false),
                act("get /api/v1/accounts/rules", null, null, null, false),
                act("get /api/v1/accounts/health", null, null, Scope.NODE_ADMIN, false),
                act("get /api/v1/accounts/{id}", A_MEMBERS, null, Scope.ACCOUNTS_READ, false),
                act("post /api/v1/accounts", null, account(member), Scope.ACCOUNTS_WRITE, false),
                act("post /api/v1/accounts", null, account(operator), Scope.ACCOUNTS_WRITE, true),
                act("patch /api/v1/accounts/{id}", A_MEMBERS, Map.of("roles", member), Scope.ACCOUNTS_WRITE, false),
                act("patch /api/v1/accounts/{id}", A_MEMBERS, Map.of("locked", false), Scope.ACCOUNTS_WRITE, false),
                act("patch /api/v1/accounts/{id}", A_MEMBERS, Map.of("roles", operator), Scope.ACCOUNTS_WRITE, true),
                act("patch /api/v1/accounts/{id}", AN_OPERATORS, Map.of("roles", member), Scope.ACCOUNTS_WRITE, true),
                act("patch /api/v1/accounts/{id}", AN_OPERATORS, Map.of("disabled", true), Scope.ACCOUNTS_WRITE, true),
                act("patch /api/v1/accounts/{id}", AN_OPERATORS, Map.of("locked", false), Scope.ACCOUNTS_WRITE, true),
                act("post /api/v1/accounts/{id}/reset", A_MEMBERS, null, Scope.ACCOUNTS_WRITE, true),
                act("post /api/v1/accounts/{id}/reset", AN_OPERATORS, null, Scope.ACCOUNTS_WRITE, true),
                act("post /api/v1/resets/{code}", null, Map.of(), null, false),
                act("delete /api/v1/accounts/{id}", none, null, Scope.ACCOUNTS_WRITE, true),
                act("delete /api/v1/accounts/{id}", AN_OPERATORS, null, Scope.ACCOUNTS_WRITE, true),
                act("get /api/v1/invites", null, null, Scope.ACCOUNTS_READ, false),
                act("post /api/v1/invites", null, Map.of(), Scope.ACCOUNTS_WRITE, false),
                act("post /api/v1/invites", null, Map.of("role", "member"), Scope.ACCOUNTS_WRITE, false),
                act("post /api/v1/invites", null, Map.of("role", "operator"), Scope.ACCOUNTS_WRITE, true),
                act("delete /api/v1/invites/{id}", none, null, Scope.ACCOUNTS_WRITE, false),
                act("post /api/v1/invites/accept", null, Map.of(), null, false),
                act("get /api/v1/access-attempts", null, null, Scope.ACCESS_READ, false));
    }

    @Test
    void everyOperationOfTheApiIsInTheTable() {
        Map<String, Map<String, Object>> paths =
                given().get("/q/openapi?format=json").path("paths");
        Set<String> described = new TreeSet<>();
        paths.forEach((path, operations) -> operations.keySet().stream()
                .filter(METHODS::contains)
                .forEach(method -> described.add(method + " " + path)));
        assertThat(acts().stream().map(Act::operation).toList()).containsAll(described);
        assertThat(described).hasSizeGreaterThan(15);
    }

    @Test
    void eachScopeAloneOpensWhatItSaysAndNoTokenGrantsAnything() {
        Map<String, String> ids = ids();
        List<String> wrong = new ArrayList<>();
        for (Act act : acts()) {
            Set<Scope> others = EnumSet.allOf(Scope.class);
            others.remove(act.scope());
            judge(wrong, act, caller(Caller.Kind.API_TOKEN, others, null), ids, act.scope() == null, "not-allowed");
            Set<Scope> alone = act.scope() == null ? Set.of() : Set.of(act.scope());
            judge(wrong, act, caller(Caller.Kind.API_TOKEN, alone, null), ids, !act.proof(), "not-allowed");
            if (act.proof()) {
                // A proof that a program somehow got hold of changes nothing.
                judge(wrong, act, caller(Caller.Kind.API_TOKEN, alone, inAMinute()), ids, false, "not-allowed");
            }
        }
        assertThat(wrong).isEmpty();
        stillAnOperator(ids);
    }

    @Test
    void aSessionDoesTheDangerousActsOnlyWithARecentProof() {
        Map<String, String> ids = ids();
        Set<Scope> all = EnumSet.allOf(Scope.class);
        List<String> wrong = new ArrayList<>();
        for (Act act : acts()) {
            Caller stale = caller(Caller.Kind.SESSION, all, Instant.now());
            judge(wrong, act, stale, ids, !act.proof(), "proof-needed");
            Caller never = caller(Caller.Kind.SESSION, all, null);
            judge(wrong, act, never, ids, !act.proof(), "proof-needed");
        }
        stillAnOperator(ids);
        for (Act act : acts()) {
            judge(wrong, act, caller(Caller.Kind.SESSION, all, inAMinute()), ids, true, "");
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void accountsWriteAloneMakesNoOperatorByAnyWay() {
        String token = token(client.operator(), "accounts:write");
        String name = "g" + UUID.randomUUID().toString().substring(0, 10);
        client.apiToken(token)
                .body(account(name, List.of("member", "operator")))
                .post("/api/v1/accounts")
                .then()
                .statusCode(403)
                .body("type", endsWith(":not-allowed"));
        client.apiToken(token)
                .body(account(name, List.of("member")))
                .post("/api/v1/accounts")
                .then()
                .statusCode(201);
        String id = client.idOf(name);
        client.apiToken(token)
                .body(Map.of("roles", List.of("member", "operator")))
                .patch("/api/v1/accounts/" + id)
                .then()
                .statusCode(403);
        client.cookie(client.operator()).get("/api/v1/accounts/" + id).then().body("roles", equalTo(List.of("member")));
        client.apiToken(token)
                .body(Map.of("disabled", true))
                .patch("/api/v1/accounts/" + id)
                .then()
                .statusCode(200);
    }

    @Test
    void aTokenThatDisablesAnOperatorOrLetsOneInAgainIsRefused() {
        String token = token(client.operator(), "accounts:write");
        String name = client.member();
        String id = client.idOf(name);
        client.operatorPatch(id, Map.of("roles", List.of("member", "operator")))
                .then()
                .statusCode(200);
        client.apiToken(token)
                .body(Map.of("disabled", true))
                .patch("/api/v1/accounts/" + id)
                .then()
                .statusCode(403);
        client.operatorPatch(id, Map.of("disabled", true)).then().statusCode(200);
        client.apiToken(token)
                .body(Map.of("disabled", false))
                .patch("/api/v1/accounts/" + id)
                .then()
                .statusCode(403);
        client.apiToken(token).delete("/api/v1/accounts/" + id).then().statusCode(403);
        client.cookie(client.operator()).delete("/api/v1/accounts/" + id).then().statusCode(204);
    }

    @Test
    void aProofGrowsOldAndThePasswordRenewsIt() {
        String name = client.member();
        String cookie = client.signedIn(name);
        makeToken(cookie).then().statusCode(201);
        proveLongAgo(cookie);
        makeToken(cookie).then().statusCode(403).body("type", endsWith(":proof-needed"));

        prove(cookie, "not the password at all")
                .then()
                .statusCode(403)
                .body("type", endsWith(":wrong-credentials"))
                .body("field", equalTo("password"));
        makeToken(cookie).then().statusCode(403);

        prove(cookie, AuthClient.PASSWORD).then().statusCode(204);
        makeToken(cookie).then().statusCode(201);
        client.cookie(client.operator())
                .queryParam("limit", 200)
                .get("/api/v1/access-attempts")
                .then()
                .body(
                        "items.findAll { it.action == 'proof' && it.username == '" + name + "' }.outcome",
                        equalTo(List.of("admitted", "wrong-credentials")));
    }

    @Test
    void aMemberIsDeletedAfterARecentProofAlone() {
        String operator = client.member();
        client.operatorPatch(client.idOf(operator), Map.of("roles", List.of("member", "operator")))
                .then()
                .statusCode(200);
        String cookie = client.signedIn(operator);
        String path = "/api/v1/accounts/" + client.idOf(client.member());
        proveLongAgo(cookie);
        client.cookie(cookie).delete(path).then().statusCode(403).body("type", endsWith(":proof-needed"));
        prove(cookie, AuthClient.PASSWORD).then().statusCode(204);
        client.cookie(cookie).delete(path).then().statusCode(204);
        client.cookie(client.operator())
                .delete("/api/v1/accounts/" + client.idOf(operator))
                .then()
                .statusCode(204);
    }

    @Test
    void aProofIsOneSessionsAlone() {
        String name = client.member();
        String mine = client.signedIn(name);
        String borrowed = client.signedIn(name);
        proveLongAgo(borrowed);
        prove(mine, AuthClient.PASSWORD).then().statusCode(204);
        makeToken(borrowed).then().statusCode(403);
        String token = token(mine, "messages:read");
        client.apiToken(token)
                .body(Map.of("password", AuthClient.PASSWORD))
                .post("/api/v1/session/proof")
                .then()
                .statusCode(403);
        client.anonymous(client.freshAddress())
                .body(Map.of("password", AuthClient.PASSWORD))
                .post("/api/v1/session/proof")
                .then()
                .statusCode(401);
    }

    @Test
    void guessesAtAProofAreCountedWhereverTheyComeFromAndBlockNobodyElse() {
        String name = client.member();
        String mine = client.signedIn(name);
        String stolen = client.signedIn(name);
        proveLongAgo(stolen);
        List<Integer> answers = IntStream.range(0, 6)
                .mapToObj(i -> prove(stolen, "wrong password number " + i).statusCode())
                .toList();
        assertThat(answers).containsExactly(403, 403, 403, 403, 403, 429);
        prove(stolen, AuthClient.PASSWORD).then().statusCode(429);
        makeToken(stolen).then().statusCode(403);

        prove(mine, AuthClient.PASSWORD).then().statusCode(204);
        client.signedIn(name);
        client.operatorPatch(client.idOf(name), Map.of("locked", false)).then().statusCode(200);
        prove(stolen, AuthClient.PASSWORD).then().statusCode(204);
    }

    @Test
    void aProofFromTheFutureIsNone() {
        String cookie = client.signedIn(client.member());
        age(cookie, "now() + interval '1 hour'");
        makeToken(cookie).then().statusCode(403).body("type", endsWith(":proof-needed"));
    }

    private void judge(
            List<String> wrong, Act act, Caller caller, Map<String, String> ids, boolean open, String refusal) {
        String method = act.operation().substring(0, act.operation().indexOf(' '));
        var request = client.as(caller, caller.address());
        if (act.body() != null) {
            request.body(act.body());
        }
        Response answer = request.request(method.toUpperCase(Locale.ROOT), act.path(ids));
        boolean refused = answer.statusCode() == 403
                && List.of("not-allowed", "proof-needed")
                        .contains(answer.<String>path("type").replaceAll(".*:", ""));
        boolean asExpected =
                open ? !refused : refused && answer.<String>path("type").endsWith(":" + refusal);
        boolean session = SESSIONS_OWN.contains(act.operation()) && caller.kind() == Caller.Kind.API_TOKEN && refused;
        if (!asExpected && !session) {
            wrong.add(act.operation() + " " + act.body() + " with " + caller.scopes() + " until " + caller.provenUntil()
                    + ": " + answer.statusCode() + " " + answer.asString());
        }
    }

    /** Two operators besides the first one, so that the table may take one away. */
    private Map<String, String> ids() {
        String operator = client.member();
        String id = client.idOf(operator);
        client.operatorPatch(id, Map.of("roles", List.of("member", "operator")))
                .then()
                .statusCode(200);
        return Map.of(AN_OPERATORS, id, A_MEMBERS, client.idOf(client.member()));
    }

    private void stillAnOperator(Map<String, String> ids) {
        client.cookie(client.operator())
                .get("/api/v1/accounts/" + ids.get(AN_OPERATORS))
                .then()
                .statusCode(200)
                .body("roles", equalTo(List.of("member", "operator")))
                .body("disabled", equalTo(false));
        client.cookie(client.operator())
                .get("/api/v1/accounts/" + ids.get(A_MEMBERS))
                .then()
                .body("roles", equalTo(List.of("member")));
    }

    /** Nobody's session or token: what it could do is decided by what stands in it. */
    private Caller caller(Caller.Kind kind, Set<Scope> scopes, Instant provenUntil) {
        Caller operator = client.behind(client.operator()).orElseThrow();
        return new Caller(
                kind,
                operator.account(),
                operator.username(),
                UUID.randomUUID(),
                EnumSet.allOf(Role.class),
                scopes,
                provenUntil,
                client.freshAddress());
    }

    private static Instant inAMinute() {
        return Instant.now().plusSeconds(60);
    }

    private static Act act(String operation, String object, Object body, Scope scope, boolean proof) {
        return new Act(operation, object, body, scope, proof);
    }

    private static Map<String, Object> token(String scope) {
        return Map.of("name", "script", "scopes", List.of(scope));
    }

    private static Map<String, Object> account(List<String> roles) {
        return account("g" + UUID.randomUUID().toString().substring(0, 10), roles);
    }

    private static Map<String, Object> account(String name, List<String> roles) {
        return Map.of("username", name, "password", AuthClient.PASSWORD, "roles", roles);
    }

    private Response prove(String cookie, String password) {
        return client.cookie(cookie).body(Map.of("password", password)).post("/api/v1/session/proof");
    }

    private Response makeToken(String cookie) {
        return client.cookie(cookie).body(token("messages:read")).post("/api/v1/tokens");
    }

    private String token(String cookie, String scope) {
        Response made = client.cookie(cookie).body(token(scope)).post("/api/v1/tokens");
        made.then().statusCode(201);
        return made.path("token");
    }

    private void proveLongAgo(String cookie) {
        age(cookie, "now() - interval '6 minutes'");
    }

    private void age(String cookie, String when) {
        UUID session = client.behind(cookie).orElseThrow().credential();
        AuthClient.await(pool.preparedQuery("update auth.sessions set proven_at = " + when + " where id = $1")
                .execute(Tuple.of(session)));
    }
}
