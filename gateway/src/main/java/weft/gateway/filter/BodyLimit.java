package weft.gateway.filter;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import weft.gateway.domain.BodyBounds;
import weft.service.problem.Problem;

/**
 * Refuses a body that says it is larger than anything its path could need, before it is read. One that doesn't tell its length
 * meets the same bound in {@link UntoldBody}.
 */
final class BodyLimit {

    private final BodyBounds bounds;

    BodyLimit(BodyBounds bounds) {
        this.bounds = bounds;
    }

    void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        long bound = bounds.of(request.path());
        String length = request.getHeader("Content-Length");
        if (length == null || fits(length, bound)) {
            context.next();
        } else {
            Refusal.send(context, tooLarge(bound));
        }
    }

    static Problem tooLarge(long bound) {
        return Problem.of(413, "too-large", "The body is too large")
                .withDetail("This path takes at most " + bound + " bytes.")
                .with("max", bound);
    }

    private static boolean fits(String length, long bound) {
        try {
            return Long.parseLong(length) <= bound;
        } catch (NumberFormatException tooLong) {
            return false;
        }
    }
}
