package weft.message;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import weft.service.test.TestDatabase;
import weft.service.token.Role;

/** Another member's things are not there, whatever is done to them. Generated from what the service says it serves. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class IsolationTest {

    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");

    @Test
    void aMemberSeesTheirOwnIdentitiesInTheOrderOfMaking() {
        Member owner = new Member();
        var first = owner.identity("First");
        new Member().identity("Other");
        var second = owner.identity("Second");

        owner.get("/api/v1/identities").then().statusCode(200).body("items.id", contains(first.id(), second.id()));
    }

    @Test
    void operatorsSeeWhoIsWhereAndHowMuchRoomTheyTakeInOneAnswerAndNothingOfWhatTheyWrote() {
        Member ruth = new Member();
        Member jonas = new Member();
        Member nobody = new Member();
        var own = ruth.identity("Ruth of the pier");
        List.of("Second", "Third", "Fourth").forEach(ruth::identity);
        var peer = jonas.identity("Jonas");
        ruth.post(own.path("/messages"), Map.of("to", peer.address(), "content", "for your eyes only"));
        String path = "/api/v1/mailboxes?accounts=" + ruth.account + "," + jonas.account + "," + nobody.account;
        ruth.get(path).then().statusCode(403);

        Member operator = new Member();
        operator.roles = List.of(Role.MEMBER, Role.OPERATOR);
        Response answer = operator.get(path);

        answer.then()
                .statusCode(200)
                .body("items.account", hasItems(ruth.account.toString(), jonas.account.toString()));
        Map<String, Object> seen = answer.path("items.find { it.account == '" + ruth.account + "' }");
        assertThat(seen.keySet())
                .containsExactlyInAnyOrder("account", "identities", "identityCount", "messages", "bytes", "bytesMost");
        assertThat(seen).containsEntry("identityCount", 4).containsEntry("messages", 1);
        assertThat((List<?>) seen.get("identities"))
                .hasSize(3)
                .first()
                .isEqualTo(Map.of("address", own.address(), "name", "Ruth of the pier"));
        assertThat((int) seen.get("bytes")).isPositive();
        assertThat(answer.<List<?>>path("items")).hasSize(2);
        operator.get("/api/v1/mailboxes?accounts=" + (ruth.account + ",").repeat(100) + ruth.account)
                .then()
                .statusCode(400);
        operator.get("/api/v1/mailboxes?accounts=ruth").then().statusCode(400).body("field", equalTo("accounts"));
    }

    @Test
    void theServiceTellsOperatorsHowItFaresAndMembersWhatTheirMessagesMayHold() {
        Member operator = new Member();
        operator.roles = List.of(Role.MEMBER, Role.OPERATOR);
        new Member().get("/api/v1/messages/health").then().statusCode(403);
        operator.get("/api/v1/messages/health")
                .then()
                .statusCode(200)
                .body("service", equalTo("weft-message"))
                .body("process.id", notNullValue())
                .body("process.items.code", hasItems("clock", "rows", "queues"))
                .body("process.items.find { it.code == 'clock' }.state", equalTo("good"))
                .body("items.code", contains("database", "hosting", "mailboxes"))
                .body("items.state", contains("good", "good", "good"));
        new Member()
                .get("/api/v1/messages/rules")
                .then()
                .statusCode(200)
                .body("messageBytes", equalTo(1_000_000))
                .body("displayNameBytes", equalTo(128));
    }

    @Test
    void everyOperationOnAnotherMembersObjectIsNotFound() {
        Member owner = new Member();
        Member other = new Member();
        var mine = owner.identity("Owner");
        var peer = owner.identity("Peer");
        other.identity("Other");
        // Not refused for want of a password: what is another's is not there, whoever asks.
        other.proven = true;
        String message = owner.post(
                        mine.path("/messages"),
                        Map.of(
                                "to",
                                peer.address(),
                                "content",
                                "x",
                                "attachments",
                                List.of(Map.of("name", "a", "data", ""))))
                .path("id");
        Map<String, Map<String, Object>> paths =
                given().get("/q/openapi?format=json").path("paths");

        List<String> tried = new ArrayList<>();
        paths.forEach((path, operations) -> operations.keySet().stream()
                .filter(METHODS::contains)
                .filter(_ -> path.contains("{"))
                .forEach(method -> {
                    String theirs = path.replace("{id}", path.startsWith("/api/v1/messages") ? message : mine.id())
                            .replace("{address}", peer.address())
                            .replace("{n}", "0");
                    assertThat(theirs).doesNotContain("{");
                    Response answer = send(other, method, theirs, peer.address());
                    tried.add(method + " " + path);
                    assertThat(answer.statusCode()).as(method + " " + theirs).isEqualTo(404);
                    assertThat(answer.contentType()).contains("application/problem+json");
                }));

        assertThat(tried).hasSizeGreaterThanOrEqualTo(13);
        owner.get("/api/v1/messages/" + message).then().statusCode(200);
    }

    @Test
    void withoutTheGatewaysTokenThereIsNothing() {
        given().get("/api/v1/identities").then().statusCode(404);
        given().header("Authorization", "Bearer x.y.z")
                .get("/api/v1/identities")
                .then()
                .statusCode(404);
    }

    private static Response send(Member member, String method, String path, String peer) {
        RequestSpecification call = member.call();
        if (method.equals("post") && path.endsWith("/messages")) {
            call = call.contentType("application/json").body(Map.of("to", peer, "content", "x"));
        } else if (!method.equals("get") && !method.equals("delete") && !path.endsWith("/announce")) {
            call = call.contentType("application/json").body(Map.of());
        }
        return call.request(method.toUpperCase(java.util.Locale.ROOT), path);
    }
}
