package weft.auth.api;

import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import weft.auth.store.ApiTokens;
import weft.auth.store.CredentialStore;
import weft.service.test.TestDatabase;
import weft.service.token.SessionCookies;

/** What one account may have, and what happens when it has that. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class AccountBoundsTest {

    @Inject
    Door door;

    @Test
    void anAccountWithAsManyApiTokensAsItMayHaveGetsNoneUntilOneIsDeleted() {
        String cookie = door.signedIn(door.member());
        String first = token(cookie).then().statusCode(201).extract().path("id");
        for (int i = 1; i < ApiTokens.PER_ACCOUNT; i++) {
            token(cookie).then().statusCode(201);
        }

        token(cookie)
                .then()
                .statusCode(409)
                .body("type", endsWith(":too-many-tokens"))
                .body("max", equalTo(ApiTokens.PER_ACCOUNT));

        door.cookie(cookie).delete("/api/v1/tokens/" + first).then().statusCode(204);
        token(cookie).then().statusCode(201);
    }

    @Test
    void pastItsBoundTheBrowserNotUsedForLongestIsForgotten() {
        String name = door.member();
        List<String> devices = new ArrayList<>();
        for (int i = 0; i <= CredentialStore.DEVICES_PER_ACCOUNT; i++) {
            devices.add(door.signIn(door.freshAddress(), name, Door.PASSWORD).cookie(SessionCookies.DEVICE));
        }
        String address = door.freshAddress();
        for (int i = 0; i < 6; i++) {
            door.signIn(address, name, "wrong password number " + i);
        }

        signIn(address, name, devices.getFirst()).then().statusCode(429);
        signIn(address, name, devices.get(1)).then().statusCode(200);
        signIn(address, name, devices.getLast()).then().statusCode(200);
    }

    private Response token(String cookie) {
        return door.cookie(cookie)
                .body(Map.of("name", "one of many", "scopes", List.of("messages:read")))
                .post("/api/v1/tokens");
    }

    private Response signIn(String address, String name, String device) {
        return door.anonymous(address)
                .cookie(SessionCookies.DEVICE, device)
                .body(Map.of("username", name, "password", Door.PASSWORD))
                .post("/api/v1/session");
    }
}
