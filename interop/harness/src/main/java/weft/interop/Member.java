package weft.interop;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.awaitility.core.ConditionTimeoutException;

/** A signed-in member of a Weft node, with the identity made first. */
public final class Member {

    private static final Set<String> ENDED = Set.of("delivered", "refused", "failed", "expired", "cancelled");

    private final Api api;
    private String identity;
    private String address;

    private Member(Api api) {
        this.api = api;
    }

    public static Member signIn(Api api, String username) {
        api.post("/api/v1/session", Map.of("username", username, "password", WeftNode.PASSWORD))
                .expect(200);
        return new Member(api);
    }

    /** A member whom the gateway has let in already. */
    public static Member behindTheDoor(Api api) {
        return new Member(api);
    }

    public Api api() {
        return api;
    }

    /** Makes an identity; the member then writes as it. */
    public Member withIdentity(String displayName) {
        return take(Map.of("displayName", displayName));
    }

    /** Takes over an identity, so that a test knows its 64 private bytes. */
    public Member withIdentity(String displayName, byte[] privateKey) {
        return take(Map.of(
                "displayName", displayName, "privateKey", Base64.getEncoder().encodeToString(privateKey)));
    }

    private Member take(Map<String, String> wanted) {
        JsonNode made = api.post("/api/v1/identities", wanted).expect(201);
        identity = made.get("id").asText();
        address = made.get("address").asText();
        return this;
    }

    public String identity() {
        return identity;
    }

    /** The LXMF address: 32 hexadecimal digits. */
    public String address() {
        return address;
    }

    public void announce() {
        api.post("/api/v1/identities/" + identity + "/announce", Map.of()).expect(202);
    }

    /** Sends a message and returns its id. */
    public String send(String to, String content, String method) {
        return send(Map.of("to", to, "content", content, "method", method))
                .expect(202)
                .get("id")
                .asText();
    }

    public Api.Answer send(Map<String, Object> message) {
        return api.post("/api/v1/identities/" + identity + "/messages", message);
    }

    /** A write that may be repeated when its answer was lost. */
    public Api.Answer send(Map<String, Object> message, String idempotencyKey) {
        return api.post("/api/v1/identities/" + identity + "/messages", message, idempotencyKey);
    }

    public JsonNode message(String id) {
        return api.get("/api/v1/messages/" + id).expect(200);
    }

    /** Waits until the message has that state; fails at once when it ended in another. */
    public JsonNode awaitState(String id, String state, Duration limit) {
        try {
            Api.await("message " + id + " to be " + state, limit, () -> {
                String now = message(id).get("state").asText();
                if (ENDED.contains(now) && !now.equals(state)) {
                    throw new AssertionError("the message is " + now + ": " + message(id));
                }
                return now.equals(state);
            });
        } catch (AssertionError | ConditionTimeoutException failed) {
            throw new AssertionError(message(id) + "\n" + trace(id), failed);
        }
        return message(id);
    }

    /** Everything received so far, in the order of arrival. */
    public List<JsonNode> received() {
        return all("in");
    }

    /** Everything written so far, in order. */
    public List<JsonNode> written() {
        return all("out");
    }

    private List<JsonNode> all(String direction) {
        List<JsonNode> all = new ArrayList<>();
        String cursor = null;
        while (true) {
            String path = "/api/v1/identities/" + identity + "/messages?direction=" + direction + "&limit=200"
                    + (cursor == null ? "" : "&cursor=" + cursor);
            JsonNode page = api.get(path).expect(200);
            if (page.get("items").isEmpty()) {
                return all;
            }
            page.get("items").forEach(all::add);
            cursor = page.get("next").asText();
        }
    }

    /** Waits until the node has heard an announce of that address. */
    public void awaitAnnounce(String of, Duration limit) {
        Api.await("an announce of " + of, limit, () -> hasHeard(of));
    }

    /** Whether an announce of that address is among the newest fifty. */
    public boolean hasHeard(String of) {
        for (JsonNode announce : api.get("/api/v1/announces").expect(200).get("items")) {
            if (announce.get("address").asText().equals(of)) {
                return true;
            }
        }
        return false;
    }

    /** The trace of a message in words, a line a step. */
    public String trace(String id) {
        StringBuilder lines = new StringBuilder();
        api.get("/api/v1/messages/" + id + "/trace")
                .expect(200)
                .findValuesAsText("text")
                .forEach(text -> lines.append(text).append('\n'));
        return lines.toString();
    }

    /** Waits until the message with that hash, 64 hexadecimal digits, has been received. */
    public JsonNode awaitHash(String hash, Duration limit) {
        Api.await("the message " + hash, limit, () -> findHash(hash).isPresent());
        return findHash(hash).orElseThrow();
    }

    private Optional<JsonNode> findHash(String hash) {
        return received().stream()
                .filter(message -> message.get("hash").asText().equals(hash))
                .findFirst();
    }

    /** Waits until a message with that content has been received. */
    public JsonNode awaitContent(String content, Duration limit) {
        Api.await("a message \"" + abbreviated(content) + "\"", limit, () -> find(content)
                .isPresent());
        return find(content).orElseThrow();
    }

    private Optional<JsonNode> find(String content) {
        return received().stream()
                .filter(message -> message.get("content").asText().equals(content))
                .findFirst();
    }

    /** How often each content was received: for tests that look for losses and doubles. */
    public Map<String, Integer> receivedContents() {
        Map<String, Integer> counts = new HashMap<>();
        received().forEach(message -> counts.merge(message.get("content").asText(), 1, Integer::sum));
        return counts;
    }

    private static String abbreviated(String content) {
        return content.length() <= 40 ? content : content.substring(0, 40) + "… (" + content.length() + ")";
    }
}
