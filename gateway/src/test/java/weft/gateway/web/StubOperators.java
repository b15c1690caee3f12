package weft.gateway.web;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What only operators see: how the node fares, and what members have on it. */
final class StubOperators {

    private static final String PROCESS = "0193c2a0-5555-7000-8000-000000000001";

    private final StubAccounts accounts;

    /** Services that don't answer just now. Event loop only. */
    final Set<String> away = new TreeSet<>();

    /** Whether something is wrong with the node. Event loop only. */
    boolean trouble;

    StubOperators(StubAccounts accounts) {
        this.accounts = accounts;
    }

    void mount(Router router, String base) {
        router.get(base + "/node/health")
                .handler(context -> health(context, "weft-transport", item("interfaces", "count", 2, "down", 0)));
        router.get(base + "/messages/health")
                .handler(context -> health(
                        context,
                        "weft-message",
                        item("database", "ms", 2),
                        item("hosting", "count", 3),
                        item("mailboxes", "count", 0)));
        router.get(base + "/accounts/health")
                .handler(
                        context -> health(context, "weft-auth", item("database", "ms", 3), item("locked", "count", 0)));
        router.get(base + "/messages/rules").handler(StubOperators::messageRules);
        router.get(base + "/mailboxes").handler(this::mailboxes);
    }

    static void accountRules(RoutingContext context) {
        StubNode.json(
                context,
                200,
                new JsonObject()
                        .put("username", new JsonObject().put("min", 2).put("max", 32))
                        .put("password", new JsonObject().put("min", 15).put("max", 256)));
    }

    private static void messageRules(RoutingContext context) {
        StubNode.json(
                context,
                200,
                new JsonObject()
                        .put("messageBytes", 1_000_000)
                        .put("files", 100)
                        .put("fileNameBytes", 255)
                        .put("displayNameBytes", 128));
    }

    private void mailboxes(RoutingContext context) {
        List<String> wanted =
                Arrays.asList(context.request().getParam("accounts").split(","));
        StubApi.page(
                context,
                accounts.all().stream()
                        .filter(one -> wanted.contains(one.getString("id")))
                        .filter(one -> !one.getString("username").startsWith("new"))
                        .map(StubOperators::mailbox)
                        .toList());
    }

    private static JsonObject mailbox(JsonObject account) {
        String name = account.getString("username");
        return new JsonObject()
                .put("account", account.getString("id"))
                .put(
                        "identities",
                        JsonArray.of(new JsonObject()
                                .put(
                                        "address",
                                        "%08x".formatted(name.hashCode()).repeat(4))
                                .put("name", name + " of the pier")))
                .put("identityCount", 3)
                .put("messages", 812)
                .put("bytes", 48_200_000)
                .put("bytesMost", 2_000_000_000);
    }

    private void health(RoutingContext context, String service, JsonObject... own) {
        if (away.contains(service)) {
            StubNode.inject(context, 503, "The node can't answer just now");
            return;
        }
        JsonArray items = new JsonArray(List.of(own));
        JsonArray common = JsonArray.of(
                item("clock", "seconds", 0),
                item("rows", "count", 0, "loops", ""),
                item("queues"),
                item(
                        "certificate",
                        "until",
                        Instant.now().plus(Duration.ofDays(300)).toString()),
                item("disk", "bytes", trouble ? 400_000_000L : 80_000_000_000L)
                        .put("state", trouble ? "look" : "good"));
        if (trouble && service.equals("weft-transport")) {
            items = JsonArray.of(
                    item("interfaces", "count", 2, "down", 1).put("state", "look"),
                    item(
                                    "interface",
                                    "name",
                                    "roof",
                                    "reason",
                                    "refused",
                                    "said",
                                    "cannot reach roof:4242: Connection refused")
                            .put("state", "look"));
        }
        if (trouble && service.equals("weft-auth")) {
            items = JsonArray.of(item("database").put("state", "bad"));
        }
        StubNode.json(
                context,
                200,
                new JsonObject()
                        .put("service", service)
                        .put(
                                "process",
                                new JsonObject()
                                        .put("id", PROCESS)
                                        .put(
                                                "startedAt",
                                                Instant.now()
                                                        .minusSeconds(300_000)
                                                        .toString())
                                        .put("items", common))
                        .put("items", items));
    }

    private static JsonObject item(String code, Object... facts) {
        JsonObject told = new JsonObject();
        for (int i = 0; i < facts.length; i += 2) {
            told.put((String) facts[i], facts[i + 1]);
        }
        return new JsonObject().put("code", code).put("state", "good").put("facts", told);
    }
}
