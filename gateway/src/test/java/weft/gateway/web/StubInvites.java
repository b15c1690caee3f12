package weft.gateway.web;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Invitations as auth-service answers about them. Event loop only. */
final class StubInvites {

    private static final int MOST = 100;

    private final StubAccounts accounts;
    private final List<JsonObject> invites = new ArrayList<>();
    private final Map<String, JsonObject> codes = new HashMap<>();

    StubInvites(StubAccounts accounts) {
        this.accounts = accounts;
    }

    /** The invites, newest first, without their codes. */
    List<JsonObject> all() {
        return invites;
    }

    /** As auth-service makes it, on a node without a public URL. */
    void make(RoutingContext context) {
        JsonObject asked = context.body().asJsonObject();
        int uses = asked.getInteger("uses", 1);
        if (uses < 1 || uses > MOST) {
            StubNode.broken(
                    context,
                    "uses",
                    "uses",
                    "From 1 to 100 people may join with one invite.",
                    new JsonObject().put("max", MOST));
        } else if (asked.getString("role", "member").equals("operator")) {
            accounts.proven(context, _ -> make(context, asked, uses));
        } else {
            make(context, asked, uses);
        }
    }

    private void make(RoutingContext context, JsonObject asked, int uses) {
        String code = "stub-invite-" + invites.size();
        JsonObject invite = new JsonObject().put("id", "0193c2a0-4444-7000-8000-%012x".formatted(invites.size()));
        if (asked.getString("label") != null) {
            invite.put("label", asked.getString("label"));
        }
        invite.put("role", asked.getString("role", "member"))
                .put("uses", uses)
                .put("usesLeft", uses)
                .put("createdAt", Instant.now().toString())
                .put(
                        "expiresAt",
                        asked.getString(
                                "expiresAt", Instant.now().plusSeconds(600_000).toString()))
                .put("createdBy", "mara")
                .put("joined", new JsonArray());
        codes.put(code, invite);
        invites.addFirst(invite);
        StubNode.json(context, 201, invite.copy().put("code", code));
    }

    void accept(RoutingContext context) {
        JsonObject body = context.body().asJsonObject();
        JsonObject invite = codes.get(body.getString("code"));
        if (invite == null) {
            refuse(
                    context,
                    404,
                    "invite-unknown",
                    "There is no such invite",
                    "Check the code, or ask for a new invite.");
        } else if (invite.containsKey("usedAt") || invite.containsKey("revokedAt")) {
            refuse(context, 410, "invite-gone", "This invite can't be used any more", "Ask for a new one.");
        } else if (!StubAccounts.isTooShort(context, body.getString("password"))) {
            String username = body.getString("username");
            invite.put("usesLeft", invite.getInteger("usesLeft") - 1)
                    .getJsonArray("joined")
                    .add(username);
            if (invite.getInteger("usesLeft") == 0) {
                invite.put("usedAt", Instant.now().toString()).put("usedBy", username);
            }
            StubNode.json(context, 201, accounts.add(username, invite.getString("role")));
        }
    }

    private static void refuse(RoutingContext context, int status, String code, String title, String detail) {
        StubNode.problem(
                context,
                status,
                code,
                title,
                new JsonObject().put("detail", detail).put("field", "code"));
    }

    void revoke(RoutingContext context) {
        invites.stream()
                .filter(one -> one.getString("id").equals(context.pathParam("id")))
                .forEach(one -> one.put("revokedAt", Instant.now().toString()));
        context.response().setStatusCode(204).end();
    }
}
