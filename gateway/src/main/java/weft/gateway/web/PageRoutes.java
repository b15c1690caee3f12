package weft.gateway.web;

import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import weft.gateway.filter.ReadRoutes;

/**
 * Every view of the web interface has an address of its own, and all of them are one document: a reload or a shared link
 * gets it, and the interface shows the view. An address outside this list stays a 404.
 */
@Singleton
public class PageRoutes {

    private static final String VIEWS =
            "/(?:setup|signin|join|reset|welcome|password|devices|members|invites|node|i/.+)";

    private static final String NAMED_BY_CONTENT = "public, max-age=31536000, immutable";

    void mount(@Observes Router router) {
        ReadRoutes.form(router, VIEWS).handler(context -> context.reroute("/"));
        // The document names the scripts of this version, so it is asked for each time; the scripts never change.
        ReadRoutes.path(router, "/").handler(context -> {
            context.addHeadersEndHandler(_ -> context.response().putHeader("Cache-Control", "no-cache"));
            context.next();
        });
        ReadRoutes.path(router, "/static/bundle/*").handler(context -> {
            context.addHeadersEndHandler(_ -> {
                if (context.response().getStatusCode() < 400) {
                    context.response().putHeader("Cache-Control", NAMED_BY_CONTENT);
                }
            });
            context.next();
        });
    }
}
