package weft.message;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import weft.service.test.TestDatabase;

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
