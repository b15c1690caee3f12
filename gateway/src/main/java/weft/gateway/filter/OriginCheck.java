package weft.gateway.filter;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import weft.service.problem.Problem;
import weft.service.token.SessionCookies;

/**
 * Lets a browser change something only from a page of this node. Every browser says where a change comes from, so a request that
 * says nothing and carries no session cookie is no browser's: nobody can be made to act by it, and it passes.
 */
final class OriginCheck {

    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final Set<HttpMethod> KNOWN = Set.of(
            HttpMethod.GET,
            HttpMethod.HEAD,
            HttpMethod.OPTIONS,
            HttpMethod.POST,
            HttpMethod.PUT,
            HttpMethod.PATCH,
            HttpMethod.DELETE);

    private OriginCheck() {}

    static void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!KNOWN.contains(request.method())) {
            Refusal.send(context, Problem.of(405, "method-not-allowed", "This can't be done here"));
        } else if (READING.contains(request.method())
                || request.getHeader("Authorization") != null
                || request.path().equals(CspReports.PATH)
                || fromOwnPage(request)) {
            context.next();
        } else {
            Refusal.send(
                    context,
                    Problem.of(403, "foreign-origin", "Changes are taken from this node's own pages only")
                            .withDetail(
                                    "A browser says where a request comes from in Origin or Sec-Fetch-Site. Other clients use an"
                                            + " API token instead of a cookie."));
        }
    }

    private static boolean fromOwnPage(HttpServerRequest request) {
        String origin = request.getHeader("Origin");
        String site = request.getHeader("Sec-Fetch-Site");
        boolean originFits = origin == null || origin.equals("https://" + request.authority());
        boolean siteFits = site == null || site.equals("same-origin");
        boolean says = origin != null || site != null;
        return originFits && siteFits && (says || request.getCookie(SessionCookies.SESSION) == null);
    }
}
