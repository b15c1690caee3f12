package weft.message;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import weft.service.test.TestDatabase;

/** Whoever asks for something that isn't there is told so, and nothing of the rest is done. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class UnknownMemberTest {

    private static final String EXTRA = "präfix";

    @Test
    void everyWriteRefusesAMemberItDoesNotKnowByNameAndChangesNothing() {
        Member member = new Member();
        var mine = member.identity("Mine");
        var peer = member.identity("Peer");
        member.post(mine.path("/messages"), Map.of("to", peer.address(), "content", "first"))
                .then()
                .statusCode(202);
        Map<String, Map<String, Object>> bodies = Map.of(
                "post /api/v1/identities", Map.of("displayName", "Other"),
                "patch /api/v1/identities/{id}", Map.of("displayName", "Changed"),
                "patch /api/v1/identities/{id}/conversations/{address}", Map.of("name", "Changed", "blocked", true),
                "post /api/v1/identities/{id}/messages", Map.of("to", peer.address(), "content", "second"));
        assertThat(bodies.keySet()).isEqualTo(operationsWithABody());
        List<String> before = everything(member, mine, peer);

        bodies.forEach((operation, body) -> {
            Map<String, Object> more = new LinkedHashMap<>(body);
            more.put(EXTRA, 1);
            String[] parts = operation.split(" ");
            Response answer = member.call()
                    .contentType("application/json")
                    .body(more)
                    .request(
                            parts[0].toUpperCase(Locale.ROOT),
                            parts[1].replace("{id}", mine.id()).replace("{address}", peer.address()));
            assertThat(answer.statusCode())
                    .as(operation + ": " + answer.asString())
                    .isEqualTo(400);
            assertThat(answer.<String>path("field")).as(operation).isEqualTo(EXTRA);
            assertThat(answer.<String>path("detail")).as(operation).contains(EXTRA);
        });

        assertThat(everything(member, mine, peer)).isEqualTo(before);
    }

    @Test
    void soDoFilesOfAMessageAndTheFormOfOne() {
        Member member = new Member();
        var mine = member.identity("Mine");
        member.post(
                        mine.path("/messages"),
                        Map.of(
                                "to",
                                mine.address(),
                                "content",
                                "x",
                                "attachments",
                                List.of(
                                        Map.of("name", "a", "data", ""),
                                        Map.of("name", "b", "data", "", "type", "text/plain"))))
                .then()
                .statusCode(400)
                .body("field", equalTo("attachments[1].type"));
        member.call()
                .multiPart("to", mine.address())
                .multiPart("content", "x")
                .multiPart("priority", "high")
                .post(mine.path("/messages"))
                .then()
                .statusCode(400)
                .body("field", equalTo("priority"));
    }

    private static Set<String> operationsWithABody() {
        Map<String, Map<String, Map<String, Object>>> paths =
                given().get("/q/openapi?format=json").path("paths");
        Set<String> found = new TreeSet<>();
        paths.forEach((path, operations) -> operations.forEach((method, operation) -> {
            if (operation.containsKey("requestBody")) {
                found.add(method + " " + path);
            }
        }));
        return found;
    }

    private static List<String> everything(Member member, Member.Own mine, Member.Own peer) {
        return List.of(
                member.get("/api/v1/identities").asString(),
                member.get(mine.path("/conversations/" + peer.address())).path("name") + " "
                        + member.get(mine.path("/conversations/" + peer.address()))
                                .path("blocked"),
                member.get(mine.path("/messages?direction=out")).path("items.size()") + " sent");
    }
}
