package weft.service.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import weft.service.problem.Problem;

/** Keeps pages of strangers from reading health and metrics through a browser of the machine: asked by an address, or by a name that is expected, and never by a page of another origin. */
@Singleton
public class ManagementHosts {

    private final HostNames names;
    private final ObjectMapper json;

    ManagementHosts(ManagementSettings settings, ObjectMapper json) {
        this.names = new HostNames(settings.allowedHosts().orElse(List.of()), true);
        this.json = json;
    }

    void guard(@Observes ManagementInterface management) {
        management.router().route().order(Integer.MIN_VALUE).handler(this::handle);
    }

    private void handle(RoutingContext context) {
        // The framework lets pages of all origins read these answers.
        context.addHeadersEndHandler(_ -> context.response().headers().remove(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN));
        Optional<Problem> refusal = unspoken(context.request())
                .or(() -> RequestSyntax.refusal(context.request()))
                .or(() -> names.refusal(context.request()));
        if (refusal.isEmpty() && context.request().headers().contains(HttpHeaders.ORIGIN)) {
            refuse(
                    context,
                    Problem.of(403, "foreign-origin", "Health and metrics are not for pages")
                            .withDetail("Ask without the header Origin, which browsers send."));
        } else if (refusal.isEmpty()) {
            context.next();
        } else {
            refuse(
                    context,
                    refusal.get().status() == 421
                            ? refusal.get()
                                    .withDetail(
                                            "If the name is right, the operator adds it to weft.management.allowed-hosts.")
                            : refusal.get());
        }
    }

    /** The server takes a version that it doesn't know for HTTP/1.1. */
    private static Optional<Problem> unspoken(HttpServerRequest request) {
        return request.version() == null
                ? Optional.of(Problem.of(505, "http-version", "Health and metrics are served over HTTP/1.1"))
                : Optional.empty();
    }

    private void refuse(RoutingContext context, Problem problem) {
        if (problem.status() == 400 || problem.status() == 505) {
            // Where the next request begins, nobody can be sure.
            context.addEndHandler(_ -> context.request().connection().close());
        }
        try {
            context.response()
                    .setStatusCode(problem.status())
                    .putHeader("Content-Type", Problem.MEDIA_TYPE)
                    .end(json.writeValueAsString(problem));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("problem documents are plain values", e);
        }
    }
}
