package weft.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.msgpack.value.ValueFactory;
import weft.lxmf.message.Message;
import weft.lxmf.message.MessageFields;
import weft.message.store.Journal;
import weft.message.store.sql.Database;
import weft.reticulum.Address;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.msgpack.MsgPack;
import weft.service.test.TestDatabase;

/** A message holds so many values so deep: one that comes from the mesh is kept all the same, one that a client writes is not taken. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class ValueBoundsTest {

    /** Around the list: its key and the list itself. */
    private static final int AROUND_A_LIST = 2;

    @Inject
    Database database;

    @Inject
    Journal journal;

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
    void aMessageHoldsAsManyValuesAsItMayAndNotOneMore() {
        int most = Message.MAX_VALUES - AROUND_A_LIST;
        send("[" + "{},".repeat(most - 1) + "{}]").then().statusCode(202).body("state", equalTo("delivered"));
        bob.get(to.path("/messages")).then().body("items[0].fields.200.size()", equalTo(most));

        refusedFor(send("[" + "{},".repeat(most) + "{}]"), "too-many-values", Message.MAX_VALUES);
    }

    @Test
    void theFilesOfAMessageCountWithItsFields() {
        // A file is a list of a name and bytes; around them the list of files and its key.
        int room = Message.MAX_VALUES - AROUND_A_LIST - 2 - 3;
        String files = ",\"attachments\":[{\"name\":\"a\",\"data\":\"\"}]";
        post(body("[" + "1,".repeat(room - 1) + "1]", files)).then().statusCode(202);

        refusedFor(post(body("[" + "1,".repeat(room) + "1]", files)), "too-many-values", Message.MAX_VALUES);
    }

    @Test
    void theFieldsOfAMessageAreAsDeepAsTheyMayBeAndNotOneLevelMore() {
        // The value of a field is on the first level.
        send("[".repeat(Message.MAX_DEPTH) + "]".repeat(Message.MAX_DEPTH))
                .then()
                .statusCode(202);

        refusedFor(
                send("[".repeat(Message.MAX_DEPTH + 1) + "]".repeat(Message.MAX_DEPTH + 1)),
                "too-deep",
                Message.MAX_DEPTH);
        refusedFor(send("[".repeat(2_000) + "]".repeat(2_000)), "too-deep", Message.MAX_DEPTH);
    }

    @Test
    void aBodyThatIsSmallOnTheWireAndLargeInMemoryIsRefusedBeforeAnythingIsMadeOfIt() {
        refusedFor(send("[" + "{},".repeat(550_000) + "{}]"), "too-many-values", Message.MAX_VALUES);
        Response form = alice.call()
                .multiPart("to", to.address())
                .multiPart("fields", "{\"200\":[" + "{},".repeat(500_000) + "{}]}")
                .post(from.path("/messages"));
        refusedFor(form, "too-many-values", Message.MAX_VALUES);
    }

    /** What is wrong with each of them is not gathered before somebody looks at how many they are. */
    @Test
    void moreFilesThanAMessageHasAreRefusedForTheirNumberWhateverIsWrongWithThem() {
        for (String file : List.of("{}", "null", "{\"name\":\"\",\"data\":\"\"}")) {
            String files = ",\"attachments\":[" + (file + ",").repeat(1_000) + file + "]";
            post(body("[]", files))
                    .then()
                    .statusCode(422)
                    .body("type", endsWith(":too-many"))
                    .body("field", equalTo("attachments"));
        }
    }

    @Test
    void whatIsNoMessageIsSmall() {
        alice.patch(from.path(""), "{\"displayName\":\"" + "x".repeat(70_000) + "\"}")
                .then()
                .statusCode(413)
                .body("max", equalTo(65_536));
    }

    @Test
    void aNameIsOneLineInWhichSomethingIsToBeSeen() {
        alice.post(from.path("/messages"), Map.of("to", to.address(), "content", "hello"));
        for (String name : List.of("\u200D\u200C", "two\nlines", "\u202Eeve", "\u3164")) {
            alice.patch(from.path(""), Map.of("displayName", name))
                    .then()
                    .statusCode(422)
                    .body("field", equalTo("displayName"));
            alice.patch(from.path("/conversations/" + to.address()), Map.of("name", name))
                    .then()
                    .statusCode(422)
                    .body("field", equalTo("name"));
        }
        alice.patch(from.path(""), Map.of("displayName", "👩‍👩‍👧 Moray"))
                .then()
                .statusCode(200);
    }

    @Test
    void whatIsNoMessageHoldsFewValues() {
        for (String value : List.of("[" + "{},".repeat(1_000) + "{}]", "[".repeat(500) + "]".repeat(500))) {
            alice.patch(from.path(""), "{\"displayName\":" + value + "}")
                    .then()
                    .statusCode(400)
                    .body("type", endsWith(":malformed"));
        }
    }

    @Test
    void aMessageOfTheMeshPastTheBoundIsKeptWithItsTextAndItsFieldsAsBytes() {
        MessageFields fields = MessageFields.NONE.with(
                200, ValueFactory.newArray(Collections.nCopies(250_000, ValueFactory.emptyMap())));
        byte[] packed = Message.sign(
                        PrivateIdentity.generate(new SecureRandom()::nextBytes),
                        Address.parse(to.address()),
                        Instant.now().getEpochSecond(),
                        "title".getBytes(StandardCharsets.UTF_8),
                        "hello".getBytes(StandardCharsets.UTF_8),
                        fields)
                .packed();

        assertThat(database.<List<Journal.Outcome>>transact(
                        transaction -> journal.write(transaction, List.of(bob.arrival(to, packed)), 10)))
                .containsExactly(Journal.Outcome.WRITTEN);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> bob.get(to.path("/messages")).then().body("items.size()", equalTo(1)));
        byte[] bytes = MsgPack.encode(fields.map());
        Response list = bob.get(to.path("/messages"));
        list.then()
                .body("items[0].title", equalTo("title"))
                .body("items[0].content", equalTo("hello"))
                .body("items[0].fields", anEmptyMap())
                .body("items[0].unreadFields.reason", equalTo("too-many-values"))
                .body("items[0].unreadFields.size", equalTo(bytes.length));
        assertThat(list.asByteArray()).hasSizeLessThan(2_000);
        Response download = bob.get("/api/v1/messages/" + list.path("items[0].id") + "/fields");
        assertThat(download.asByteArray()).isEqualTo(bytes);
        assertThat(download.header("Content-Disposition")).contains("fields.msgpack");
        alice.get("/api/v1/messages/" + list.path("items[0].id") + "/fields")
                .then()
                .statusCode(404);
    }

    @Test
    void theFieldsOfAnyMessageCanBeFetchedAsBytes() {
        String id = send("[1,2]").path("id");

        byte[] fields = alice.get("/api/v1/messages/" + id + "/fields").asByteArray();

        assertThat(fields)
                .isEqualTo(MsgPack.encode(MessageFields.NONE
                        .with(200, ValueFactory.newArray(ValueFactory.newInteger(1), ValueFactory.newInteger(2)))
                        .map()));
        alice.get("/api/v1/messages/" + id)
                .then()
                .body("unreadFields", nullValue())
                .body("unreadable", nullValue());
    }

    private Response send(String value) {
        return post(body(value, ""));
    }

    private String body(String value, String more) {
        return "{\"to\":\"" + to.address() + "\",\"content\":\"x\",\"fields\":{\"200\":" + value + "}" + more + "}";
    }

    private Response post(String body) {
        return alice.post(from.path("/messages"), body);
    }

    private void refusedFor(Response answer, String slug, int max) {
        answer.then()
                .statusCode(422)
                .body("type", endsWith(":" + slug))
                .body("detail", containsString(String.valueOf(max)))
                .body("max", equalTo(max));
        bob.get(to.path("/messages?limit=1")).then().statusCode(200);
    }

    @Test
    void manyMembersOfABodyAreTooMuch() {
        alice.post(
                        from.path("/messages"),
                        Map.of("to", to.address(), "content", "", "x", Collections.nCopies(30_000, 1)))
                .then()
                .statusCode(422)
                .body("type", endsWith(":too-many-values"));
    }
}
