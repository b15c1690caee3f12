package weft.gateway.filter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicLong;
import weft.service.problem.Problem;

/** Answers of the gateway itself, as problem documents. */
public final class Refusal {

    private static final long MAX_DISCARDED = 64L * 1024 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private Refusal() {}

    /** Answers with the problem, and reads what is left of the request's body. */
    public static void send(RoutingContext context, Problem problem) {
        if (problem.retryAfterSeconds() != null) {
            context.response().putHeader("Retry-After", String.valueOf(problem.retryAfterSeconds()));
        }
        SecurityHeaders.put(context);
        discardBody(context.request());
        context.response().setStatusCode(problem.status()).putHeader("Content-Type", Problem.MEDIA_TYPE);
        context.response().end(body(problem));
    }

    /** The problem as JSON. */
    public static Buffer body(Problem problem) {
        try {
            return Buffer.buffer(JSON.writeValueAsBytes(problem));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("problem documents are plain values", e);
        }
    }

    /**
     * Most clients read an answer only when they have sent all they had, so the rest of a refused body is read and thrown away,
     * up to a bound; past it the connection is cut.
     */
    static void discardBody(HttpServerRequest request) {
        if (request.isEnded()) {
            return;
        }
        AtomicLong discarded = new AtomicLong();
        request.handler(chunk -> {
            if (discarded.addAndGet(chunk.length()) > MAX_DISCARDED) {
                request.connection().close();
            }
        });
        request.resume();
    }
}
