package weft.gateway.web;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Cookie;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The calls of the contract, answered from {@link StubMailbox}. */
final class StubApi {

    static final String TOKEN = "stub-setup-token-0123456789";
    static final String PASSWORD = "tangle seven harbour lights";
    private static final String ME = "0193c2a0-2222-7000-8000-000000000001";

    private static final int LIMIT = 1_000_000;

    private final StubNode node;
    private final List<JsonObject> accounts = new ArrayList<>();
    final StubOperators operators = new StubOperators(this);
    private final StubInvites invites = new StubInvites(this);
    private final List<JsonObject> devices = new ArrayList<>();
    private JsonObject sent;
    private int wrong;

    /** Whether the password was given long ago. */
    private boolean stale;

    StubApi(StubNode node) {
        this.node = node;
    }

    void mount(Router router) {
        String base = "/api/v1";
        router.get(base + "/session").handler(this::whoAmI);
        router.post(base + "/session").handler(this::signIn);
        router.post(base + "/setup").handler(this::setUp);
        router.post(base + "/invites/accept").handler(invites::accept);
        router.get(base + "/accounts/rules").handler(StubOperators::accountRules);
        router.route("/api/*").handler(this::signedIn);
        operators.mount(router, base);
        router.delete(base + "/session").handler(this::signOut);
        router.post(base + "/session/proof").handler(this::prove);
        router.get(base + "/sessions").handler(context -> page(context, devices));
        router.delete(base + "/sessions/:id").handler(context -> remove(context, devices));
        router.get(base + "/accounts").handler(context -> page(context, operators.listed()));
        router.patch(base + "/accounts/:id").handler(this::changeAccount);
        router.delete(base + "/accounts/:id").handler(operators::deleteAccount);
        router.get(base + "/invites").handler(context -> page(context, invites.all()));
        router.post(base + "/invites").handler(invites::make);
        router.delete(base + "/invites/:id").handler(invites::revoke);
        router.get(base + "/identities").handler(this::identities);
        router.post(base + "/identities").handler(this::makeIdentity);
        router.patch(base + "/identities/:id").handler(this::changeIdentity);
        router.post(base + "/identities/:id/announce")
                .handler(context -> context.response().setStatusCode(202).end());
        router.post(base + "/identities/:id/export").handler(context -> proven(context, StubKeys::export));
        router.get(base + "/identities/:id/mailbox").handler(context -> proven(context, StubKeys::mailbox));
        router.get(base + "/identities/:id/conversations").handler(this::conversations);
        router.get(base + "/identities/:id/neighbours").handler(context -> page(context, node.mailbox.neighbours));
        router.get(base + "/identities/:id/peers/:address")
                .handler(context -> json(context, 200, node.mailbox.peer(context.pathParam("address"))));
        router.patch(base + "/identities/:id/conversations/:address").handler(this::changeConversation);
        router.get(base + "/identities/:id/conversations/:address/messages").handler(this::thread);
        router.post(base + "/identities/:id/messages").handler(this::send);
        router.get(base + "/messages/:id").handler(context -> json(context, 200, message(context)));
        router.delete(base + "/messages/:id").handler(this::delete);
        router.get(base + "/messages/:id/trace")
                .handler(context -> json(context, 200, list(node.mailbox.trace(message(context)), null)));
        router.get(base + "/messages/:id/attachments/:n").handler(this::file);
        router.get(base + "/announces").handler(this::announces);
        router.get(base + "/node").handler(context -> json(context, 200, StubMesh.node()));
        router.get(base + "/interfaces").handler(context -> page(context, StubMesh.interfaces()));
        router.get(base + "/paths").handler(context -> page(context, StubMesh.paths()));
    }

    /** Makes the operator "mara" with an identity, as after a set-up. */
    void settle(String displayName) {
        account("mara", "operator");
        account("jonas", "member");
        node.mailbox.makeIdentity(displayName);
    }

    /** The member becomes an operator. Event loop only. */
    void promote(String username) {
        accounts.stream()
                .filter(one -> one.getString("username").equals(username))
                .forEach(one -> one.getJsonArray("roles").add("operator"));
    }

    /** From now on dangerous acts take the password again. Event loop only. */
    void proofGrowsOld() {
        stale = true;
    }

    /** Whether what takes a recent proof is refused just now. Event loop only. */
    boolean isProofOld() {
        return stale;
    }

    /** Makes an account. Event loop only. */
    JsonObject account(String username, String role) {
        JsonArray roles = role.equals("operator") ? JsonArray.of("member", "operator") : JsonArray.of(role);
        JsonObject made = new JsonObject()
                .put("id", accounts.isEmpty() ? ME : "0193c2a0-2222-7000-8000-%012x".formatted(accounts.size() + 1))
                .put("username", username)
                .put("roles", roles)
                .put("disabled", false)
                .put("createdAt", Instant.now().minusSeconds(900_000).toString());
        accounts.add(made);
        return made;
    }

    private void setUp(RoutingContext context) {
        JsonObject body = context.body().asJsonObject();
        if (!accounts.isEmpty()) {
            StubNode.problem(context, 410, "setup-done", "This node is set up already", null);
        } else if (!TOKEN.equals(body.getString("token"))) {
            StubNode.problem(context, 403, "setup-token-wrong", "This is not the set-up token", "token");
        } else if (body.getString("password").length() < 15) {
            StubNode.problem(
                    context,
                    422,
                    "password-too-short",
                    "A value breaks a rule",
                    "password",
                    new JsonObject()
                            .put("detail", "password has at least 15 characters.")
                            .put("min", 15));
        } else {
            json(context, 201, account(body.getString("username"), "operator"));
        }
    }

    private void signIn(RoutingContext context) {
        JsonObject body = context.body().asJsonObject();
        Optional<JsonObject> account = accounts.stream()
                .filter(one -> one.getString("username").equals(body.getString("username")))
                .findFirst();
        if (account.isEmpty() || !PASSWORD.equals(body.getString("password"))) {
            if (++wrong > 3) {
                StubNode.problem(context, 429, "throttled", "Too many failed attempts", null);
            } else {
                StubNode.problem(context, 401, "wrong-credentials", "Username or password is wrong", null);
            }
            return;
        }
        String now = Instant.now().toString();
        devices.add(new JsonObject()
                .put("id", "d1")
                .put("current", true)
                .put("createdAt", now)
                .put("lastSeenAt", now)
                .put("userAgent", context.request().getHeader("User-Agent"))
                .put("source", "127.0.0.1"));
        devices.add(new JsonObject()
                .put("id", "d2")
                .put("current", false)
                .put("createdAt", now)
                .put("lastSeenAt", Instant.now().minusSeconds(200_000).toString())
                .put("userAgent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
                .put("source", "192.0.2.7"));
        context.response()
                .addCookie(Cookie.cookie("stub", account.get().getString("id"))
                        .setPath("/")
                        .setHttpOnly(true));
        json(context, 200, me(account.get()));
    }

    private void whoAmI(RoutingContext context) {
        who(context)
                .ifPresentOrElse(
                        account -> json(context, 200, me(account)),
                        () -> StubNode.problem(
                                context,
                                401,
                                "not-signed-in",
                                "Sign in first",
                                null,
                                new JsonObject().put("setupNeeded", accounts.isEmpty())));
    }

    private static JsonObject me(JsonObject account) {
        return new JsonObject()
                .put("id", "d1")
                .put("account", account.getString("id"))
                .put("username", account.getString("username"))
                .put("roles", account.getJsonArray("roles"))
                .put("scopes", new JsonArray());
    }

    private Optional<JsonObject> who(RoutingContext context) {
        Cookie cookie = context.request().getCookie("stub");
        return accounts.stream()
                .filter(one -> cookie != null && one.getString("id").equals(cookie.getValue()))
                .findFirst();
    }

    private void signedIn(RoutingContext context) {
        if (who(context).isEmpty()) {
            StubNode.problem(context, 401, "Sign in first", null);
        } else {
            context.next();
        }
    }

    private void signOut(RoutingContext context) {
        devices.clear();
        context.response()
                .addCookie(Cookie.cookie("stub", "").setPath("/").setMaxAge(0))
                .setStatusCode(204)
                .end();
    }

    private void prove(RoutingContext context) {
        if (PASSWORD.equals(context.body().asJsonObject().getString("password"))) {
            stale = false;
            context.response().setStatusCode(204).end();
        } else {
            StubNode.problem(context, 403, "wrong-credentials", "The password is wrong", "password");
        }
    }

    private void proven(RoutingContext context, Handler<RoutingContext> then) {
        if (stale) {
            StubNode.problem(context, 403, "proof-needed", "Give your password again to do this", null);
        } else {
            then.handle(context);
        }
    }

    private void changeAccount(RoutingContext context) {
        JsonObject account = accounts.stream()
                .filter(one -> one.getString("id").equals(context.pathParam("id")))
                .findFirst()
                .orElseThrow();
        if (stale && account.getJsonArray("roles").contains("operator")) {
            StubNode.problem(context, 403, "proof-needed", "Give your password again to do this", null);
        } else {
            json(context, 200, account.mergeIn(context.body().asJsonObject()));
        }
    }

    private void identities(RoutingContext context) {
        boolean has = node.mailbox.identity() != null
                && who(context).orElseThrow().getString("id").equals(ME);
        page(context, has ? List.of(node.mailbox.identity()) : List.of());
    }

    private void makeIdentity(RoutingContext context) {
        json(
                context,
                201,
                node.mailbox.makeIdentity(context.body().asJsonObject().getString("displayName")));
    }

    private void changeIdentity(RoutingContext context) {
        JsonObject body = context.body().asJsonObject();
        if (body.getString("displayName", "x").isBlank()
                || body.getString("displayName", "").contains("\u202e")) {
            StubNode.problem(
                    context,
                    422,
                    "display-name",
                    "A value breaks a rule",
                    "displayName",
                    new JsonObject()
                            .put("detail", "displayName has 1 to 128 bytes of UTF-8.")
                            .put("max", 128));
        } else {
            json(context, 200, node.mailbox.identity().mergeIn(body));
        }
    }

    private void announces(RoutingContext context) {
        page(context, node.mailbox.announces);
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
        json(
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
            context.response()
                    .setStatusCode(413)
                    .putHeader("content-type", "application/problem+json")
                    .end(new JsonObject()
                            .put("type", "urn:weft:problem:message-too-large")
                            .put("title", "This is too large")
                            .put("detail", "A message has at most 1000000 bytes.")
                            .put("limit", LIMIT)
                            .toBuffer());
            return;
        }
        String meant = node.mailbox.identities.get(body.getString("to"));
        if (meant != null) {
            StubNode.problem(
                    context,
                    422,
                    "identity-not-address",
                    "A value breaks a rule",
                    "to",
                    new JsonObject()
                            .put(
                                    "detail",
                                    "This is the hash of an identity, and not an address. The address of that identity is "
                                            + meant + "; use that.")
                            .put("address", meant));
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
        json(
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
        sent.put("state", state).put("reason", reason);
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

    private static void remove(RoutingContext context, List<JsonObject> from) {
        from.removeIf(one -> one.getString("id").equals(context.pathParam("id")));
        context.response().setStatusCode(204).end();
    }

    private void conversations(RoutingContext context) {
        List<JsonObject> all = node.mailbox.conversations();
        json(
                context,
                200,
                pageOf(context, all)
                        .put(
                                "unread",
                                all.stream()
                                        .mapToInt(one -> one.getInteger("unread"))
                                        .sum()));
    }

    List<JsonObject> accounts() {
        return accounts;
    }

    static void page(RoutingContext context, List<JsonObject> all) {
        json(context, 200, pageOf(context, all));
    }

    private static JsonObject pageOf(RoutingContext context, List<JsonObject> all) {
        int from = Integer.parseInt(context.request().getParam("cursor", "0"));
        int to = Math.min(all.size(), from + Integer.parseInt(context.request().getParam("limit", "50")));
        return list(new JsonArray(all.subList(from, to)), to < all.size() ? String.valueOf(to) : null);
    }

    private static JsonObject list(JsonArray items, String next) {
        return new JsonObject().put("items", items).put("next", next);
    }

    static void json(RoutingContext context, int status, JsonObject body) {
        context.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json")
                .end(body.toBuffer());
    }
}
