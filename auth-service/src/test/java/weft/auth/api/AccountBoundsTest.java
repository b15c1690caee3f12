package weft.auth.api;

import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import weft.auth.store.ApiTokens;
import weft.auth.store.CredentialStore;
import weft.auth.store.Invites;
import weft.service.test.TestDatabase;
import weft.service.token.Caller;
import weft.service.token.SessionCookies;

/** What one account may have, and what happens when it has that. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class AccountBoundsTest {

    @Inject
    AuthClient client;

    @Inject
    @ReactiveDataSource("auth")
    Pool pool;

    @Test
    void anAccountWithAsManyApiTokensAsItMayHaveGetsNoneUntilOneIsDeleted() {
        String cookie = client.signedIn(client.member());
        String first = token(cookie).then().statusCode(201).extract().path("id");
        for (int i = 1; i < ApiTokens.PER_ACCOUNT; i++) {
            token(cookie).then().statusCode(201);
        }

        token(cookie)
                .then()
                .statusCode(409)
                .body("type", endsWith(":too-many-tokens"))
                .body("max", equalTo(ApiTokens.PER_ACCOUNT));

        client.cookie(cookie).delete("/api/v1/tokens/" + first).then().statusCode(204);
        token(cookie).then().statusCode(201);
    }

    @Test
    void pastItsBoundTheBrowserNotUsedForLongestIsForgotten() {
        String name = client.member();
        List<String> devices = new ArrayList<>();
        for (int i = 0; i <= CredentialStore.DEVICES_PER_ACCOUNT; i++) {
            devices.add(client.signIn(client.freshAddress(), name, AuthClient.PASSWORD)
                    .cookie(SessionCookies.DEVICE));
        }
        String address = client.freshAddress();
        for (int i = 0; i < 6; i++) {
            client.signIn(address, name, "wrong password number " + i);
        }

        signIn(address, name, devices.getFirst()).then().statusCode(429);
        signIn(address, name, devices.get(1)).then().statusCode(200);
        signIn(address, name, devices.getLast()).then().statusCode(200);
    }

    @Test
    void whenAsManyInvitesAreOpenAsThereMayBeNoneIsMadeUntilOneIsTakenBack() {
        run("insert into auth.invites (id, code_hash, created_at, expires_at) select gen_random_uuid(),"
                + " convert_to('filler ' || i, 'UTF8'), now(), now() + interval '1 day'"
                + " from generate_series(1, " + Invites.OPEN + ") i");
        try {
            invite().then()
                    .statusCode(409)
                    .body("type", endsWith(":too-many-invites"))
                    .body("max", equalTo(Invites.OPEN));
            run("delete from auth.invites where code_hash like 'filler%'::bytea");
            invite().then().statusCode(201);
        } finally {
            run("delete from auth.invites where code_hash like 'filler%'::bytea");
        }
    }

    /** PostgreSQL 23503: what it hangs on is gone. */
    @Test
    void whatHangsOnAnAccountThatIsDeletedMeanwhileIsAConflict() {
        Caller operator = client.behind(client.operator()).orElseThrow();
        Caller gone = new Caller(
                operator.kind(),
                UUID.randomUUID(),
                operator.username(),
                UUID.randomUUID(),
                operator.roles(),
                operator.scopes(),
                operator.provenUntil(),
                operator.address());

        client.as(gone, client.freshAddress())
                .body("{}")
                .post("/api/v1/invites")
                .then()
                .statusCode(409)
                .body("type", endsWith(":changed-meanwhile"));
    }

    private Response invite() {
        return client.cookie(client.operator()).body("{}").post("/api/v1/invites");
    }

    private void run(String statement) {
        AuthClient.await(pool.query(statement).execute());
    }

    private Response token(String cookie) {
        return client.cookie(cookie)
                .body(Map.of("name", "one of many", "scopes", List.of("messages:read")))
                .post("/api/v1/tokens");
    }

    private Response signIn(String address, String name, String device) {
        return client.anonymous(address)
                .cookie(SessionCookies.DEVICE, device)
                .body(Map.of("username", name, "password", AuthClient.PASSWORD))
                .post("/api/v1/session");
    }
}
