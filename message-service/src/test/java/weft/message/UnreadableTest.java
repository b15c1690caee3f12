package weft.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weft.lxmf.message.Message;
import weft.message.store.sealing.Unreadable;
import weft.service.quarantine.Quarantines;
import weft.service.test.TestDatabase;

/** A row that can't be read any more is shown as such, and whatever stands beside it as ever. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class UnreadableTest {

    /** A byte in the middle, so that the seal is broken. */
    private static final String DAMAGED =
            "set_byte(%1$s, octet_length(%1$s) / 2, get_byte(%1$s, octet_length(%1$s) / 2) # 1)";

    @Inject
    @DataSource("messages")
    AgroalDataSource data;

    @Inject
    Quarantines quarantines;

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
    void aMessageThatCanNotBeReadIsListedAsSuchAndTheOthersAreAsEver() throws SQLException {
        send("before");
        String id = send("damaged");
        send("after");
        damage("message", "sealed_body", id);

        String thread = from.path("/conversations/" + to.address() + "/messages");
        for (String list : List.of(from.path("/messages"), thread, thread + "?order=newest")) {
            alice.get(list)
                    .then()
                    .statusCode(200)
                    .body("items.size()", equalTo(3))
                    .body("items[1].unreadable", equalTo(true))
                    .body("items[1].id", equalTo(id))
                    .body("items[1].content", nullValue())
                    .body("items[1].to", equalTo(to.address()))
                    .body("items[0].unreadable", nullValue());
        }
        alice.get("/api/v1/messages/" + id)
                .then()
                .statusCode(200)
                .body("unreadable", equalTo(true))
                .body("state", equalTo("delivered"));
        alice.get("/api/v1/messages/" + id + "/trace").then().statusCode(200).body("items.size()", equalTo(2));
        assertThat(quarantines.<String>of(Unreadable.ROWS).rows()).contains("message.body/" + id);
        alice.call().delete("/api/v1/messages/" + id).then().statusCode(204);
        alice.get(from.path("/messages")).then().body("items.size()", equalTo(2));
    }

    @Test
    void aPreviewThatCanNotBeReadIsShownAsSuch() throws SQLException {
        String id = send("damaged");
        damage("message", "sealed_preview", id);

        alice.get(from.path("/conversations"))
                .then()
                .statusCode(200)
                .body("items.size()", equalTo(1))
                .body("items[0].lastMessage.unreadable", equalTo(true));
        alice.get(from.path("/messages")).then().body("items[0].content", equalTo("damaged"));
    }

    @Test
    void aMessageKeptWithoutAPreviewHasOneAllTheSame() throws SQLException {
        String id = send("x".repeat(300));
        execute("update messages.message set sealed_preview = null where id = '" + id + "'");

        alice.get(from.path("/conversations"))
                .then()
                .statusCode(200)
                .body("items[0].lastMessage.content", equalTo("x".repeat(200)))
                .body("items[0].lastMessage.attachments[0].name", equalTo("a"));
    }

    /** With more levels and a longer name than a stranger's JSON may have: a message may hold both. */
    @Test
    void aPreviewIsMadeHoweverDeepTheMessageIsNested() throws SQLException {
        String deep = "{\"$map\":[[1,".repeat(Message.MAX_DEPTH - 1) + "1" + "]]}".repeat(Message.MAX_DEPTH - 1);
        String id = alice.post(
                        from.path("/messages"),
                        "{\"to\":\"" + to.address() + "\",\"content\":\"deep\",\"fields\":{\"200\":" + deep
                                + ",\"201\":{\"" + "k".repeat(2_000) + "\":1}}}")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        execute("update messages.message set sealed_preview = null where id = '" + id + "'");

        alice.get(from.path("/conversations"))
                .then()
                .statusCode(200)
                .body("items[0].lastMessage.content", equalTo("deep"));
    }

    @Test
    void aFileThatCanNotBeReadIsGoneAndSaysWhy() throws SQLException {
        String id = send("damaged");
        damage("message", "sealed_packed", id);

        for (String part : List.of("/attachments/0", "/fields")) {
            alice.get("/api/v1/messages/" + id + part).then().statusCode(410).body("type", endsWith(":unreadable"));
        }
        alice.get("/api/v1/messages/" + id).then().statusCode(200).body("content", equalTo("damaged"));
    }

    @Test
    void aContactsNameThatCanNotBeReadIsNoneAndSaysSo() throws SQLException {
        send("x");
        String conversation = from.path("/conversations/" + to.address());
        alice.patch(conversation, Map.of("name", "Robert")).then().body("givenName", equalTo("Robert"));
        execute("update messages.contact set sealed_name = " + DAMAGED.formatted("sealed_name") + " where account = '"
                + alice.account + "'");

        alice.get(from.path("/conversations"))
                .then()
                .statusCode(200)
                .body("items[0].unreadable", equalTo(true))
                .body("items[0].givenName", nullValue())
                .body("items[0].name", equalTo("Bob"));
        alice.patch(conversation, Map.of("name", "Bobby"))
                .then()
                .statusCode(200)
                .body("name", equalTo("Bobby"))
                .body("unreadable", nullValue());
    }

    @Test
    void ticketsThatCanNotBeReadKeepNoMessageFromArriving() throws SQLException {
        bob.patch(to.path(""), Map.of("stampCost", 1)).then().statusCode(200);
        bob.post(to.path("/messages"), Map.of("to", from.address(), "content", "write back", "includeTicket", true))
                .then()
                .statusCode(202);
        execute("update messages.ticket_book set sealed_book = " + DAMAGED.formatted("sealed_book"));

        bob.post(to.path("/messages"), Map.of("to", from.address(), "content", "again", "includeTicket", true))
                .then()
                .statusCode(202)
                .body("state", equalTo("delivered"));
        send("paid by work");
    }

    /** The key of all that an account has sealed: nothing of it opens, and the lists say so row by row. */
    @Test
    void anotherKeyMakesRowsUnreadableAndNoListFail() throws SQLException {
        send("x");
        execute("update messages.message set sealed_body = '\\x00', sealed_preview = '\\x' where account = '"
                + alice.account + "'");

        alice.get(from.path("/messages")).then().statusCode(200).body("items[0].unreadable", equalTo(true));
        alice.get(from.path("/conversations"))
                .then()
                .statusCode(200)
                .body("items[0].lastMessage.unreadable", equalTo(true));
    }

    private String send(String content) {
        return alice.post(
                        from.path("/messages"),
                        Map.of(
                                "to",
                                to.address(),
                                "content",
                                content,
                                "attachments",
                                List.of(Map.of("name", "a", "data", "AA=="))))
                .then()
                .statusCode(202)
                .extract()
                .path("id");
    }

    private void damage(String table, String column, String id) throws SQLException {
        execute("update messages." + table + " set " + column + " = " + DAMAGED.formatted(column) + " where id = '" + id
                + "'");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = data.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
