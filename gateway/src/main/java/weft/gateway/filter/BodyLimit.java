package weft.gateway.filter;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import weft.gateway.domain.Audiences;
import weft.service.problem.Problem;
import weft.service.token.Audience;

/**
 * Refuses a body that is larger than anything its path could need, before it is read: a message with its attachments where
 * messages are written, little more than a form elsewhere. A body that doesn't tell its length meets the server's own limit,
 * which is the larger of the two.
 */
final class BodyLimit {

    /** Largest body of a path that takes no message, in bytes. */
    static final long SMALL = 64 * 1024;

    private static final long ENVELOPE = 256 * 1024;

    private final long message;

    /** @param deliveryKb largest transfer of a message, in units of 1000 bytes; base64 makes it a third larger in JSON */
    BodyLimit(long deliveryKb) {
        this.message = deliveryKb * 1000 * 3 / 2 + ENVELOPE;
    }

    void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        long limit =
                Audiences.of(request.path()).filter(Audience.MESSAGE::equals).isPresent() ? message : SMALL;
        String length = request.getHeader("Content-Length");
        if (length == null || fits(length, limit)) {
            context.next();
        } else {
            Refusal.send(
                    context,
                    Problem.of(413, "too-large", "The body is too large")
                            .withDetail("This path takes at most " + limit + " bytes.")
                            .with("max", limit));
        }
    }

    private static boolean fits(String length, long limit) {
        try {
            return Long.parseLong(length) <= limit;
        } catch (NumberFormatException tooLong) {
            return false;
        }
    }
}
