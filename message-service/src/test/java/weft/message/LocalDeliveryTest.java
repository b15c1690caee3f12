package weft.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import weft.service.test.TestDatabase;

/** Members of one node write to each other with nothing on the mesh. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class LocalDeliveryTest {

    private final Member alice = new Member();
    private final Member bob = new Member();

    @Test
    void aMessageIsDeliveredInTheTransactionThatAcceptsIt() {
        var from = alice.identity("Alice");
        var to = bob.identity("Bob");

        Response accepted =
                alice.post(from.path("/messages"), Map.of("to", to.address(), "title", "Hej", "content", "grüße 👋"));

        accepted.then().statusCode(202).body("state", equalTo("delivered"));
        Response received = bob.get(to.path("/messages?direction=in"));
        received.then()
                .statusCode(200)
                .body("items.size()", equalTo(1))
                .body("items[0].hash", equalTo(accepted.path("hash")))
                .body("items[0].content", equalTo("grüße 👋"))
                .body("items[0].title", equalTo("Hej"))
                .body("items[0].from", equalTo(from.address()))
                .body("items[0].to", equalTo(to.address()))
                .body("items[0].signature", equalTo("valid"))
                .body("items[0].hops", equalTo(0));
        bob.get(to.path("/conversations"))
                .then()
                .body("items[0].peer", equalTo(from.address()))
                .body("items[0].name", equalTo("Alice"))
                .body("items[0].unread", equalTo(1));
        alice.get("/api/v1/messages/" + accepted.path("id") + "/trace")
                .then()
                .body("items.code", equalTo(List.of("accepted", "delivered")))
                .body("items[1].facts", equalTo(Map.of("inside", true)));
    }

    @Test
    void theThreadWithSomebodyNewIsEmpty() {
        var from = alice.identity("Alice");
        var to = bob.identity("Bob");

        alice.get(from.path("/conversations/" + to.address() + "/messages"))
                .then()
                .statusCode(200)
                .body("items.size()", equalTo(0));
    }

    @Test
    void pollingGoesOnFromItsCursorWithoutGapOrRepetition() {
        var from = alice.identity("Alice");
        var to = bob.identity("Bob");
        String cursor = bob.get(to.path("/messages")).path("next");
        assertThat(cursor).isNotNull();

        for (int i = 0; i < 10; i++) {
            alice.post(from.path("/messages"), Map.of("to", to.address(), "content", "n" + i))
                    .then()
                    .statusCode(202);
        }

        List<String> seen = new java.util.ArrayList<>();
        for (int page = 0; page < 4; page++) {
            Response answer = bob.get(to.path("/messages?limit=3&cursor=" + cursor));
            seen.addAll(answer.path("items.content"));
            cursor = answer.path("next");
        }
        assertThat(seen).containsExactly("n0", "n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8", "n9");
        bob.get(to.path("/messages?cursor=" + cursor))
                .then()
                .body("items.size()", equalTo(0))
                .body("next", equalTo(cursor));
    }

    @Test
    void aRecipientWhoAsksForWorkGetsItBeforeTheMessage() {
        var from = alice.identity("Alice");
        var to = bob.identity("Bob");
        bob.patch(to.path(""), Map.of("stampCost", 6, "enforceStamps", true))
                .then()
                .statusCode(200);

        Response accepted = alice.post(from.path("/messages"), Map.of("to", to.address(), "content", "paid"));

        accepted.then().statusCode(202).body("state", equalTo("waiting"));
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> bob.get(to.path("/messages"))
                .then()
                .body("items.size()", equalTo(1))
                .body("items[0].stampValid", equalTo(true)));
        alice.get("/api/v1/messages/" + accepted.path("id"))
                .then()
                .body("state", equalTo("delivered"))
                .body("stampValid", equalTo(true));
    }

    @Test
    void aTicketPaysInsteadOfWork() {
        var from = alice.identity("Alice");
        var to = bob.identity("Bob");
        bob.patch(to.path(""), Map.of("stampCost", 200, "enforceStamps", true))
                .then()
                .statusCode(200);
        bob.post(to.path("/messages"), Map.of("to", from.address(), "content", "write back", "includeTicket", true))
                .then()
                .statusCode(202);

        alice.post(from.path("/messages"), Map.of("to", to.address(), "content", "with ticket"))
                .then()
                .body("state", equalTo("delivered"));
        bob.get(to.path("/messages?direction=in")).then().body("items[0].stampValue", equalTo(256));
    }

    @Test
    void aBlockedPeerIsDroppedAndNotTold() {
        var from = alice.identity("Alice");
        var to = bob.identity("Bob");
        alice.post(from.path("/messages"), Map.of("to", to.address(), "content", "one"));
        bob.patch(to.path("/conversations/" + from.address()), Map.of("blocked", true))
                .then()
                .statusCode(200);

        alice.post(from.path("/messages"), Map.of("to", to.address(), "content", "two"))
                .then()
                .body("state", equalTo("delivered"));
        bob.get(to.path("/messages")).then().body("items.content", equalTo(List.of("one")));
    }

    @Test
    void aStrangerIsARequestUntilTheMemberAnswers() {
        var from = alice.identity("Alice");
        var to = bob.identity("Bob");
        bob.patch(to.path(""), Map.of("strangers", "request")).then().statusCode(200);
        alice.post(from.path("/messages"), Map.of("to", to.address(), "content", "may I?"));
        String thread = to.path("/conversations/" + from.address());
        bob.get(thread).then().body("request", equalTo(true));

        bob.post(to.path("/messages"), Map.of("to", from.address(), "content", "yes"));

        bob.get(thread).then().body("request", equalTo(false));
        bob.get(to.path("/messages?direction=in")).then().body("items[0].request", equalTo(false));
    }

    @Test
    void filesAndFieldsArriveAsTheyWereGiven() {
        var from = alice.identity("Alice");
        var to = bob.identity("Bob");
        byte[] file = new byte[20_000];
        new java.util.Random(1).nextBytes(file);
        Map<String, Object> fields = Map.of(
                "251", Map.of("$bytes", Base64.getEncoder().encodeToString(new byte[] {1, 2})),
                "8", List.of(1, "two", 3.0, true));
        alice.post(
                        from.path("/messages"),
                        Map.of(
                                "to",
                                to.address(),
                                "content",
                                "",
                                "fields",
                                fields,
                                "attachments",
                                List.of(Map.of(
                                        "name",
                                        "../photo.png",
                                        "data",
                                        Base64.getEncoder().encodeToString(file)))))
                .then()
                .statusCode(202);

        Response received = bob.get(to.path("/messages"));
        received.then()
                .body("items[0].fields.251", equalTo(fields.get("251")))
                .body("items[0].fields.5", equalTo(null))
                .body("items[0].attachments[0].name", equalTo("photo.png"))
                .body("items[0].attachments[0].size", equalTo(20_000));
        Response download = bob.get("/api/v1/messages/" + received.path("items[0].id") + "/attachments/0");
        assertThat(download.asByteArray()).isEqualTo(file);
        assertThat(download.header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"photo.png\"; filename*=UTF-8''photo.png");
    }

    @Test
    void aFormIsTheSameMessage() {
        var from = alice.identity("Alice");
        var to = bob.identity("Bob");
        alice.call()
                .multiPart("to", to.address())
                .multiPart("content", "with file")
                .multiPart("file", "note.txt", "hello".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .post(from.path("/messages"))
                .then()
                .statusCode(202);

        bob.get(to.path("/messages"))
                .then()
                .body("items[0].content", equalTo("with file"))
                .body("items[0].attachments[0].name", equalTo("note.txt"));
    }

    @Test
    void anIdempotencyKeyGivesTheSameAnswerOnce() {
        var from = alice.identity("Alice");
        var to = bob.identity("Bob");
        var body = Map.of("to", to.address(), "content", "once");

        Response first = keyed(from, body);
        Response again = keyed(from, body);

        assertThat(again.asString()).isEqualTo(first.asString());
        bob.get(to.path("/messages")).then().body("items.size()", equalTo(1));
        keyed(from, Map.of("to", to.address(), "content", "other")).then().statusCode(409);
    }

    /** A second time without the key it would be deleted, since there is nothing left to cancel. */
    @Test
    void aCancellationThatComesTwiceCancelsAndDeletesNothing() {
        String waiting = "/api/v1/messages/"
                + alice.post(
                                alice.identity("Alice").path("/messages"),
                                Map.of("to", "00112233445566778899aabbccddeeff", "content", "never mind"))
                        .path("id");

        for (int times = 0; times < 3; times++) {
            alice.call()
                    .header("Idempotency-Key", "cancel")
                    .delete(waiting)
                    .then()
                    .statusCode(204);
        }
        alice.get(waiting).then().body("state", equalTo("cancelled"));
        alice.call().delete(waiting).then().statusCode(204);
        alice.get(waiting).then().statusCode(404);
    }

    @Test
    void anAnnounceThatIsAskedForTwiceUnderOneKeyIsOne() {
        String announce = alice.identity("Alice").path("/announce");

        for (int times = 0; times < 10; times++) {
            alice.call().header("Idempotency-Key", "now").post(announce).then().statusCode(202);
        }
    }

    private Response keyed(Member.Own from, Object body) {
        return alice.call()
                .header("Idempotency-Key", "k-1")
                .contentType("application/json")
                .body(body)
                .post(from.path("/messages"));
    }
}
