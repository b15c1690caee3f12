package weft.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weft.message.hosting.AnnounceWriter;
import weft.reticulum.identity.PrivateIdentity;
import weft.service.test.TestDatabase;

/** What a member is told of conversations: how much is unread, who the peers are, what of a blocked one there is. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class ConversationsTest {

    private static final String NOBODY = "00112233445566778899aabbccddeeff";

    @Inject
    AnnounceWriter heard;

    private final Member alice = new Member();
    private final Member bob = new Member();
    private Member.Own to;

    @BeforeEach
    void bobIsThere() {
        to = bob.identity("Bob");
    }

    @Test
    void unreadIsWhatAllConversationsHaveAndNotThoseOfThePage() {
        Member.Own first = alice.identity("First");
        Member.Own second = alice.identity("Second");
        String oldest = received(first, "one");
        String next = received(first, "two");
        received(second, "three");

        bob.get(to.path("/conversations?limit=1"))
                .then()
                .body("items.size()", equalTo(1))
                .body("items[0].unread", equalTo(1))
                .body("unread", equalTo(3));
        bob.get(with(first)).then().body("unread", equalTo(2)).body("firstUnread", equalTo(oldest));

        bob.patch(with(first), Map.of("readUpTo", oldest))
                .then()
                .body("unread", equalTo(1))
                .body("firstUnread", equalTo(next));
        bob.get(to.path("/conversations?limit=1")).then().body("unread", equalTo(2));
        bob.patch(with(first), Map.of("readUpTo", next)).then().body("firstUnread", nullValue());
    }

    @Test
    void anyAddressIsAnsweredWithWhatIsKnownOfIt() {
        Member.Own from = alice.identity("Alice");
        bob.get(to.path("/peers/" + from.address()))
                .then()
                .statusCode(200)
                .body("name", equalTo("Alice"))
                .body("known", equalTo(true))
                .body("conversation", nullValue());
        received(from, "hello");
        bob.patch(with(from), Map.of("name", "My Alice"));

        bob.get(to.path("/peers/" + from.address()))
                .then()
                .body("name", equalTo("My Alice"))
                .body("announcedName", equalTo("Alice"))
                .body("conversation.unread", equalTo(1));
        bob.get(to.path("/peers/" + NOBODY))
                .then()
                .statusCode(200)
                .body("name", nullValue())
                .body("known", equalTo(false));
        bob.get(to.path("/peers/nobody")).then().statusCode(404);
        alice.get(to.path("/peers/" + NOBODY)).then().statusCode(404);
    }

    @Test
    void aBlockedPeerCountsAsUnreadNoMoreAndWhatCameBeforeStays() {
        Member.Own from = alice.identity("Alice");
        Member.Own friend = alice.identity("Friend");
        received(from, "before");
        received(friend, "hello");

        bob.patch(with(from), Map.of("blocked", true))
                .then()
                .body("unread", equalTo(0))
                .body("firstUnread", nullValue());
        alice.post(from.path("/messages"), Map.of("to", to.address(), "content", "while blocked"))
                .then()
                .body("state", equalTo("delivered"));

        bob.get(to.path("/conversations")).then().body("unread", equalTo(1));
        bob.patch(with(from), Map.of("blocked", false)).then().body("unread", equalTo(1));
        bob.get(with(from) + "/messages").then().body("items.content", equalTo(List.of("before")));
        bob.get(with(from)).then().body("lastMessage.content", equalTo("before"));
    }

    @Test
    void aPeerOneHasWrittenToCanBeBlocked() {
        bob.post(to.path("/messages"), Map.of("to", NOBODY, "content", "hello"))
                .then()
                .statusCode(202);

        bob.patch(to.path("/conversations/" + NOBODY), Map.of("blocked", true))
                .then()
                .statusCode(200)
                .body("blocked", equalTo(true));
    }

    @Test
    void membersSeeThoseWhoWantToBeSeenAndNobodyElse() {
        Member.Own hidden = alice.identity("Hidden");
        Member.Own seen = alice.identity("Seen");
        alice.patch(seen.path(""), Map.of("listed", true))
                .then()
                .statusCode(200)
                .body("listed", equalTo(true));

        List<String> addresses = bob.get(to.path("/neighbours?limit=200")).path("items.address");

        assertThat(addresses).contains(seen.address()).doesNotContain(hidden.address(), to.address());
        alice.get(to.path("/neighbours")).then().statusCode(404);
        bob.get(to.path("/peers/" + hidden.address())).then().body("local", equalTo(true));
        bob.get(to.path("/peers/" + NOBODY)).then().body("local", equalTo(false));
        bob.post("/api/v1/identities", Map.of("displayName", "At once", "listed", true))
                .then()
                .body("listed", equalTo(true));
    }

    /** Nothing is ever heard of the hash, so the message would wait until it expires. */
    @Test
    void theHashOfAnIdentityIsNoAddressAndItsAddressIsOffered() {
        Member.Own from = alice.identity("Alice");
        String hash = alice.get(from.path("")).path("identityHash");

        bob.post(to.path("/messages"), Map.of("to", hash, "content", "hello"))
                .then()
                .statusCode(422)
                .body("type", equalTo("urn:weft:problem:identity-not-address"))
                .body("field", equalTo("to"))
                .body("address", equalTo(from.address()));
        bob.get(to.path("/conversations")).then().body("items.size()", equalTo(0));
        bob.get(to.path("/peers/" + hash)).then().body("writeTo", equalTo(from.address()));
        bob.get(to.path("/peers/" + from.address())).then().body("writeTo", nullValue());
    }

    @Test
    void soIsThatOfAnIdentityThatWasHeard() {
        SecureRandom random = new SecureRandom();
        PrivateIdentity heardOf = PrivateIdentity.generate(random::nextBytes);
        heard.tell(DamagedRows.announce(heardOf, "Heard"));
        String address = DamagedRows.address(heardOf).toString();
        String hash = heardOf.identity().hash().toString();

        await().atMost(DamagedRows.PATIENCE)
                .untilAsserted(() -> bob.get(to.path("/peers/" + hash)).then().body("writeTo", equalTo(address)));
        bob.post(to.path("/messages"), Map.of("to", hash, "content", "hello"))
                .then()
                .statusCode(422)
                .body("address", equalTo(address));
    }

    @Test
    void whatIsNoTextIsNamedInTheListAndInTheThread() {
        Member.Own from = alice.identity("Alice");
        String other = "ab".repeat(32);
        Map<String, Object> fields = Map.of(
                "2",
                bytes(30),
                "7",
                List.of(16, bytes(6_000)),
                "64",
                Map.of(
                        "$map",
                        List.of(
                                List.of(0, bytes(HexFormat.of().parseHex(other))),
                                List.of(1, bytes("👍".getBytes(UTF_8))))));

        alice.post(from.path("/messages"), Map.of("to", to.address(), "content", "", "fields", fields))
                .then()
                .statusCode(202);

        for (Response answer : List.of(bob.get(with(from)), bob.get(with(from) + "/messages"))) {
            String kinds = answer.path("items") == null ? "lastMessage.kinds" : "items[0].kinds";
            answer.then()
                    .body(kinds + ".find { it.kind == 'voice' }.size", equalTo(6_000))
                    .body(kinds + ".find { it.kind == 'telemetry' }.size", equalTo(30))
                    .body(kinds + ".find { it.kind == 'reaction' }.text", equalTo("👍"))
                    .body(kinds + ".find { it.kind == 'reaction' }.to", equalTo(other));
        }
    }

    @Test
    void aFileWithoutANameThatCanBeReadAndAPictureOfAStrangeTypeAreThere() {
        Member.Own from = alice.identity("Alice");
        byte[] latin1 = {'f', (byte) 0xFC, 'r'};
        Map<String, Object> fields =
                Map.of("5", List.of(List.of(bytes(latin1), bytes(10))), "6", List.of(bytes(latin1), bytes(20)));

        alice.post(from.path("/messages"), Map.of("to", to.address(), "content", "look", "fields", fields))
                .then()
                .statusCode(202);

        Response received = bob.get(with(from) + "/messages");
        received.then()
                .body("items[0].attachments[0].name", equalTo("unnamed-1"))
                .body("items[0].attachments[0].size", equalTo(10))
                .body("items[0].image.type", equalTo(""))
                .body("items[0].fields.5", equalTo(fields.get("5")))
                .body("items[0].kinds[0].size", equalTo(20));
        assertThat(bob.get("/api/v1/messages/" + received.path("items[0].id") + "/attachments/0")
                        .asByteArray())
                .hasSize(10);
    }

    @Test
    void anAnswerTellsWhatItAnswersAndQuotes() {
        Member.Own from = alice.identity("Alice");
        String hash = "cd".repeat(32);

        alice.post(
                        from.path("/messages"),
                        Map.of(
                                "to",
                                to.address(),
                                "content",
                                "yes",
                                "replyTo",
                                hash,
                                "fields",
                                Map.of("49", bytes("Are you coming?".getBytes(UTF_8)))))
                .then()
                .statusCode(202);

        bob.get(with(from) + "/messages")
                .then()
                .body("items[0].replyTo", equalTo(hash))
                .body("items[0].replyQuote", equalTo("Are you coming?"))
                .body("items[0].kinds", equalTo(List.of()));
    }

    private static Map<String, Object> bytes(int length) {
        return bytes(new byte[length]);
    }

    private static Map<String, Object> bytes(byte[] bytes) {
        return Map.of("$bytes", Base64.getEncoder().encodeToString(bytes));
    }

    private String with(Member.Own peer) {
        return to.path("/conversations/" + peer.address());
    }

    /** The id of a message that Bob has got. */
    private String received(Member.Own from, String content) {
        alice.post(from.path("/messages"), Map.of("to", to.address(), "content", content))
                .then()
                .statusCode(202);
        return bob.get(to.path("/conversations/" + from.address() + "/messages?order=newest&limit=1"))
                .path("items[0].id");
    }
}
