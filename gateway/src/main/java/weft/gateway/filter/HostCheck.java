package weft.gateway.filter;

import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.Supplier;
import weft.service.http.HostNames;
import weft.service.problem.Problem;

/**
 * Answers only to names that are this node's: a name that somebody else points here gets a 421, as a page where a person asks and as a
 * problem document otherwise.
 */
final class HostCheck {

    /** How often the machine's own names are looked at. */
    static final int AGAIN_SECONDS = 10;

    private static final int FOREIGN = 421;

    private final Supplier<HostNames> names;

    /** @param names those that are this node's at the moment; asked for each request */
    HostCheck(Supplier<HostNames> names) {
        this.names = names;
    }

    void handle(RoutingContext context) {
        Optional<Problem> refusal = names.get().refusal(context.request());
        if (refusal.isEmpty()) {
            context.next();
        } else if (refusal.get().status() == FOREIGN) {
            refuseForeign(context, refusal.get());
        } else {
            Refusal.send(context, refusal.get());
        }
    }

    private static void refuseForeign(RoutingContext context, Problem problem) {
        HostAndPort asked = context.request().authority();
        if (asked == null || !Navigation.isOne(context.request())) {
            Refusal.send(
                    context,
                    problem.withDetail("If the name is right, the operator adds it to weft.http.allowed-hosts."));
        } else {
            SecurityHeaders.put(context);
            Refusal.discardBody(context.request());
            context.response()
                    .setStatusCode(FOREIGN)
                    .putHeader("Content-Type", "text/html; charset=utf-8")
                    .putHeader("Cache-Control", "no-store")
                    .end(ForeignHostPage.of(asked.host(), Navigation.inGerman(context)));
        }
    }
}
