package weft.gateway.filter;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import weft.gateway.domain.BodyBounds;
import weft.service.http.BodyBound;

/**
 * Refuses a body that says it is larger than anything its path could need, before it is read. With one that doesn't tell its
 * length goes the bound, for whoever reads it; what is left unread then is thrown away like the rest of a refused body.
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
        if (length == null) {
            context.put(BodyBound.KEY, bound);
            context.addEndHandler(_ -> Refusal.discardBody(request));
            context.next();
        } else if (fits(length, bound)) {
            context.next();
        } else {
            Refusal.send(context, BodyBound.tooLarge(bound));
        }
    }

    private static boolean fits(String length, long bound) {
        try {
            return Long.parseLong(length) <= bound;
        } catch (NumberFormatException tooLong) {
            return false;
        }
    }
}
