package weft.gateway.filter;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;

/** Routes that are read: GET, and HEAD, which is answered with the same head and no body. Vert.x has only one of them by itself. */
public final class ReadRoutes {

    private ReadRoutes() {}

    /** A path, or with {@code *} at its end all that begin so. */
    public static Route path(Router router, String path) {
        return reading(router.route(path));
    }

    /** Paths of a form. */
    public static Route form(Router router, String regex) {
        return reading(router.routeWithRegex(regex));
    }

    private static Route reading(Route route) {
        return route.method(HttpMethod.GET).method(HttpMethod.HEAD);
    }
}
