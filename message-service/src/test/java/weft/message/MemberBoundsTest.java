package weft.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import weft.message.config.MessageSettings;
import weft.message.delivery.FullMailboxes;
import weft.message.domain.StateChange.Trace;
import weft.message.store.Identities;
import weft.message.store.Traces;
import weft.message.store.sql.Database;
import weft.service.health.StorageRoom;
import weft.service.test.TestDatabase;

/** What one member may have, and what happens when it has that. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class MemberBoundsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    MessageSettings config;

    @Inject
    FullMailboxes fullMailboxes;

    @Inject
    StorageRoom storage;

    @Inject
    Database database;

    @Inject
    Traces traces;

    @Inject
    @DataSource("messages")
    AgroalDataSource data;

    private final Member alice = new Member();
    private final Member bob = new Member();

    @Test
    void aMemberWhoKeepsAsManyMessagesAsItMaySendsNoMoreUntilItDeletesOne() {
        var from = alice.identity("Alice");
        var to = bob.identity("Bob");
        quota(alice, "message_quota", 2);
        String first = send(from, to, "one").then().statusCode(202).extract().path("id");
        send(from, to, "two").then().statusCode(202);

        send(from, to, "three")
                .then()
                .statusCode(422)
                .body("type", endsWith(":quota"))
                .body("limit", equalTo(2));

        alice.call().delete("/api/v1/messages/" + first).then().statusCode(204);
        send(from, to, "three").then().statusCode(202);
    }

    @Test
    void aMemberWhoseMessagesTakeAllTheBytesTheyMaySendsNoMore() {
        var from = alice.identity("Alice");
        var to = bob.identity("Bob");
        quota(alice, "byte_quota", 1_000);
        String first = send(from, to, noise()).then().statusCode(202).extract().path("id");

        send(from, to, "x")
                .then()
                .statusCode(422)
                .body("type", endsWith(":quota"))
                .body("limit", equalTo(1_000));

        alice.call().delete("/api/v1/messages/" + first).then().statusCode(204);
        send(from, to, "x").then().statusCode(202);
    }

    @Test
    void whileTheDiskIsFullNothingIsSentAndWhatIsThereIsRead() {
        var from = alice.identity("Alice");
        var to = bob.identity("Bob");
        String first = send(from, to, "one").then().statusCode(202).extract().path("id");
        storage.tell(true);
        try {
            send(from, to, "two")
                    .then()
                    .statusCode(507)
                    .body("type", endsWith(":no-room"))
                    .header("Retry-After", "60");
            alice.get("/api/v1/messages/" + first).then().statusCode(200).body("content", equalTo("one"));
            alice.call().delete("/api/v1/messages/" + first).then().statusCode(204);
        } finally {
            storage.tell(false);
        }
        send(from, to, "two").then().statusCode(202);
    }

    @Test
    void nothingIsTakenInForAMemberWithoutRoomUntilItHasSome() {
        var from = alice.identity("Alice");
        var to = bob.identity("Bob");
        send(from, to, "fits").then().statusCode(202).body("state", equalTo("delivered"));
        quota(bob, "message_quota", 1);
        await().atMost(PATIENCE).until(() -> fullMailboxes.contains(bob.account));

        Response refused = send(from, to, "does not fit");

        refused.then().statusCode(202).body("state", equalTo("refused"));
        alice.get("/api/v1/messages/" + refused.path("id")).then().body("reason", equalTo("quota"));
        alice.get("/api/v1/messages/" + refused.path("id") + "/trace").then().body("items.code", hasItem("refused"));
        bob.get(to.path("/messages")).then().body("items.size()", equalTo(1));
        quota(bob, "message_quota", 2);
        await().atMost(PATIENCE).until(() -> !fullMailboxes.contains(bob.account));
        send(from, to, "fits again").then().statusCode(202).body("state", equalTo("delivered"));
    }

    @Test
    void aMemberWithAllTheIdentitiesItMayHaveIsRefusedAnother() {
        List<Member.Own> made = new ArrayList<>();
        for (int i = 0; i < config.identitiesPerAccount(); i++) {
            made.add(alice.identity("Number " + i));
        }

        alice.post("/api/v1/identities", Map.of("displayName", "One more"))
                .then()
                .statusCode(422)
                .body("type", endsWith(":too-many-identities"));
        // Announces leave one a second: identities of other tests would wait for all of these.
        made.forEach(identity -> alice.call().delete(identity.path("")).then().statusCode(204));
    }

    @Test
    void anIdentityIsAnnouncedSoManyTimesAMinuteOnDemand() {
        var own = alice.identity("Alice");
        for (int i = 0; i < Identities.ANNOUNCES_PER_MINUTE; i++) {
            alice.call().post(own.path("/announce")).then().statusCode(202);
        }

        alice.call().post(own.path("/announce")).then().statusCode(429).body("type", endsWith(":too-many-announces"));
    }

    @Test
    void theTraceOfAMessageEndsAtItsBoundAndTheMessageGoesOn() {
        var from = alice.identity("Alice");
        var to = bob.identity("Bob");
        String id = send(from, to, "traced").path("id");
        database.perform(transaction -> {
            for (int i = 0; i < Traces.MAX_STEPS; i++) {
                traces.add(transaction, alice.account, UUID.fromString(id), Trace.of("step-" + i, "A step."));
            }
        });

        alice.get("/api/v1/messages/" + id + "/trace?limit=200")
                .then()
                .body("items.size()", equalTo(Traces.MAX_STEPS))
                .body("items[0].code", equalTo("accepted"));
        assertThat(alice.get("/api/v1/messages/" + id).<String>path("state")).isEqualTo("delivered");
    }

    /** Text that takes its length and more. */
    private static String noise() {
        return IntStream.range(0, 1_000)
                .mapToObj(_ -> Character.toString(ThreadLocalRandom.current().nextInt(0x4e00, 0x9000)))
                .collect(Collectors.joining());
    }

    private Response send(Member.Own from, Member.Own to, String content) {
        return alice.post(from.path("/messages"), Map.of("to", to.address(), "content", content));
    }

    private void quota(Member member, String column, long most) {
        try (Connection connection = data.getConnection();
                PreparedStatement update =
                        connection.prepareStatement("update messages.account set " + column + " = ? where id = ?")) {
            update.setLong(1, most);
            update.setObject(2, member.account);
            assertThat(update.executeUpdate()).isOne();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
