package weft.auth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import weft.auth.store.UsernameSkeletons;
import weft.service.test.TestDatabase;

/** A new name can't be taken for one that is there; names that were there stay. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class LookAlikeTest {

    @Inject
    AuthClient client;

    @Inject
    UsernameSkeletons skeletons;

    @Inject
    @ReactiveDataSource("auth")
    Pool pool;

    @Test
    void aNameThatCanBeTakenForAnotherIsRefusedByEveryWayOfJoining() {
        create("look-alice").then().statusCode(201);
        create("1ook-a1ice")
                .then()
                .statusCode(409)
                .body("type", endsWith(":username-looks-alike"))
                .body("field", equalTo("username"))
                .body("detail", containsString("l, i and 1"));
        create("LOOK-ALICE").then().statusCode(409).body("type", endsWith(":username-taken"));
        String code = client.cookie(client.operator())
                .body("{}")
                .post("/api/v1/invites")
                .then()
                .extract()
                .path("code");
        accept(code, "l0ok-alice").then().statusCode(409).body("type", endsWith(":username-looks-alike"));
        accept(code, "look-alicia").then().statusCode(201);
    }

    @Test
    void aNameSpeltInAnotherAlphabetIsRefusedToo() {
        create("ape").then().statusCode(201);
        create("\u0430\u0440\u0435").then().statusCode(409).body("type", endsWith(":username-looks-alike"));
        create("\u0430pe").then().statusCode(422).body("field", equalTo("username"));
    }

    @Test
    void ofTwoAtOnceThatLookAlikeOneIsRefused() {
        List<Integer> answers = Stream.of("twin-o", "twin-0", "tw1n-o", "twln-0")
                .map(name -> CompletableFuture.supplyAsync(() -> create(name).statusCode()))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
        assertThat(answers).containsExactlyInAnyOrder(201, 409, 409, 409);
    }

    @Test
    void namesFromBeforeKeepTheirsAndCountFromTheNextStartOn() {
        create("before-o").then().statusCode(201);
        create("other-name").then().statusCode(201);
        // As a node of before has it: two names that look alike, and no look of either.
        run("update auth.accounts set username = 'before-0', username_key = 'before-0' where username = 'other-name'");
        run("update auth.accounts set look = null, look_by = null where username like 'before-%'");

        AuthClient.await(skeletons.fill());

        client.signedIn("before-o");
        client.signedIn("before-0");
        create("bef0re-0").then().statusCode(409);
        String id = client.idOf("before-o");
        client.cookie(client.operator()).delete("/api/v1/accounts/" + id).then().statusCode(204);
        create("before-o").then().statusCode(409).body("type", endsWith(":username-looks-alike"));
    }

    @Test
    void looksOfOtherTablesAreMadeAnewHoweverMany() {
        String prefix = "many" + UUID.randomUUID().toString().substring(0, 6);
        AuthClient.await(pool.preparedQuery(
                        "insert into auth.accounts (id, username, username_key, roles, created_at, look, look_by)"
                                + " select gen_random_uuid(), $1 || i, $1 || i, 'member', now(), 'old', 'icu-1'"
                                + " from generate_series(1000, 2100) i")
                .execute(Tuple.of(prefix)));
        try {
            AuthClient.await(skeletons.fill());
            assertThat(AuthClient.await(pool.preparedQuery(
                                            "select count(distinct look) from auth.accounts where username like $1"
                                                    + " and look <> 'old' and look_by <> 'icu-1'")
                                    .execute(Tuple.of(prefix + "%")))
                            .iterator()
                            .next()
                            .getLong(0))
                    .isGreaterThan(500);
        } finally {
            AuthClient.await(pool.preparedQuery("delete from auth.accounts where username like $1")
                    .execute(Tuple.of(prefix + "%")));
        }
    }

    private Response create(String name) {
        return client.cookie(client.operator())
                .body(Map.of("username", name, "password", AuthClient.PASSWORD))
                .post("/api/v1/accounts");
    }

    private Response accept(String code, String name) {
        return client.anonymous(client.freshAddress())
                .body(Map.of("code", code, "username", name, "password", AuthClient.PASSWORD))
                .post("/api/v1/invites/accept");
    }

    private void run(String statement) {
        AuthClient.await(pool.query(statement).execute());
    }
}
