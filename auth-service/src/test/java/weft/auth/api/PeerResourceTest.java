package weft.auth.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import weft.service.test.TestDatabase;

/** In a process that lets nobody in by certificate, as in the one-process node. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class PeerResourceTest {

    @Inject
    AuthClient client;

    @Test
    void whatIsForOtherProgramsIsNotThereForAnybody() {
        RequestSpecification[] callers = {given(), client.anonymous("10.0.0.1"), client.cookie(client.operator())};
        for (RequestSpecification caller : callers) {
            caller.get("/internal/jwks.json")
                    .then()
                    .statusCode(404)
                    .contentType("application/problem+json")
                    .body("type", equalTo("urn:weft:problem:not-found"));
        }
        for (String path : List.of("/internal/credentials", "/internal/credentials/status")) {
            given().contentType("application/json")
                    .body(Map.of("kind", "ANONYMOUS", "address", "10.0.0.1"))
                    .post(path)
                    .then()
                    .statusCode(404);
        }
    }
}
