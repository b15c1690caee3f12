package weft.gateway.web;

import io.vertx.core.Handler;
import io.vertx.core.http.Cookie;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who there is, who is signed in, and from where, as auth-service answers it. Event loop only. */
final class StubAccounts {

    static final String ME = "0193c2a0-2222-7000-8000-000000000001";
    static final String SESSION = "0193c2a0-3333-7000-8000-000000000001";
    private static final String OTHER_DEVICE = "0193c2a0-3333-7000-8000-000000000002";
    private static final JsonArray SCOPES = JsonArray.of(
            "identities:read",
            "identities:write",
            "identities:export",
            "messages:read",
            "messages:write",
            "mesh:read",
            "account:write");
    private static final int SHORTEST = 15;
    private static final int TRIES = 3;

    private final List<JsonObject> accounts = new ArrayList<>();
    private final List<JsonObject> devices = new ArrayList<>();
    private final Map<String, Integer> wrong = new HashMap<>();

    /** Seconds that the node doesn't listen to whoever gave too many wrong passwords. */
    int hold = 7;

    /** Why every session is over, as the node says to whoever shows its cookie; null while they live. */
    String ended;

    /** Whether the password was given long ago. */
    private boolean stale;

    void mountOpen(Router router) {
        router.get("/api/v1/session").handler(this::whoAmI);
        router.post("/api/v1/session").handler(this::signIn);
        router.get("/api/v1/setup")
                .handler(context -> StubNode.json(
                        context,
                        200,
                        new JsonObject().put("needed", accounts.isEmpty()).put("possible", accounts.isEmpty())));
        router.post("/api/v1/setup").handler(this::setUp);
        router.route("/api/*").handler(this::signedIn);
    }

    void mount(Router router) {
        router.delete("/api/v1/session").handler(this::signOut);
        router.post("/api/v1/session/proof").handler(this::prove);
        router.get("/api/v1/sessions").handler(context -> StubApi.page(context, devices));
        router.delete("/api/v1/sessions/:id").handler(this::endDevice);
        router.get("/api/v1/accounts").handler(context -> StubApi.page(context, listed()));
        router.patch("/api/v1/accounts/:id").handler(this::change);
        router.delete("/api/v1/accounts/:id").handler(context -> proven(context, this::delete));
    }

    /** Makes an account; the first is {@link #ME}. */
    JsonObject add(String username, String role) {
        JsonObject made = new JsonObject()
                .put("id", accounts.isEmpty() ? ME : "0193c2a0-2222-7000-8000-%012x".formatted(accounts.size() + 1))
                .put("username", username)
                .put("roles", role.equals("operator") ? JsonArray.of("member", "operator") : JsonArray.of(role))
                .put("disabled", false)
                .put("createdAt", Instant.now().minusSeconds(900_000).toString())
                .put("lastSignInAt", null)
                .put("lockedUntil", null)
                .put("lastSeenAt", null)
                .put("lastOperator", null);
        accounts.add(made);
        return made;
    }

    /** All there are. */
    List<JsonObject> all() {
        return accounts;
    }

    private List<JsonObject> listed() {
        long operators = accounts.stream().filter(StubAccounts::operates).count();
        return accounts.stream()
                .map(one -> one.copy().put("lastOperator", operators == 1 && operates(one)))
                .toList();
    }

    private static boolean operates(JsonObject account) {
        return account.getJsonArray("roles").contains("operator");
    }

    /** The member becomes an operator. */
    void promote(String username) {
        accounts.stream()
                .filter(one -> one.getString("username").equals(username))
                .forEach(one -> one.getJsonArray("roles").add("operator"));
    }

    /** From now on dangerous acts take the password again. */
    void proofGrowsOld() {
        stale = true;
    }

    /** Goes on where the password was given lately, else refuses. */
    void proven(RoutingContext context, Handler<RoutingContext> then) {
        if (stale) {
            StubNode.problem(
                    context,
                    403,
                    "proof-needed",
                    "Give your password again to do this",
                    new JsonObject().put("detail", "POST /api/v1/session/proof takes it; then repeat this request."));
        } else {
            then.handle(context);
        }
    }

    Optional<JsonObject> who(RoutingContext context) {
        Cookie cookie = ended == null ? context.request().getCookie("stub") : null;
        return accounts.stream()
                .filter(one -> cookie != null && one.getString("id").equals(cookie.getValue()))
                .findFirst();
    }

    /** Whether it is refused; then the refusal is on its way. */
    static boolean isTooShort(RoutingContext context, String password) {
        if (password.length() >= SHORTEST) {
            return false;
        }
        StubNode.broken(
                context,
                "password",
                "password-too-short",
                "A password has at least 15 characters; four words in a row are a good one.",
                new JsonObject().put("min", SHORTEST));
        return true;
    }

    private void setUp(RoutingContext context) {
        JsonObject body = context.body().asJsonObject();
        if (!accounts.isEmpty()) {
            StubNode.problem(
                    context,
                    410,
                    "setup-done",
                    "This node is set up already",
                    new JsonObject().put("detail", "Sign in, or ask an operator for an invite."));
        } else if (!StubApi.TOKEN.equals(body.getString("token"))) {
            StubNode.problem(
                    context,
                    403,
                    "setup-token-wrong",
                    "This is not the set-up token",
                    new JsonObject()
                            .put("detail", "The node shows it at each start until there is an operator.")
                            .put("field", "token"));
        } else if (!isTooShort(context, body.getString("password"))) {
            StubNode.json(context, 201, add(body.getString("username"), "operator"));
        }
    }

    private void signIn(RoutingContext context) {
        JsonObject body = context.body().asJsonObject();
        Optional<JsonObject> account = accounts.stream()
                .filter(one -> one.getString("username").equals(body.getString("username")))
                .findFirst();
        if (account.isEmpty() || !StubApi.PASSWORD.equals(body.getString("password"))) {
            refuse(context, body.getString("username"));
            return;
        }
        String now = Instant.now().toString();
        account.get().put("lastSignInAt", now);
        devices.add(device(SESSION, true, now, context.request().getHeader("User-Agent"), "127.0.0.1"));
        devices.add(device(
                OTHER_DEVICE,
                false,
                Instant.now().minusSeconds(200_000).toString(),
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "192.0.2.7"));
        context.response()
                .addCookie(Cookie.cookie("stub", account.get().getString("id"))
                        .setPath("/")
                        .setHttpOnly(true));
        StubNode.json(context, 200, me(account.get()));
    }

    /** An operator, or a reset link, lets them try again. */
    void unlock(String username) {
        wrong.remove(username);
    }

    private void refuse(RoutingContext context, String username) {
        if (wrong.merge(username, 1, Integer::sum) > TRIES) {
            context.response().putHeader("retry-after", String.valueOf(hold));
            StubNode.problem(
                    context,
                    429,
                    "throttled",
                    "Too many failed attempts",
                    new JsonObject().put("detail", "Wait, or ask an operator to unlock the account."));
        } else {
            StubNode.problem(context, 401, "wrong-credentials", "Username or password is wrong", new JsonObject());
        }
    }

    private static JsonObject device(String id, boolean current, String seen, String userAgent, String source) {
        return new JsonObject()
                .put("id", id)
                .put("current", current)
                .put("createdAt", seen)
                .put("lastSeenAt", seen)
                .put("expiresAt", Instant.now().plusSeconds(80_000).toString())
                .put("userAgent", userAgent)
                .put("source", source);
    }

    private void whoAmI(RoutingContext context) {
        who(context)
                .ifPresentOrElse(
                        account -> StubNode.json(context, 200, me(account)),
                        () -> StubNode.problem(
                                context,
                                401,
                                "not-signed-in",
                                "Sign in first",
                                ended == null
                                        ? new JsonObject().put("setupNeeded", accounts.isEmpty())
                                        : new JsonObject()
                                                .put("setupNeeded", false)
                                                .put("ended", ended)));
    }

    private static JsonObject me(JsonObject account) {
        JsonArray scopes = SCOPES.copy();
        if (operates(account)) {
            scopes.add("node:admin").add("accounts:read").add("accounts:write").add("access:read");
        }
        return new JsonObject()
                .put("id", SESSION)
                .put("account", account.getString("id"))
                .put("username", account.getString("username"))
                .put("kind", "session")
                .put("roles", account.getJsonArray("roles"))
                .put("scopes", scopes)
                .put("notices", new JsonArray());
    }

    private void signedIn(RoutingContext context) {
        if (who(context).isEmpty()) {
            StubNode.problem(context, 401, "not-signed-in", "Sign in first", new JsonObject());
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
        if (StubApi.PASSWORD.equals(context.body().asJsonObject().getString("password"))) {
            stale = false;
            context.response().setStatusCode(204).end();
        } else {
            StubNode.problem(
                    context,
                    403,
                    "wrong-credentials",
                    "The password is wrong",
                    new JsonObject()
                            .put("detail", "Give the password of the account that is signed in.")
                            .put("field", "password"));
        }
    }

    private void endDevice(RoutingContext context) {
        devices.removeIf(one -> one.getString("id").equals(context.pathParam("id")));
        context.response().setStatusCode(204).end();
    }

    private void change(RoutingContext context) {
        JsonObject account = accounts.stream()
                .filter(one -> one.getString("id").equals(context.pathParam("id")))
                .findFirst()
                .orElseThrow();
        JsonObject asked = context.body().asJsonObject();
        if (asked.remove("locked") != null) {
            unlock(account.getString("username"));
            asked.putNull("lockedUntil");
        }
        Handler<RoutingContext> done = _ -> StubNode.json(context, 200, account.mergeIn(asked));
        if (operates(account)) {
            proven(context, done);
        } else {
            done.handle(context);
        }
    }

    private void delete(RoutingContext context) {
        if (accounts.removeIf(one -> one.getString("id").equals(context.pathParam("id")))) {
            context.response().setStatusCode(204).end();
        } else {
            StubNode.problem(context, 404, "not-found", "There is nothing here", new JsonObject());
        }
    }
}
