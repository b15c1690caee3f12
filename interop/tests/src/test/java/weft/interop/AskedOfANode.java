package weft.interop;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import weft.interop.peers.PeerMessage;
import weft.interop.peers.ReferencePeer;

/**
 * Everything that the interface asks, asked in the states that matter, and what it is refused: of a node whose operator has written with
 * a stock peer, and where a proof is soon too old.
 */
final class AskedOfANode {

    static final Duration PROOF_LIFETIME = Duration.ofSeconds(5);

    /** Given to the node, so that a proof grows too old while it is asked. */
    static final String SHORT_PROOFS = "-Dweft.auth.sessions.proof-lifetime=" + PROOF_LIFETIME;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CONVERSATION = "/identities/{id}/conversations/{address}";
    private static final String PASSWORD = WeftNode.PASSWORD;
    private static final String ANOTHER = "four quite other words";
    private static final int TOO_MANY_VALUES = 5_000;
    private static final int ATTEMPTS = 15;

    private final NodeAnswers answers = new NodeAnswers();
    private final WeftNode weft;
    private final RawApi nobody;

    private RawApi mara;
    private String identity;
    private String account;

    private RawApi ruth;
    private JsonNode guest;
    private String guestAccount;
    private String jonas;
    private String reset;

    AskedOfANode(WeftNode weft) {
        this.weft = weft;
        this.nobody = RawApi.anonymous(weft.port());
    }

    NodeAnswers answers() {
        return answers;
    }

    /** What a node that nobody has set up is asked. */
    void beforeSetUp(String name) {
        answers.ask(nobody, "GET /session", 401);
        answers.ask(nobody, "GET /setup", 200);
        answers.ask(nobody, "GET /accounts/rules", 200);
        answers.ask(nobody, "POST /setup", 403, setUp("not-the-token-0123456789", name, PASSWORD));
        answers.ask(nobody, "POST /setup", 422, setUp(weft.setupToken(), name, "short"));
    }

    private static Map<String, String> setUp(String token, String name, String password) {
        return Map.of("token", token, "username", name, "password", password);
    }

    /** The rest, of a node that was set up by that operator; the account is locked afterwards for whoever isn't signed in. */
    void afterwards(String name, ReferencePeer peer) {
        answers.ask(nobody, "GET /setup", 200);
        signIn(name);
        invite(name);
        String secret = proven();
        firstIdentity(secret);
        String last = messages(peer);
        conversations(peer, last);
        mesh();
        passwords();
        accounts();
        answers.listen(Member.signIn(new Api(weft.port()), name).api(), "message.created", "message", last);
        staleProof();
        lock(name);
        JsonNode document = mara.send("GET", "/api/v1/openapi.json").body();
        answers.ask(mara, "DELETE /session", 204);
        answers.ask(mara, "GET /session", 401);
        answers.finish(document);
    }

    private void signIn(String name) {
        answers.ask(nobody, "GET /session", 401);
        answers.ask(nobody, "GET /identities", 401);
        answers.keepLastForAny();
        answers.ask(nobody, "POST /setup", 410, setUp("not-the-token-0123456789", name, PASSWORD));
        answers.ask(nobody, "POST /session", 401, credentials(name, "not this one at all"));
        answers.ask(nobody, "POST /session", 200, credentials(name, PASSWORD));
        mara = RawApi.signedIn(weft.port(), name);
        account = answers.ask(mara, "GET /session", 200).get("account").asText();
        answers.ask(mara, "POST /session/proof", 403, Map.of("password", "not this one at all"));
        prove();
        JsonNode own = answers.ask(mara, "GET /identities", 200).get("items").get(0);
        identity = own.get("id").asText();
    }

    private static Map<String, String> credentials(String name, String password) {
        return Map.of("username", name, "password", password);
    }

    private void prove() {
        answers.ask(mara, "POST /session/proof", 204, Map.of("password", PASSWORD));
    }

    private void invite(String name) {
        String code = code(Map.of());
        answers.ask(nobody, "POST /invites/accept", 404, accepting("no-such-code", "ruth", PASSWORD));
        answers.ask(nobody, "POST /invites/accept", 422, accepting(code, "ruth", "short"));
        answers.ask(nobody, "POST /invites/accept", 409, accepting(code, name, PASSWORD));
        guestAccount = answers.ask(nobody, "POST /invites/accept", 201, accepting(code, "ruth", PASSWORD))
                .get("id")
                .asText();
        answers.ask(nobody, "POST /invites/accept", 410, accepting(code, "late", PASSWORD));
        jonas = answers.ask(nobody, "POST /invites/accept", 201, accepting(code(Map.of()), "jonas", PASSWORD))
                .get("id")
                .asText();
        answers.ask(mara, "GET /accounts", 200);
        answers.ask(mara, "PATCH /accounts/{id}", 200, Map.of("disabled", false), jonas);
        answers.ask(mara, "POST /invites", 422, Map.of("uses", 101));
        prove();
        code(Map.of("label", "The crew of the Aurora", "role", "operator", "uses", 3));
        JsonNode all = answers.ask(mara, "GET /invites", 200).get("items");
        answers.ask(
                mara, "DELETE /invites/{id}", 204, null, all.get(0).get("id").asText());
        answers.ask(mara, "GET /invites", 200);
    }

    private String code(Map<String, Object> terms) {
        return answers.ask(mara, "POST /invites", 201, terms).get("code").asText();
    }

    private static Map<String, String> accepting(String code, String name, String password) {
        return Map.of("code", code, "username", name, "password", password);
    }

    /** All that takes a proof, so that this one is old when everything else has been asked. */
    private String proven() {
        prove();
        answers.ask(mara, "GET /identities/{id}/mailbox?check=true", 204, null, identity);
        answers.ask(mara, "GET /identities/{id}/mailbox", 200, null, identity);
        reset = answers.ask(mara, "POST /accounts/{id}/reset", 201, null, guestAccount)
                .get("code")
                .asText();
        return answers.ask(mara, "POST /identities/{id}/export", 200, null, identity)
                .get("hex")
                .asText();
    }

    /** That of a member who has just joined. */
    private void firstIdentity(String taken) {
        ruth = RawApi.signedIn(weft.port(), "ruth");
        answers.ask(ruth, "GET /session", 200);
        answers.ask(ruth, "GET /identities", 200);
        answers.ask(ruth, "POST /identities", 422, Map.of("displayName", "Ruth", "privateKey", "hello"));
        answers.ask(ruth, "POST /identities", 409, Map.of("displayName", "Ruth", "privateKey", taken));
        answers.ask(ruth, "POST /identities", 422, Map.of("displayName", " "));
        guest = answers.ask(ruth, "POST /identities", 201, Map.of("displayName", "Ruth", "listed", true));
        String id = guest.get("id").asText();
        until(() -> !ruth.send("GET", "/api/v1/identities/" + id)
                .body()
                .get("announcedAt")
                .isNull());
        answers.ask(ruth, "PATCH /identities/{id}", 422, Map.of("displayName", " "), id);
        answers.ask(ruth, "PATCH /identities/{id}", 200, Map.of("strangers", "request", "stampCost", 8), id);
        answers.ask(ruth, "GET /identities", 200);
        Map<String, Object> plain = new HashMap<>();
        plain.put("stampCost", null);
        answers.ask(ruth, "PATCH /identities/{id}", 200, plain, id);
        answers.ask(ruth, "POST /identities/{id}/announce", 202, null, id);
        answers.ask(mara, "GET /identities/{id}/neighbours", 200, null, identity);
    }

    /** Of each kind; gives the id of the last, which is of many at once. */
    private String messages(ReferencePeer peer) {
        String to = guest.get("address").asText();
        String plain = send(Map.of("to", to, "content", "plain"));
        String unknown = send(Map.of("to", "0f".repeat(16), "content", "to nobody"));
        until(() -> message(unknown).get("state").asText().equals("waiting"));
        answers.ask(
                mara,
                "POST /identities/{id}/messages",
                422,
                Map.of("to", guest.get("identityHash").asText(), "content", "x"),
                identity);
        answers.ask(
                mara,
                "POST /identities/{id}/messages",
                413,
                Map.of("to", to, "content", "x".repeat(1_100_000)),
                identity);
        send(Map.of("to", to, "content", "", "fields", Map.of("6", List.of("png", bytes(20)))));
        String last = send(Map.of(
                "to",
                to,
                "content",
                "many at once",
                "attachments",
                List.of(Map.of("name", "a.txt", "data", "YQ==")),
                "replyTo",
                message(plain).get("hash").asText(),
                "fields",
                Map.of(
                        "2",
                        bytes(30),
                        "4",
                        List.of("boat", bytes(3), bytes(3)),
                        "6",
                        List.of("png", bytes(20)),
                        "7",
                        List.of(4, bytes(60)),
                        "49",
                        bytes("plain".getBytes(StandardCharsets.UTF_8)),
                        "64",
                        Map.of("$map", List.of(List.of(0, bytes(32)), List.of(1, bytes("ok".getBytes())))))));
        String own = own().get("address").asText();
        peer.send(PeerMessage.of(own, "much".getBytes(StandardCharsets.UTF_8), "direct")
                .withMaps(TOO_MANY_VALUES));
        until(() -> message(last).get("state").asText().equals("delivered"));
        until(() -> lastOf(mara, identity, peer.address()).path("unreadFields").isObject());
        answers.ask(mara, "GET /identities/{id}/conversations", 200, null, identity);
        answers.ask(mara, "GET /messages/{id}/attachments/{n}", 200, null, last, "0");
        answers.ask(mara, "GET /messages/{id}/trace", 200, null, last);
        answers.ask(mara, "GET /messages/{id}/trace", 200, null, unknown);
        answers.ask(
                mara,
                "GET /messages/{id}/fields",
                200,
                null,
                lastOf(mara, identity, peer.address()).get("id").asText());
        peer.send(own, new byte[] {'f', (byte) 0xFC, 'r'}, "direct", Map.of());
        until(() -> lastOf(mara, identity, peer.address()).path("content").isNull());
        answers.ask(mara, "DELETE /messages/{id}", 204, null, plain);
        answers.ask(mara, "GET /messages/{id}", 404, null, plain);
        return last;
    }

    private JsonNode own() {
        return mara.send("GET", "/api/v1/identities/" + identity).body();
    }

    private String send(Map<String, Object> message) {
        return answers.ask(mara, "POST /identities/{id}/messages", 202, message, identity)
                .get("id")
                .asText();
    }

    private JsonNode message(String id) {
        return mara.send("GET", "/api/v1/messages/" + id).body();
    }

    private static JsonNode lastOf(RawApi who, String identity, String address) {
        return who.send(
                        "GET",
                        "/api/v1/identities/" + identity + "/conversations/" + address + "/messages?order=newest")
                .body()
                .path("items")
                .path(0);
    }

    private static Map<String, String> bytes(int length) {
        return bytes(new byte[length]);
    }

    private static Map<String, String> bytes(byte[] data) {
        return Map.of("$bytes", Base64.getEncoder().encodeToString(data));
    }

    private void conversations(ReferencePeer peer, String last) {
        String here = guest.get("address").asText();
        threads(mara, identity, List.of(here, peer.address(), "0f".repeat(16)));
        String guestId = guest.get("id").asText();
        String own = own().get("address").asText();
        until(() -> lastOf(ruth, guestId, own)
                .path("hash")
                .asText()
                .equals(message(last).get("hash").asText()));
        threads(ruth, guestId, List.of(own));
        String newest = lastOf(ruth, guestId, own).get("id").asText();
        for (Map<String, Object> change : List.<Map<String, Object>>of(
                Map.of("request", false),
                Map.of("blocked", true),
                Map.of("blocked", false),
                Map.of("readUpTo", newest))) {
            answers.ask(ruth, "PATCH " + CONVERSATION, 200, change, guestId, own);
        }
        answers.ask(ruth, "GET /identities/{id}/conversations", 200, null, guestId);
        answers.ask(ruth, "GET /identities/{id}/peers/{address}", 200, null, guestId, own);
        for (String address : List.of(here, peer.address(), "0f".repeat(16))) {
            for (boolean blocked : new boolean[] {true, false}) {
                answers.ask(mara, "PATCH " + CONVERSATION, 200, Map.of("blocked", blocked), identity, address);
            }
        }
        for (String address : List.of(
                here,
                peer.address(),
                "0f".repeat(16),
                "0e".repeat(16),
                guest.get("identityHash").asText())) {
            answers.ask(mara, "GET /identities/{id}/peers/{address}", 200, null, identity, address);
        }
    }

    private void threads(RawApi who, String id, List<String> peers) {
        answers.ask(who, "GET /identities/{id}/conversations", 200, null, id);
        for (String address : peers) {
            JsonNode thread =
                    answers.ask(who, "GET " + CONVERSATION + "/messages?order=newest", 200, null, id, address);
            thread.get("items").forEach(one -> List.of("GET /messages/{id}", "GET /messages/{id}/trace")
                    .forEach(operation ->
                            answers.ask(who, operation, 200, null, one.get("id").asText())));
        }
    }

    private void mesh() {
        for (String place : List.of(
                "node",
                "interfaces",
                "announces",
                "paths",
                "node/health",
                "messages/health",
                "accounts/health",
                "messages/rules")) {
            answers.ask(mara, "GET /" + place, 200);
        }
    }

    private void passwords() {
        answers.ask(nobody, "POST /resets/{code}", 404, Map.of("password", ANOTHER), "no-such-code");
        answers.ask(nobody, "POST /resets/{code}", 422, Map.of("password", "short"), reset);
        answers.ask(nobody, "POST /resets/{code}", 200, Map.of("password", ANOTHER), reset);
        JsonNode back = answers.ask(nobody, "POST /session", 200, credentials("ruth", ANOTHER));
        ruth = RawApi.signedIn(weft.port(), "ruth", ANOTHER);
        JsonNode notice = answers.ask(ruth, "GET /session", 200).get("notices").get(0);
        answers.ask(
                ruth,
                "DELETE /session/notices/{id}",
                204,
                null,
                notice.get("id").asText());
        answers.ask(ruth, "GET /sessions", 200);
        answers.ask(ruth, "DELETE /sessions/{id}", 204, null, back.get("id").asText());
        answers.ask(ruth, "PUT /password", 403, Map.of("current", PASSWORD, "new", "one more set of words"));
        answers.ask(ruth, "PUT /password", 204, Map.of("current", ANOTHER, "new", "one more set of words"));
    }

    private void accounts() {
        answers.ask(mara, "GET /accounts", 200);
        answers.ask(mara, "PATCH /accounts/{id}", 200, Map.of("disabled", true), guestAccount);
        answers.ask(nobody, "POST /session", 403, credentials("ruth", "one more set of words"));
        answers.ask(mara, "PATCH /accounts/{id}", 200, Map.of("disabled", false), guestAccount);
        answers.ask(mara, "GET /mailboxes?accounts=" + account + "," + guestAccount, 200);
        prove();
        answers.ask(mara, "DELETE /accounts/{id}", 409, null, account);
        answers.ask(mara, "DELETE /accounts/{id}", 204, null, jonas);
    }

    private void staleProof() {
        until(() ->
                mara.send("POST", "/api/v1/identities/" + identity + "/export").status() == 403);
        answers.ask(mara, "POST /identities/{id}/export", 403, null, identity);
        answers.ask(mara, "GET /identities/{id}/mailbox", 403, null, identity);
        answers.ask(mara, "POST /invites", 403, Map.of("role", "operator"));
        answers.ask(mara, "PATCH /accounts/{id}", 403, Map.of("disabled", true), account);
        answers.ask(mara, "POST /accounts/{id}/reset", 403, null, guestAccount);
        answers.ask(mara, "DELETE /accounts/{id}", 403, null, guestAccount);
    }

    /** Until nobody is let in under that name any more. */
    private void lock(String name) {
        Map<String, String> wrong = credentials("ruth", "not this one at all");
        List<Integer> said = new ArrayList<>();
        while (said.size() < ATTEMPTS && !said.contains(429)) {
            said.add(nobody.send("POST", "/api/v1/session", "application/json", json(wrong))
                    .status());
        }
        answers.ask(nobody, "POST /session", 429, wrong);
        answers.ask(mara, "GET /accounts", 200);
    }

    private static String json(Map<String, String> value) {
        return JSON.valueToTree(value).toString();
    }

    private static void until(BooleanSupplier condition) {
        await().until(condition::getAsBoolean);
    }
}
