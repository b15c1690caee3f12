package weft.gateway.filter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
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
        context.response().setStatusCode(problem.status()).putHeader("Content-Type", Problem.MEDIA_TYPE);
        try {
            context.response().end(JSON.writeValueAsString(problem));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("problem documents are plain values", e);
        }
    }
}
