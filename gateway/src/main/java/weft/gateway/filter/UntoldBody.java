package weft.gateway.filter;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import java.util.Set;
import weft.gateway.domain.BodyBounds;

/**
 * Reads a body that doesn't tell its length, up to the bound of its path, and hands it on whole: what is larger is refused with
 * the same words as one that tells. The HTTP server's own limit would end it without any, and is the same for every path.
 */
final class UntoldBody {

    private static final Set<HttpMethod> WITHOUT_BODY = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final String EXPECT = "Expect";

    private final BodyBounds bounds;

    UntoldBody(BodyBounds bounds) {
        this.bounds = bounds;
    }

    void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (WITHOUT_BODY.contains(request.method())
                || request.getHeader("Content-Length") != null
                || request.path().equals(CspReports.PATH)
                || request.isEnded()) {
            context.next();
        } else {
            read(context, request);
        }
    }

    private void read(RoutingContext context, HttpServerRequest request) {
        long bound = bounds.of(request.path());
        Buffer body = Buffer.buffer();
        request.endHandler(_ -> {
            ((RoutingContextInternal) context).setBody(body);
            context.next();
        });
        request.handler(chunk -> {
            if (body.length() + chunk.length() > bound) {
                request.endHandler(_ -> {});
                Refusal.send(context, BodyLimit.tooLarge(bound));
            } else {
                body.appendBuffer(chunk);
            }
        });
        if (request.headers().contains(EXPECT)) {
            request.headers().remove(EXPECT);
            context.response().writeContinue();
        }
        request.resume();
    }
}
