package weft.gateway.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/** The calls of the contract, answered from {@link StubMailbox}; each answer is held to what a node was recorded to give. */
final class StubApi {

    static final String TOKEN = "stub-setup-token-0123456789";
    static final String PASSWORD = "tangle seven harbour lights";

    private static final int LIMIT = 1_000_000;

    final StubAccounts accounts = new StubAccounts();
    private final StubNode node;
    final StubOperators operators = new StubOperators(accounts);
    private final StubInvites invites = new StubInvites(accounts);
    private JsonObject sent;
    private String elsewhere;

    StubApi(StubNode node) {
        this.node = node;
    }

    void mount(Router router) {
        String base = "/api/v1";
        router.post(base + "/invites/accept").handler(invites::accept);
        router.get(base + "/accounts/rules").handler(StubOperators::accountRules);
        accounts.mountOpen(router);
        operators.mount(router, base);
        accounts.mount(router);
        router.get(base + "/invites").handler(context -> page(context, invites.all()));
        router.post(base + "/invites").handler(invites::make);
        router.delete(base + "/invites/:id").handler(invites::revoke);
        router.get(base + "/identities").handler(this::identities);
        router.post(base + "/identities").handler(this::makeIdentity);
        router.patch(base + "/identities/:id").handler(this::changeIdentity);
        router.post(base + "/identities/:id/announce")
                .handler(context -> context.response().setStatusCode(202).end());
        router.post(base + "/identities/:id/export").handler(context -> accounts.proven(context, StubKeys::export));
        router.get(base + "/identities/:id/mailbox").handler(context -> accounts.proven(context, StubKeys::mailbox));
        router.get(base + "/identities/:id/conversations").handler(this::conversations);
        router.get(base + "/identities/:id/neighbours").handler(context -> page(context, node.mailbox.neighbours));
        router.get(base + "/identities/:id/peers/:address")
                .handler(context -> StubNode.json(context, 200, node.mailbox.peer(context.pathParam("address"))));
        router.patch(base + "/identities/:id/conversations/:address").handler(this::changeConversation);
        router.get(base + "/identities/:id/conversations/:address/messages").handler(this::thread);
        router.post(base + "/identities/:id/messages").handler(this::send);
        router.get(base + "/messages/:id").handler(context -> StubNode.json(context, 200, message(context)));
        router.delete(base + "/messages/:id").handler(this::delete);
        router.get(base + "/messages/:id/trace")
                .handler(context -> StubNode.json(context, 200, list(node.mailbox.trace(message(context)), null)));
        router.get(base + "/messages/:id/attachments/:n").handler(this::file);
        router.get(base + "/announces").handler(context -> page(context, node.mailbox.announces));
        router.get(base + "/node").handler(context -> StubNode.json(context, 200, StubMesh.node()));
        router.get(base + "/interfaces").handler(context -> page(context, StubMesh.interfaces()));
        router.get(base + "/paths").handler(context -> page(context, StubMesh.paths()));
    }

    /** Makes the operator "mara" with an identity, as after a set-up. */
    void settle(String displayName) {
        accounts.add("mara", "operator");
        accounts.add("jonas", "member");
        node.mailbox.makeIdentity(displayName, false);
        node.mailbox.announced();
    }

    /** Somebody on this node has the identity with this key already. Event loop only. */
    void livesHere(String key) {
        elsewhere = key;
    }

    private void identities(RoutingContext context) {
        boolean has = node.mailbox.identity() != null
                && accounts.who(context).orElseThrow().getString("id").equals(StubAccounts.ME);
        page(context, has ? List.of(node.mailbox.identity()) : List.of());
    }

    private void makeIdentity(RoutingContext context) {
        JsonObject body = context.body().asJsonObject();
        String key = body.getString("privateKey");
        if (isUnnamed(context, body)) {
            return;
        }
        if (key != null && !StubKeys.isKey(key)) {
            StubNode.broken(
                    context,
                    "privateKey",
                    "private-key",
                    "privateKey is the 64 bytes of an identity: 128 hexadecimal digits, 104 characters of base32, or 88 of"
                            + " base64. This has " + key.length() + " characters that are none of them.",
                    new JsonObject());
        } else if (key != null && key.equals(elsewhere)) {
            StubNode.problem(
                    context,
                    409,
                    "identity-exists",
                    "This identity lives on this node already",
                    new JsonObject()
                            .put("detail", "An identity has one place on a node.")
                            .put("field", "privateKey"));
        } else {
            JsonObject made = node.mailbox
                    .makeIdentity(body.getString("displayName"), body.getBoolean("listed"))
                    .copy();
            node.mailbox.announced();
            StubNode.json(context, 201, made);
        }
    }

    private static boolean isUnnamed(RoutingContext context, JsonObject body) {
        String name = body.getString("displayName", "x");
        if (!name.isBlank() && !name.contains("\u202e")) {
            return false;
        }
        StubNode.broken(
                context,
                "displayName",
                "display-name",
                "displayName has at least one character that can be seen",
                new JsonObject().put("max", 128));
        return true;
    }

    private void changeIdentity(RoutingContext context) {
        JsonObject body = context.body().asJsonObject();
        if (!isUnnamed(context, body)) {
            StubNode.json(context, 200, node.mailbox.identity().mergeIn(body));
        }
    }

    /** Read up to a message, blocked, accepted. */
    private void changeConversation(RoutingContext context) {
        String peer = context.pathParam("address");
        JsonObject change = context.body().asJsonObject();
        if (change.remove("readUpTo") instanceof String upTo) {
            node.mailbox.readUpTo(peer, upTo);
        }
        node.mailbox.standing.merge(peer, change, JsonObject::mergeIn);
        node.tell(
                "message.conversation",
                new JsonObject().put("identity", StubMailbox.IDENTITY).put("peer", peer));
        StubNode.json(
                context,
                200,
                node.mailbox.conversations().stream()
                        .filter(one -> one.getString("peer").equals(peer))
                        .findFirst()
                        .orElseThrow());
    }

    private void thread(RoutingContext context) {
        page(context, node.mailbox.thread(context.pathParam("address")));
    }

    private void send(RoutingContext context) {
        JsonObject body = context.body().asJsonObject();
        if (body.encode().length() > LIMIT) {
            StubNode.problem(
                    context,
                    413,
                    "message-too-large",
                    "This is too large",
                    new JsonObject()
                            .put("detail", "A message has at most 1000000 bytes on the wire.")
                            .put("limit", LIMIT));
            return;
        }
        String meant = node.mailbox.identities.get(body.getString("to"));
        if (meant != null) {
            StubNode.broken(
                    context,
                    "to",
                    "identity-not-address",
                    "This is the hash of an identity, and not an address. The address of that identity is " + meant
                            + "; use that.",
                    new JsonObject().put("address", meant));
            return;
        }
        JsonArray files = new JsonArray();
        JsonArray data = body.getJsonArray("attachments", new JsonArray());
        for (int n = 0; n < data.size(); n++) {
            byte[] bytes = Base64.getDecoder().decode(data.getJsonObject(n).getString("data"));
            files.add(new JsonObject()
                    .put("n", n)
                    .put("name", data.getJsonObject(n).getString("name"))
                    .put("size", bytes.length));
        }
        JsonObject message = node.mailbox.add(
                "out",
                body.getString("to"),
                body.getString("content"),
                Instant.now(),
                new JsonObject()
                        .put("state", "accepted")
                        .put("attachments", files)
                        .put("kinds", new JsonArray())
                        .mergeIn(answering(body))
                        .put("hops", null));
        for (int n = 0; n < data.size(); n++) {
            node.mailbox.files.put(
                    message.getString("id") + "/" + n,
                    Base64.getDecoder().decode(data.getJsonObject(n).getString("data")));
        }
        node.tellOf(message, "message.created");
        StubNode.json(
                context,
                202,
                new JsonObject()
                        .put("id", message.getString("id"))
                        .put("hash", message.getString("hash"))
                        .put("state", "accepted"));
        sent = message;
    }

    /** What is answered and quoted, as the node tells it. */
    private static JsonObject answering(JsonObject body) {
        JsonObject told = new JsonObject();
        if (body.containsKey("replyTo")) {
            told.put("replyTo", body.getString("replyTo"));
        }
        JsonObject quote = body.getJsonObject("fields", new JsonObject()).getJsonObject("49");
        if (quote != null) {
            byte[] utf8 = Base64.getDecoder().decode(quote.getString("$bytes"));
            told.put("replyQuote", new String(utf8, StandardCharsets.UTF_8));
        }
        return told;
    }

    /** The message sent last gets on, or doesn't. Event loop only. */
    void lastSentBecomes(String state, String reason) {
        sent.put("state", state)
                .put("reason", reason)
                .put("deliveredAt", state.equals("delivered") ? Instant.now().toString() : null);
        node.tellOf(sent, "message.state");
    }

    private void delete(RoutingContext context) {
        node.mailbox.messages.remove(context.pathParam("id"));
        context.response().setStatusCode(204).end();
    }

    private void file(RoutingContext context) {
        byte[] bytes = node.mailbox.files.get(context.pathParam("id") + "/" + context.pathParam("n"));
        context.response()
                .putHeader("content-type", "application/octet-stream")
                .putHeader("content-disposition", "attachment")
                .end(Buffer.buffer(bytes));
    }

    private JsonObject message(RoutingContext context) {
        return node.mailbox.messages.get(context.pathParam("id"));
    }

    private void conversations(RoutingContext context) {
        List<JsonObject> all = node.mailbox.conversations();
        StubNode.json(
                context,
                200,
                pageOf(context, all)
                        .put(
                                "unread",
                                all.stream()
                                        .mapToInt(one -> one.getInteger("unread"))
                                        .sum()));
    }

    static void page(RoutingContext context, List<JsonObject> all) {
        StubNode.json(context, 200, pageOf(context, all));
    }

    private static JsonObject pageOf(RoutingContext context, List<JsonObject> all) {
        int from = Integer.parseInt(context.request().getParam("cursor", "0"));
        int to = Math.min(all.size(), from + Integer.parseInt(context.request().getParam("limit", "50")));
        return list(new JsonArray(all.subList(from, to)), to < all.size() ? String.valueOf(to) : null);
    }

    private static JsonObject list(JsonArray items, String next) {
        return new JsonObject().put("items", items).put("next", next);
    }
}
