package weft.gateway.filter;

import io.vertx.ext.web.RoutingContext;
import weft.service.http.RequestSyntax;

/** Lets no request through whose head holds what {@link RequestSyntax} refuses, for a page as little as for a service. */
final class SyntaxCheck {

    private SyntaxCheck() {}

    static void handle(RoutingContext context) {
        RequestSyntax.refusal(context.request())
                .ifPresentOrElse(problem -> Refusal.send(context, problem), context::next);
    }
}
