package weft.message;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weft.service.test.TestDatabase;

/** What one message may be, and what a recipient of this node may ask of it. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class SendingBoundsTest {

    private static final int MAX_FILES = 100;
    private static final int MAX_STAMP_COST = 24;
    private static final int MAX_KEY = 200;

    private final Member alice = new Member();
    private final Member bob = new Member();
    private Member.Own from;
    private Member.Own to;

    @BeforeEach
    void make() {
        from = alice.identity("Alice");
        to = bob.identity("Bob");
    }

    @Test
    void aMessageHasAtMostAHundredFiles() {
        alice.post(from.path("/messages"), withFiles(MAX_FILES)).then().statusCode(202);

        alice.post(from.path("/messages"), withFiles(MAX_FILES + 1))
                .then()
                .statusCode(422)
                .body("type", endsWith(":too-many"))
                .body("max", equalTo(MAX_FILES));
        bob.get(to.path("/messages"))
                .then()
                .body("items.size()", equalTo(1))
                .body("items[0].attachments.size()", equalTo(MAX_FILES));
    }

    @Test
    void aMessageLargerThanItsRecipientHereTakesIsRefused() {
        bob.patch(to.path(""), Map.of("deliveryLimitKb", 1)).then().statusCode(200);

        Response large = send("x".repeat(1_000));
        large.then().statusCode(202).body("state", equalTo("refused"));
        alice.get("/api/v1/messages/" + large.path("id")).then().body("reason", equalTo("size"));
        alice.get("/api/v1/messages/" + large.path("id") + "/trace").then().body("items.code", hasItem("refused"));

        send("x".repeat(800)).then().statusCode(202).body("state", equalTo("delivered"));
        bob.get(to.path("/messages")).then().body("items.size()", equalTo(1));
    }

    @Test
    void aMessageWhoseRecipientHereAsksForTooMuchWorkFails() {
        bob.patch(to.path(""), Map.of("stampCost", MAX_STAMP_COST + 1, "enforceStamps", true))
                .then()
                .statusCode(200);

        String id = send("not worth it").then().statusCode(202).extract().path("id");

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> alice.get("/api/v1/messages/" + id)
                .then()
                .body("state", equalTo("failed"))
                .body("reason", equalTo("stamp")));
        alice.get("/api/v1/messages/" + id + "/trace").then().body("items.code", hasItem("stamp-too-costly"));
    }

    @Test
    void anIdempotencyKeyHasAtMostTwoHundredCharacters() {
        sendKeyed("k".repeat(MAX_KEY)).then().statusCode(202);

        sendKeyed("k".repeat(MAX_KEY + 1))
                .then()
                .statusCode(400)
                .body("type", endsWith(":malformed"))
                .body("field", equalTo("Idempotency-Key"));
    }

    private Response send(String content) {
        return alice.post(from.path("/messages"), Map.of("to", to.address(), "content", content));
    }

    private Response sendKeyed(String key) {
        return alice.call()
                .header("Idempotency-Key", key)
                .contentType("application/json")
                .body(Map.of("to", to.address(), "content", "once"))
                .post(from.path("/messages"));
    }

    private Map<String, Object> withFiles(int number) {
        List<Map<String, String>> files = IntStream.range(0, number)
                .mapToObj(n -> Map.of("name", "file " + n, "data", "AA=="))
                .toList();
        return Map.of("to", to.address(), "content", "files", "attachments", files);
    }
}
