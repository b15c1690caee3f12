package weft.gateway.filter;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.List;
import org.jboss.logging.Logger;
import weft.service.id.TimeOrderedId;
import weft.service.problem.Abandoned;
import weft.service.problem.Problem;

/** What no service answered, or failed to answer: a problem document or a page, never a bare status, never a stack trace. */
final class Failures {

    private static final Logger LOG = Logger.getLogger(Failures.class);

    /** Where the document of the interface is served. */
    static final String ROOT = "/";

    private static final String NO_PAGE = "weft.no-page";

    /** Where programs ask, and where a page looks for its parts. */
    private static final List<String> NO_PAGES = List.of("/api/", "/q/", "/static/");

    private final GoneClients gone;

    Failures(GoneClients gone) {
        this.gone = gone;
    }

    /**
     * No page is served under this path. A person gets the interface all the same, with the status that says so: it shows what to do,
     * in their language. Programs, and whoever asks for something that is no page, are passed on.
     */
    static void noPage(RoutingContext context) {
        HttpServerRequest request = context.request();
        String path = request.path();
        boolean mayBePage =
                path != null && !path.equals(ROOT) && NO_PAGES.stream().noneMatch(path::startsWith);
        if (mayBePage && Navigation.isOne(request)) {
            // What the browser has of the document is not what it would be asked to go on showing.
            request.headers()
                    .remove("If-None-Match")
                    .remove("If-Modified-Since")
                    .remove("Range");
            context.put(NO_PAGE, true);
            context.reroute(ROOT);
        } else {
            context.next();
        }
    }

    /** What serves the document may say that all is well. */
    static void keepStatus(RoutingContext context) {
        if (context.get(NO_PAGE) != null) {
            context.addHeadersEndHandler(_ -> context.response().setStatusCode(404));
        }
        context.next();
    }

    /** Nothing is served under this path. */
    static void notFound(RoutingContext context) {
        Refusal.send(context, Problem.notFound());
    }

    /** A handler failed, or refused with a status alone. */
    void handle(RoutingContext context) {
        if (isGone(context)) {
            LOG.debugf(context.failure(), "a client went away");
            gone.count(GoneClients.While.ANSWERED);
            if (!context.response().closed()) {
                context.response().reset();
            }
        } else if (context.response().headWritten()) {
            context.response().reset();
        } else {
            Refusal.send(context, problem(context));
        }
    }

    /** Over HTTP/2 a connection may have failed that is not closed yet. */
    private static boolean isGone(RoutingContext context) {
        return context.response().closed()
                ? saysThatTheClientIsGone(context.failure())
                : Abandoned.isFailedWrite(context.failure());
    }

    /** Of a closed connection the framework says it in more ways: a write that fails, a request that can't be read any more. */
    private static boolean saysThatTheClientIsGone(Throwable failure) {
        return failure instanceof IOException
                || failure instanceof IllegalStateException
                || Abandoned.isCauseOf(failure);
    }

    private static Problem problem(RoutingContext context) {
        int status = context.statusCode();
        if (status >= 500 || status < 400) {
            String incident = TimeOrderedId.next().toString();
            LOG.errorf(context.failure(), "incident %s", incident);
            return Problem.of(500, "internal", "The node failed to answer")
                    .withDetail("This is a fault of the node. Its log says more under incident " + incident + ".")
                    .with("incident", incident);
        }
        return switch (status) {
            case 400 -> Problem.malformed(null, null);
            case 404 -> Problem.notFound();
            case 405 -> Problem.of(405, "method-not-allowed", "This method is not served here");
            case 413 -> Problem.of(413, "too-large", "The body is too large");
            case 415 -> Problem.of(415, "unsupported-media-type", "The body's media type is not taken here");
            default -> Problem.of(status, "refused", "The request was refused");
        };
    }
}
