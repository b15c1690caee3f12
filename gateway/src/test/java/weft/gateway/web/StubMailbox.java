package weft.gateway.web;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the stub of the node knows: one identity, its messages, and what was heard. Only the stub's event loop calls it. */
final class StubMailbox {

    static final String IDENTITY = "0193c2a0-0000-7000-8000-000000000001";
    static final String OWN_ADDRESS = "c0ffee00112233445566778899aabbcc";

    /** Members of a message that a list of conversations leaves out. */
    private static final List<String> LEFT_OUT = List.of(
            "fields",
            "progress",
            "hops",
            "stampValue",
            "stampValid",
            "ratchetId",
            "rssi",
            "snr",
            "image",
            "audio",
            "replyTo",
            "replyQuote",
            "unreadFields");

    final Map<String, JsonObject> messages = new LinkedHashMap<>();
    final Map<String, byte[]> files = new LinkedHashMap<>();
    final Map<String, String> names = new LinkedHashMap<>();
    /** Up to which message each conversation was read. */
    private final Map<String, Integer> read = new LinkedHashMap<>();

    private final Map<String, Integer> places = new LinkedHashMap<>();
    /** Addresses by the hash of their identity. */
    final Map<String, String> identities = new LinkedHashMap<>();

    final Map<String, JsonObject> standing = new LinkedHashMap<>();
    /** Who else is on the node and wants to be seen. */
    final List<JsonObject> neighbours = new ArrayList<>();

    final List<JsonObject> announces = new ArrayList<>();
    private JsonObject identity;
    private int last;

    /** The member's identity; null before it was made. */
    JsonObject identity() {
        return identity;
    }

    JsonObject makeIdentity(String displayName, boolean listed) {
        identity = new JsonObject()
                .put("id", IDENTITY)
                .put("identityHash", "5e1f".repeat(8))
                .put("address", OWN_ADDRESS)
                .put("displayName", displayName)
                .put("stampCost", null)
                .put("enforceStamps", false)
                .put("enforceRatchets", false)
                .put("propagationNode", null)
                .put("deliveryLimitKb", null)
                .put("strangers", "allow")
                .put("listed", listed)
                .put("createdAt", Instant.now().toString())
                .put("announcedAt", null)
                .put("state", "ready");
        return identity;
    }

    /** The node has announced it, as it does by itself soon after it was made. */
    void announced() {
        identity.put("announcedAt", Instant.now().toString());
    }

    /** Adds a message with this peer and returns it; {@code more} overrides members. */
    JsonObject add(String direction, String peer, String content, Instant at, JsonObject more) {
        boolean in = direction.equals("in");
        String id = "0193c2a0-1111-7000-8000-%012x".formatted(++last);
        JsonObject message = new JsonObject()
                .put("id", id)
                .put("identity", IDENTITY)
                .put("hash", "%064x".formatted(last))
                .put("direction", direction)
                .put("from", in ? peer : OWN_ADDRESS)
                .put("to", in ? OWN_ADDRESS : peer)
                .put("title", "")
                .put("content", content)
                .put("fields", new JsonObject())
                .put("attachments", new JsonArray())
                .put("kinds", new JsonArray())
                .put("method", "direct")
                .put("state", "delivered")
                .put("reason", null)
                .put("progress", 1)
                .put("signature", "valid")
                .put("request", false)
                .put("hops", in ? 2 : null)
                .put("stampValue", null)
                .put("stampValid", null)
                .put("ratchetId", null)
                .put("rssi", null)
                .put("snr", null)
                .put("sentAt", at.toString())
                .put("receivedAt", in ? at.toString() : null)
                .put("deliveredAt", at.toString())
                .mergeIn(more);
        if (!in && !message.getString("state").equals("delivered")) {
            message.put("deliveredAt", null);
        }
        messages.put(id, message);
        places.put(id, last);
        return message;
    }

    /** All there is of the peer has been read. */
    void readAll(String peer) {
        read.put(peer, last);
    }

    /** Everything of the peer up to this message has been read. */
    void readUpTo(String peer, String id) {
        read.merge(peer, places.get(id), Math::max);
    }

    private boolean isBlocked(String peer) {
        return standing.getOrDefault(peer, new JsonObject()).getBoolean("blocked", false);
    }

    private boolean isUnread(JsonObject message) {
        return message.getString("direction").equals("in")
                && places.get(message.getString("id")) > read.getOrDefault(peerOf(message), 0);
    }

    /** All conversations, newest first. */
    List<JsonObject> conversations() {
        Map<String, JsonObject> byPeer = new LinkedHashMap<>();
        Map<String, List<String>> unread = new LinkedHashMap<>();
        for (JsonObject message : messages.values()) {
            byPeer.put(peerOf(message), message);
            if (isUnread(message) && !isBlocked(peerOf(message))) {
                unread.computeIfAbsent(peerOf(message), _ -> new ArrayList<>()).add(message.getString("id"));
            }
        }
        List<JsonObject> list = new ArrayList<>();
        byPeer.forEach((peer, newest) -> list.add(new JsonObject()
                .put("peer", peer)
                .put("name", names.get(peer))
                .put("givenName", null)
                .put("announcedName", names.get(peer))
                .put("unread", unread.getOrDefault(peer, List.of()).size())
                .put("firstUnread", unread.containsKey(peer) ? unread.get(peer).getFirst() : null)
                .put("request", false)
                .put("blocked", false)
                .put("lastAt", newest.getString("sentAt"))
                .put("lastMessage", preview(newest))
                .mergeIn(standing.getOrDefault(peer, new JsonObject()))));
        list.sort((a, b) -> time(b.getJsonObject("lastMessage")).compareTo(time(a.getJsonObject("lastMessage"))));
        return list;
    }

    /** What a list tells of a message. */
    private static JsonObject preview(JsonObject message) {
        JsonObject preview = message.copy();
        LEFT_OUT.forEach(preview::remove);
        return preview;
    }

    /** What is known of an address, whoever it is. */
    JsonObject peer(String address) {
        return new JsonObject()
                .put("address", address)
                .put("name", names.get(address))
                .put("givenName", null)
                .put("announcedName", names.get(address))
                .put("blocked", isBlocked(address))
                .put("known", names.containsKey(address))
                .put("local", neighbours.stream().anyMatch(one -> one.getString("address")
                        .equals(address)))
                .put("writeTo", identities.get(address))
                .put(
                        "conversation",
                        conversations().stream()
                                .filter(one -> one.getString("peer").equals(address))
                                .findFirst()
                                .orElse(null));
    }

    /** One thread, newest first. */
    List<JsonObject> thread(String peer) {
        return messages.values().stream()
                .filter(message -> peerOf(message).equals(peer))
                .toList()
                .reversed();
    }

    /** What is told of a message in its trace. */
    JsonArray trace(JsonObject message) {
        Instant at = Instant.parse(message.getString("sentAt"));
        JsonArray items = new JsonArray();
        step(items, at, "accepted", "Accepted and on disk.", Map.of());
        step(items, at.plusSeconds(1), "path-asked", "No path to the recipient is known.", Map.of("request", 1));
        step(items, at.plusSeconds(4), "path-found", "A path was found: 2 hops away.", Map.of("hops", 2));
        step(items, at.plusSeconds(6), "link-established", "The link stands.", Map.of("ms", 420));
        step(
                items,
                at.plusSeconds(6),
                "link-ended",
                "Attempt 1: the link ended before the message was confirmed: gave way.",
                Map.of("attempt", 1, "reason", "gave-way"));
        step(items, at.plusSeconds(7), "proven", "The recipient confirmed it.", Map.of());
        step(items, at.plusSeconds(9), "unheard-of", "A sentence nobody has translated.", Map.of());
        return items;
    }

    private static void step(JsonArray items, Instant at, String code, String text, Map<String, Object> facts) {
        items.add(new JsonObject()
                .put("at", at.toString())
                .put("code", code)
                .put("text", text)
                .put("facts", new JsonObject(facts)));
    }

    private static String peerOf(JsonObject message) {
        return message.getString("direction").equals("in") ? message.getString("from") : message.getString("to");
    }

    private static Instant time(JsonObject message) {
        return Instant.parse(message.getString("sentAt"));
    }
}
