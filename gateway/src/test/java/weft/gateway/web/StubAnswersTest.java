package weft.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weft.browser.Answers;

/** The stub of the node answers as a real one was recorded to, whatever is asked: no member more, none less, none of another type. */
class StubAnswersTest {

    /** What journeys do before a real node alone. */
    private static final Set<String> NOT_STUBBED = Set.of(
            "PUT /password",
            "POST /resets/{code}",
            "POST /accounts/{id}/reset",
            "DELETE /session/notices/{id}",
            "GET /messages/{id}/fields");

    private static final String MINE = "/identities/" + StubMailbox.IDENTITY;
    private static final String WITH_BOB = MINE + "/conversations/" + StubStory.BOB;
    private static final Answers NODE = Answers.recorded();

    private final HttpClient client =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private final Set<String> asked = new HashSet<>();
    private Vertx vertx;
    private StubNode node;

    @BeforeEach
    void start() throws Exception {
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        node = new StubNode(vertx, context -> context.response().end());
    }

    @AfterEach
    void end() {
        client.close();
        node.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void everyOperationIsAnsweredAsANodeDoes() throws Exception {
        ask(401, "GET", "/session", null);
        ask(200, "GET", "/setup", null);
        ask(403, "POST", "/setup", setUp("wrong", StubApi.PASSWORD));
        ask(422, "POST", "/setup", setUp(StubApi.TOKEN, "short"));
        ask(201, "POST", "/setup", setUp(StubApi.TOKEN, StubApi.PASSWORD));
        ask(410, "POST", "/setup", setUp(StubApi.TOKEN, StubApi.PASSWORD));
        ask(401, "POST", "/session", credentials("wrong"));
        ask(200, "POST", "/session", credentials(StubApi.PASSWORD));
        ask(200, "GET", "/session", null);
        identity();
        mailbox();
        people();
        for (String place : List.of(
                "/node",
                "/interfaces",
                "/announces",
                "/paths",
                "/node/health",
                "/messages/health",
                "/accounts/health",
                "/messages/rules",
                "/accounts/rules",
                "/mailboxes?accounts=" + StubAccounts.ME)) {
            ask(200, "GET", place, null);
        }
        ask(204, "DELETE", "/session", null);
        for (int i = 0; i < 2; i++) {
            ask(401, "POST", "/session", credentials("wrong"));
        }
        ask(429, "POST", "/session", credentials("wrong"));

        assertThat(node.unlikeTheNode()).isEmpty();
        Set<String> left = new HashSet<>(NODE.answered());
        left.removeIf(
                operation -> asked.stream().anyMatch(one -> one.matches(operation.replaceAll("\\{[^}]+}", "[^/]+"))));
        assertThat(left).isEqualTo(NOT_STUBBED);
    }

    @Test
    void whatIsMissingOrMadeUpOrOfAnotherTypeIsNamed() throws IOException {
        JsonObject told = StubMesh.node();
        assertThat(held(told)).isEmpty();
        assertThat(held(told.copy().put("mood", "fine")))
                .containsExactly("GET /node 200.mood is not there with the node");
        assertThat(held(told.copy().put("version", 1)))
                .singleElement()
                .asString()
                .startsWith("GET /node 200.version is number");
        told.remove("name");
        assertThat(held(told)).containsExactly("GET /node 200.name is missing, and always there with the node");
        assertThat(NODE.hold("GET", "/nowhere", 200, JSON_HEADERS, tree(told)))
                .containsExactly("GET /nowhere 200 was never answered by the node");
        assertThat(NODE.hold("GET", "/node", 200, Map.of(), tree(StubMesh.node())))
                .singleElement()
                .asString()
                .startsWith("GET /node 200: headers {}");
    }

    private static final Map<String, String> JSON_HEADERS =
            Map.of("content-type", "application/json", "cache-control", "no-store");

    private static List<String> held(JsonObject told) throws IOException {
        return NODE.hold("GET", "/node", 200, JSON_HEADERS, tree(told));
    }

    private static JsonNode tree(JsonObject value) throws IOException {
        return new ObjectMapper().readTree(value.encode());
    }

    private void identity() throws Exception {
        ask(200, "GET", "/identities", null);
        ask(
                422,
                "POST",
                "/identities",
                new JsonObject().put("displayName", "Mara").put("privateKey", "hello"));
        node.change(() -> {
            node.api.livesHere("ab".repeat(64));
            return null;
        });
        ask(
                409,
                "POST",
                "/identities",
                new JsonObject().put("displayName", "Mara").put("privateKey", "ab".repeat(64)));
        ask(
                201,
                "POST",
                "/identities",
                new JsonObject().put("displayName", "Mara").put("listed", true));
        ask(200, "GET", "/identities", null);
        ask(422, "PATCH", MINE, new JsonObject().put("displayName", " "));
        ask(200, "PATCH", MINE, new JsonObject().put("stampCost", 8));
        ask(202, "POST", MINE + "/announce", null);
        ask(200, "POST", MINE + "/export", null);
        ask(204, "GET", MINE + "/mailbox?check=true", null);
        ask(200, "GET", MINE + "/mailbox", null);
    }

    private void mailbox() throws Exception {
        node.change(() -> {
            StubStory.fill(node);
            node.mailbox.identities.put("1de0".repeat(8), StubStory.BOB);
            node.mailbox.neighbours.add(
                    new JsonObject().put("address", "4074".repeat(8)).put("name", "Ruth"));
            return null;
        });
        ask(200, "GET", MINE + "/conversations?limit=2", null);
        ask(200, "GET", MINE + "/neighbours", null);
        for (String address : List.of(StubStory.BOB, "1de0".repeat(8), "4074".repeat(8))) {
            ask(200, "GET", MINE + "/peers/" + address, null);
        }
        ask(200, "PATCH", WITH_BOB, new JsonObject().put("blocked", true));
        JsonArray thread =
                ask(200, "GET", WITH_BOB + "/messages?order=newest", null).getJsonArray("items");
        for (int i = 0; i < thread.size(); i++) {
            ask(200, "GET", "/messages/" + thread.getJsonObject(i).getString("id"), null);
        }
        String withFile = "/messages/" + thread.getJsonObject(0).getString("id");
        ask(200, "GET", withFile + "/attachments/0", null);
        ask(200, "GET", withFile + "/trace", null);
        ask(413, "POST", MINE + "/messages", written("x".repeat(1_100_000)));
        ask(422, "POST", MINE + "/messages", written("hello").put("to", "1de0".repeat(8)));
        ask(202, "POST", MINE + "/messages", written("hello"));
        ask(204, "DELETE", withFile, null);
    }

    private void people() throws Exception {
        ask(422, "POST", "/invites", new JsonObject().put("uses", 101));
        String code = ask(201, "POST", "/invites", new JsonObject().put("label", "the crew"))
                .getString("code");
        ask(404, "POST", "/invites/accept", joining("none"));
        ask(422, "POST", "/invites/accept", joining(code).put("password", "short"));
        String joined = ask(201, "POST", "/invites/accept", joining(code)).getString("id");
        ask(410, "POST", "/invites/accept", joining(code));
        ask(201, "POST", "/invites", new JsonObject());
        String id = ask(200, "GET", "/invites", null)
                .getJsonArray("items")
                .getJsonObject(1)
                .getString("id");
        ask(204, "DELETE", "/invites/" + id, null);
        ask(200, "GET", "/invites", null);
        String jonas = ask(200, "GET", "/accounts", null)
                .getJsonArray("items")
                .getJsonObject(1)
                .getString("id");
        ask(200, "PATCH", "/accounts/" + jonas, new JsonObject().put("disabled", true));
        String device = ask(200, "GET", "/sessions", null)
                .getJsonArray("items")
                .getJsonObject(1)
                .getString("id");
        ask(204, "DELETE", "/sessions/" + device, null);
        node.change(() -> {
            node.api.accounts.proofGrowsOld();
            node.api.accounts.promote("jonas");
            return null;
        });
        ask(403, "PATCH", "/accounts/" + jonas, new JsonObject().put("disabled", false));
        ask(403, "POST", "/invites", new JsonObject().put("role", "operator"));
        ask(403, "POST", MINE + "/export", null);
        ask(403, "GET", MINE + "/mailbox", null);
        ask(403, "POST", "/session/proof", new JsonObject().put("password", "wrong"));
        ask(204, "POST", "/session/proof", new JsonObject().put("password", StubApi.PASSWORD));
        ask(204, "DELETE", "/accounts/" + joined, null);
    }

    private static JsonObject setUp(String token, String password) {
        return credentials(password).put("token", token);
    }

    private static JsonObject credentials(String password) {
        return new JsonObject().put("username", "mara").put("password", password);
    }

    private static JsonObject joining(String code) {
        return new JsonObject().put("code", code).put("username", "jonas").put("password", StubApi.PASSWORD);
    }

    private static JsonObject written(String content) {
        return new JsonObject().put("to", StubStory.BOB).put("content", content);
    }

    private JsonObject ask(int status, String method, String path, JsonObject body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(node.url() + "/api/v1" + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.encode()))
                .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode())
                .as("%s %s: %s", method, path, answer.body())
                .isEqualTo(status);
        if (status < 400) {
            asked.add(method + " " + path.split("\\?")[0]);
        }
        return answer.headers().firstValue("content-type").orElse("").contains("json")
                ? new JsonObject(answer.body())
                : new JsonObject();
    }
}
