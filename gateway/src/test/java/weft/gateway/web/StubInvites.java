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

    private final StubApi api;
    private final List<JsonObject> invites = new ArrayList<>();
    private final Map<String, JsonObject> codes = new HashMap<>();

    StubInvites(StubApi api) {
        this.api = api;
    }

    /** The invites, oldest first, without their codes. */
    List<JsonObject> all() {
        return invites;
    }

    /** As auth-service makes it, on a node without a public URL. */
    void make(RoutingContext context) {
        JsonObject asked = context.body().asJsonObject();
        if (api.isProofOld() && asked.getString("role", "member").equals("operator")) {
            StubNode.problem(context, 403, "proof-needed", "Give your password again to do this", null);
            return;
        }
        int uses = asked.getInteger("uses", 1);
        if (uses < 1 || uses > 100) {
            StubNode.problem(context, 422, "uses", "A value breaks a rule", "uses");
            return;
        }
        String code = "stub-invite-" + invites.size();
        JsonObject invite = new JsonObject().put("id", "i" + invites.size());
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
        invites.add(invite);
        StubApi.json(context, 201, invite.copy().put("code", code));
    }

    void accept(RoutingContext context) {
        JsonObject body = context.body().asJsonObject();
        JsonObject invite = codes.get(body.getString("code"));
        if (invite == null) {
            StubNode.problem(context, 404, "invite-unknown", "There is no such invite", "code");
        } else if (invite.containsKey("usedAt") || invite.containsKey("revokedAt")) {
            StubNode.problem(context, 410, "invite-gone", "This invite can't be used any more", "code");
        } else {
            String username = body.getString("username");
            invite.put("usesLeft", invite.getInteger("usesLeft") - 1)
                    .getJsonArray("joined")
                    .add(username);
            if (invite.getInteger("usesLeft") == 0) {
                invite.put("usedAt", Instant.now().toString()).put("usedBy", username);
            }
            StubApi.json(context, 201, api.account(username, invite.getString("role")));
        }
    }

    void revoke(RoutingContext context) {
        invites.stream()
                .filter(one -> one.getString("id").equals(context.pathParam("id")))
                .forEach(one -> one.put("revokedAt", Instant.now().toString()));
        context.response().setStatusCode(204).end();
    }
}
