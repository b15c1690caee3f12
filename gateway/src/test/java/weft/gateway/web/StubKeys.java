package weft.gateway.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Base64;
import java.util.HexFormat;

/** What a member takes along, as the node answers it. */
final class StubKeys {

    /** 64 bytes, none of them a secret. */
    static final byte[] KEY = new byte[64];

    private static final String BASE32 = "A".repeat(103) + "=";

    private StubKeys() {}

    /** Whether the node would take this text for a private key; white space is passed over. */
    static boolean isKey(String text) {
        return text.replaceAll("\\s", "").matches("[0-9a-fA-F]{128}|[A-Za-z2-7]{103}=?|[A-Za-z0-9+/_-]{86}(==)?");
    }

    static void export(RoutingContext context) {
        String raw = Base64.getEncoder().encodeToString(KEY);
        StubNode.json(
                context,
                200,
                new JsonObject()
                        .put("identityHash", "5e1f".repeat(8))
                        .put("address", StubMailbox.OWN_ADDRESS)
                        .put("raw", raw)
                        .put("base32", BASE32)
                        .put("hex", HexFormat.of().formatHex(KEY))
                        .put(
                                "file",
                                new JsonObject()
                                        .put("name", StubMailbox.OWN_ADDRESS + ".identity")
                                        .put("data", raw)));
    }

    /** An archive without an entry. */
    static void mailbox(RoutingContext context) {
        String accepted = context.request().getHeader("Accept");
        if (accepted != null && !accepted.contains("application/x-tar") && !accepted.contains("*/*")) {
            StubNode.problem(
                    context,
                    406,
                    "not-acceptable",
                    "The answer can't be given in an accepted media type",
                    new JsonObject());
            return;
        }
        if ("true".equals(context.request().getParam("check"))) {
            context.response().setStatusCode(204).end();
            return;
        }
        context.response()
                .putHeader("content-type", "application/x-tar")
                .putHeader(
                        "content-disposition", "attachment; filename=\"" + StubMailbox.OWN_ADDRESS + ".mailbox.tar\"")
                .end(Buffer.buffer(new byte[1024]));
    }
}
