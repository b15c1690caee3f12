package weft.gateway.service;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.streams.ReadStream;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyRequest;
import io.vertx.httpproxy.ProxyResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import weft.gateway.domain.UnreadAnswers;
import weft.gateway.filter.Refusal;
import weft.service.log.Sampled;
import weft.service.problem.Problem;
import weft.service.token.Audience;

/**
 * One request and its answer on their way through: what belongs to one connection alone stays there, the body goes on as it was
 * gathered, and a service that can't be reached or does not answer is a 503 problem. An answer is taken from the service whole before
 * it goes on, so that a client who doesn't read holds no connection to the service; a stream of events goes on as it comes.
 */
final class Exchange implements ProxyInterceptor {

    private static final Logger LOG = Logger.getLogger(Exchange.class);
    private static final Duration AWAY = Duration.ofSeconds(5);

    /** An exchange lives as long as its request; what is said of a service is said for all of them. */
    private static final Map<Audience, Sampled> LINES = Stream.of(Audience.values())
            .collect(Collectors.toUnmodifiableMap(Function.identity(), _ -> new Sampled(AWAY)));

    /** Beside what the proxy keeps back itself. */
    private static final List<String> OF_ONE_CONNECTION = List.of(
            "Connection",
            "Keep-Alive",
            "Proxy-Authenticate",
            "Proxy-Authorization",
            "Proxy-Connection",
            "TE",
            "Trailer",
            "Upgrade");

    /** What a client may not have taken away on the way, whatever it says of its connection. */
    private static final Set<String> ALWAYS_SENT =
            Set.of("authorization", "content-length", "content-type", "cookie", "host", "transfer-encoding");

    private static final String EVENTS = "text/event-stream";
    private static final Set<Integer> WITHOUT_BODY = Set.of(204, 205, 304);

    private final Audience service;
    private final Buffer body;
    private final Optional<UnreadAnswers.Connection> client;
    private final OpenStreams streams;
    private final MeterRegistry metrics;
    private long gathered;

    /**
     * @param body as it was gathered; null when the request has none
     * @param client where the bytes of the answer count until it has taken them; empty for one that nobody counts
     * @param streams that end with this process
     */
    Exchange(
            Audience service,
            Buffer body,
            Optional<UnreadAnswers.Connection> client,
            OpenStreams streams,
            MeterRegistry metrics) {
        this.service = service;
        this.streams = streams;
        this.body = body;
        this.client = client;
        this.metrics = metrics;
    }

    @Override
    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
        ProxyRequest request = context.request();
        keepBack(request.headers());
        if (body != null) {
            request.setBody(Body.body(body));
        }
        boolean head = request.getMethod().equals(HttpMethod.HEAD);
        return context.sendRequest()
                .compose(response -> head
                        ? Future.succeededFuture(response)
                        : isStream(response) ? Future.succeededFuture(passing(response)) : whole(response))
                .recover(failure -> Future.succeededFuture(refusal(request, failure)));
    }

    @Override
    public Future<Void> handleProxyResponse(ProxyContext context) {
        ProxyResponse response = context.response();
        keepBack(response.headers());
        if (WITHOUT_BODY.contains(response.getStatusCode()) && response.getBody() != null) {
            ReadStream<Buffer> nothing = response.getBody().stream();
            response.setBody(null);
            nothing.resume();
        }
        // Before they go: who has read the answer must find nothing of it here any more.
        client.ifPresent(one -> one.handedOn(gathered, System.nanoTime()));
        gathered = 0;
        return context.sendResponse();
    }

    private static boolean isStream(ProxyResponse response) {
        String type = response.headers().get("Content-Type");
        return type != null && type.startsWith(EVENTS);
    }

    private ProxyResponse passing(ProxyResponse response) {
        return response.setBody(Body.body(streams.passing(response.getBody().stream())));
    }

    private Future<ProxyResponse> whole(ProxyResponse response) {
        ReadStream<Buffer> parts = response.getBody().stream();
        Buffer answer = Buffer.buffer();
        Promise<ProxyResponse> whole = Promise.promise();
        parts.exceptionHandler(whole::tryFail);
        parts.endHandler(_ -> whole.tryComplete(response.setBody(Body.body(answer))));
        parts.handler(part -> {
            if (isTaken(part.length())) {
                answer.appendBuffer(part);
            }
        });
        parts.resume();
        return whole.future();
    }

    /** What comes for a client that is gone is read and thrown away; nobody gets the rest. */
    private boolean isTaken(int bytes) {
        if (client.isPresent() && !client.get().gathered(bytes, System.nanoTime())) {
            return false;
        }
        gathered += bytes;
        return true;
    }

    private static void keepBack(MultiMap headers) {
        for (String connection : headers.getAll("Connection")) {
            for (String named : connection.split(",")) {
                String name = named.strip().toLowerCase(Locale.ROOT);
                if (!name.isEmpty() && !ALWAYS_SENT.contains(name)) {
                    headers.remove(name);
                }
            }
        }
        OF_ONE_CONNECTION.forEach(headers::remove);
    }

    private ProxyResponse refusal(ProxyRequest request, Throwable failure) {
        Problem problem = away(failure);
        if (request.proxiedRequest().isEnded()) {
            // Over HTTP/2 it throws when it is let go on, and then the client would get no answer at all.
            request.setBody(null);
        }
        ProxyResponse response = request.release().response();
        if (problem.retryAfterSeconds() != null) {
            response.putHeader("Retry-After", String.valueOf(problem.retryAfterSeconds()));
        }
        return response.setStatusCode(problem.status())
                .putHeader("Content-Type", Problem.MEDIA_TYPE)
                .setBody(Body.body(Refusal.body(problem)));
    }

    private Problem away(Throwable failure) {
        metrics.counter("weft_gateway_service_failures", "service", service.text())
                .increment();
        LINES.get(service)
                .happened()
                .ifPresent(times ->
                        LOG.warnf("%s does not answer: %d times, now %s", service.text(), times, failure.getMessage()));
        return Problem.unavailable("A part of the node can't be reached; try again.", AWAY);
    }
}
