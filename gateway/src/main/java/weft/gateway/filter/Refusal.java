package weft.gateway.filter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import weft.service.problem.Problem;

/** Answers of the gateway itself, as problem documents. */
final class Refusal {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Refusal() {}

    static void send(RoutingContext context, Problem problem) {
        if (problem.retryAfterSeconds() != null) {
            context.response().putHeader("Retry-After", String.valueOf(problem.retryAfterSeconds()));
        }
        if (!context.request().isEnded() && context.request().version() != HttpVersion.HTTP_2) {
            // What is still to come of the body is not waited for.
            context.response().putHeader("Connection", "close");
        }
        context.response().setStatusCode(problem.status()).putHeader("Content-Type", Problem.MEDIA_TYPE);
        try {
            context.response().end(JSON.writeValueAsString(problem));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("problem documents are plain values", e);
        }
    }
}
