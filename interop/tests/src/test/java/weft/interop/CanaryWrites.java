package weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Every write that a node says it serves, sent as the browser sends it, with {@link #CANARY} in whatever a member can write. A write
 * of the description that is not here, or a member of its body, fails the test: who adds one says here what it holds.
 */
final class CanaryWrites {

    /** Stands in each text that must be kept in clear nowhere. */
    static final String CANARY = "canary-";

    private static final String JSON = "application/json";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Members that are said to stay visible, or hold no text of a member's. */
    private static final Set<String> PLAIN = Set.of(
            "to",
            "method",
            "replyTo",
            "readUpTo",
            "displayName",
            "privateKey",
            "propagationNode",
            "strangers",
            "expiresAt",
            "roles",
            "scopes");

    /** What can be done once, and was. */
    private static final Set<String> ONLY_REFUSED = Set.of("POST /api/v1/setup");

    private final RawApi operator;
    private final RawApi stranger;
    private final Member member;
    private final String peer;
    private final int port;
    private final byte[] key;
    private final Set<String> done = new TreeSet<>();
    private final Map<String, Set<String>> sent = new LinkedHashMap<>();
    private int count;

    /**
     * @param node with an operator
     * @param member the operator, as somebody who has written with the peer
     * @param key 64 bytes of an identity to be taken over
     */
    CanaryWrites(WeftNode node, Member member, String peer, byte[] key) {
        this.port = node.port();
        this.key = key.clone();
        this.operator = RawApi.signedIn(node.port(), WeftNode.OPERATOR);
        this.stranger = RawApi.anonymous(node.port());
        this.member = member;
        this.peer = peer;
    }

    /** Sends all of them; what is done is told again to whoever repeats it. */
    void send() {
        List<Operation> described = operator.operations().stream()
                .filter(operation -> !operation.method().equals("GET"))
                .toList();
        described.forEach(this::refused);
        messages();
        identities();
        accounts();
        mesh();
        credentials();
        assertComplete(described);
    }

    private void messages() {
        String messages = "/api/v1/identities/" + member.identity() + "/messages";
        Map<String, Object> whole = Map.of(
                "to",
                peer,
                "title",
                text(),
                "content",
                text() + "x".repeat(3_000),
                "attachments",
                List.of(Map.of("name", text() + ".txt", "data", base64(text()))),
                "fields",
                Map.of("251", text()),
                "method",
                "direct",
                "includeTicket",
                false,
                "replyTo",
                "ab".repeat(32));
        String id = done("POST /api/v1/identities/{id}/messages", operator, messages, whole, 202)
                .body()
                .get("id")
                .asText();
        form(messages);
        done(
                "PATCH /api/v1/identities/{id}/conversations/{address}",
                operator,
                "/api/v1/identities/" + member.identity() + "/conversations/" + peer,
                Map.of("name", text() + "x".repeat(40), "blocked", false, "request", false, "readUpTo", id),
                200);
        done("DELETE /api/v1/messages/{id}", operator, "/api/v1/messages/" + id, null, 204);
    }

    private void form(String path) {
        String body = part("to", peer) + part("title", text()) + part("content", text())
                + "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + text() + ".txt\"\r\n\r\n"
                + text()
                + "\r\n--limit--\r\n";
        RawApi.Answer answer = operator.write("POST", path, "multipart/form-data; boundary=limit", body, text());
        assertThat(answer.status()).as("%s", answer).isEqualTo(202);
    }

    private static String part(String name, String text) {
        return "--limit\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + text + "\r\n";
    }

    private void identities() {
        String id = done(
                        "POST /api/v1/identities",
                        operator,
                        "/api/v1/identities",
                        Map.of(
                                "displayName",
                                "Visible",
                                "privateKey",
                                Base64.getEncoder().encodeToString(key),
                                "listed",
                                false),
                        201)
                .body()
                .get("id")
                .asText();
        String path = "/api/v1/identities/" + id;
        Map<String, Object> change = Map.of(
                "displayName",
                "Visible, too",
                "stampCost",
                4,
                "enforceStamps",
                false,
                "enforceRatchets",
                false,
                "propagationNode",
                "ab".repeat(16),
                "deliveryLimitKb",
                100,
                "strangers",
                "allow",
                "listed",
                false);
        done("PATCH /api/v1/identities/{id}", operator, path, change, 200);
        done("POST /api/v1/identities/{id}/announce", operator, path + "/announce", Map.of(), 202);
        done("POST /api/v1/identities/{id}/export", operator, path + "/export", Map.of(), 200);
        done("DELETE /api/v1/identities/{id}", operator, path, null, 204);
    }

    private void accounts() {
        String password = text() + "password";
        Map<String, Object> account = Map.of("username", "visible", "password", password, "roles", List.of("member"));
        String id = made("POST /api/v1/accounts", account);
        String path = "/api/v1/accounts/" + id;
        Map<String, Object> change = Map.of("roles", List.of("member"), "disabled", false, "locked", false);
        done("PATCH /api/v1/accounts/{id}", operator, path, change, 200);
        done(
                "POST /api/v1/session",
                stranger,
                "/api/v1/session",
                Map.of("username", "visible", "password", password),
                200);
        lockedOut(path);
        Map<String, Object> inAWeek = Map.of("label", "visible", "role", "member", "uses", 2, "expiresAt", soon());
        String code = done("POST /api/v1/invites", operator, "/api/v1/invites", inAWeek, 201)
                .body()
                .get("code")
                .asText();
        done(
                "POST /api/v1/invites/accept",
                stranger,
                "/api/v1/invites/accept",
                Map.of("code", code, "username", "visible-too", "password", text() + "password"),
                201);
        String unused = made("POST /api/v1/invites", inAWeek);
        done("DELETE /api/v1/invites/{id}", operator, "/api/v1/invites/" + unused, null, 204);
        done("DELETE /api/v1/accounts/{id}", operator, path, null, 204);
    }

    /** The member "visible" gets another password by a reset link, reads of it, and chooses a third one. */
    private void lockedOut(String path) {
        String code = done("POST /api/v1/accounts/{id}/reset", operator, path + "/reset", null, 201)
                .body()
                .get("code")
                .asText();
        String password = text() + "password";
        done("POST /api/v1/resets/{code}", stranger, "/api/v1/resets/" + code, Map.of("password", password), 200);
        RawApi visible = RawApi.signedIn(port, "visible", password);
        String notice = visible.send("GET", "/api/v1/session")
                .body()
                .get("notices")
                .get(0)
                .get("id")
                .asText();
        done("DELETE /api/v1/session/notices/{id}", visible, "/api/v1/session/notices/" + notice, null, 204);
        Map<String, Object> change = Map.of("current", password, "new", text() + "password");
        done("PUT /api/v1/password", visible, "/api/v1/password", change, 204);
    }

    private void credentials() {
        done(
                "POST /api/v1/session/proof",
                operator,
                "/api/v1/session/proof",
                Map.of("password", WeftNode.PASSWORD),
                204);
        String token = made(
                "POST /api/v1/tokens",
                Map.of("name", "visible", "scopes", List.of("messages:read"), "expiresAt", soon()));
        done("DELETE /api/v1/tokens/{id}", operator, "/api/v1/tokens/" + token, null, 204);
        RawApi.signedIn(port, WeftNode.OPERATOR);
        List<String> sessions =
                operator.send("GET", "/api/v1/sessions").body().get("items").findValuesAsText("id");
        done("DELETE /api/v1/sessions/{id}", operator, "/api/v1/sessions/" + sessions.getLast(), null, 204);
        done("DELETE /api/v1/session", operator, "/api/v1/session", null, 204);
    }

    private void mesh() {
        String path = "/api/v1/paths/" + peer;
        done("POST /api/v1/paths/{address}", operator, path, Map.of(), 202);
        done("DELETE /api/v1/paths/{address}", operator, path, null, 204);
    }

    /** The write as it may not be: each text is a canary, and whatever becomes of it, it is not kept. */
    private void refused(Operation operation) {
        Map<String, Object> body = new LinkedHashMap<>();
        operation.members().forEach((name, type) -> body.put(name, type.equals("array") ? List.of(text()) : text()));
        String path =
                operation.path().replaceAll("\\{[a-z]+}", UUID.randomUUID().toString());
        boolean open = operation.path().matches("/api/v1/(setup|session|invites/accept|resets/.*)");
        if (operation.hasBody()) {
            RawApi.Answer answer =
                    (open ? stranger : operator).write(operation.method(), path, JSON, json(body), text());
            assertThat(answer.isProblem()).as("%s: %s", operation, answer).isTrue();
            sent.computeIfAbsent(operation.toString(), _ -> new TreeSet<>())
                    .addAll(body.keySet().stream()
                            .filter(name -> !PLAIN.contains(name))
                            .collect(Collectors.toSet()));
        }
    }

    private String made(String operation, Map<String, Object> body) {
        return done(operation, operator, operation.split(" ")[1], body, 201)
                .body()
                .get("id")
                .asText();
    }

    /** Sends a write twice under one key, and hears the same twice. */
    private RawApi.Answer done(String operation, RawApi as, String path, Map<String, Object> body, int status) {
        String key = text();
        String method = operation.split(" ")[0];
        RawApi.Answer answer = as.write(method, path, JSON, body == null ? null : json(body), key);
        assertThat(answer.status()).as("%s: %s", operation, answer).isEqualTo(status);
        if (answer.body().has("id") && !operation.equals("POST /api/v1/session")) {
            RawApi.Answer again = as.write(method, path, JSON, json(body), key);
            assertThat(again.body()).as(operation).isEqualTo(answer.body());
        }
        done.add(operation);
        sent.computeIfAbsent(operation, _ -> new TreeSet<>()).addAll(body == null ? Set.of() : body.keySet());
        return answer;
    }

    private void assertComplete(List<Operation> described) {
        List<String> missing = new ArrayList<>();
        for (Operation operation : described) {
            Set<String> members = sent.getOrDefault(operation.toString(), Set.of());
            if (!done.contains(operation.toString()) && !ONLY_REFUSED.contains(operation.toString())) {
                missing.add(operation.toString());
            }
            operation.members().keySet().stream()
                    .filter(name -> !members.contains(name))
                    .forEach(name -> missing.add(operation + ": " + name));
        }
        assertThat(missing).as("writes and members that no canary was sent in").isEmpty();
    }

    private String text() {
        count++;
        return CANARY + count;
    }

    private static String soon() {
        return Instant.now().plusSeconds(86_400).toString();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String json(Object value) {
        return MAPPER.valueToTree(value).toString();
    }
}
