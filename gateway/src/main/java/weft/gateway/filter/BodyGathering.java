package weft.gateway.filter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import weft.gateway.domain.Audiences;
import weft.gateway.domain.BodyBounds;
import weft.gateway.domain.BodyBudget;
import weft.gateway.domain.BodyBudget.Body;
import weft.gateway.domain.BodyBudget.NoRoom;
import weft.gateway.domain.BodyBudget.Sender;
import weft.gateway.domain.BodyBudget.Why;
import weft.service.problem.Abandoned;
import weft.service.problem.Problem;

/**
 * Gathers the body of a request in memory, on the event loop, before anybody answers it: who reads it then has all of it at once, and a
 * body that comes slowly holds a few bytes and no thread. What it may hold, the {@link BodyBudget} says.
 */
final class BodyGathering {

    private static final Duration BUSY = Duration.ofSeconds(5);
    /** Outside the API. */
    private static final Set<String> READ = Set.of(CspReports.PATH, BodyBounds.LINKS);

    private static final Set<HttpMethod> WITHOUT = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final BodyBounds bounds;
    private final BodyBudget budget;
    private final GoneClients gone;
    private final Counter tooLarge;

    BodyGathering(BodyBounds bounds, BodyBudget budget, GoneClients gone, MeterRegistry metrics) {
        this.bounds = bounds;
        this.budget = budget;
        this.gone = gone;
        this.tooLarge = metrics.counter("weft_gateway_bodies_refused", "reason", "too_large");
        gauge("weft_gateway_bodies_arriving", BodyBudget::arriving, metrics);
        gauge("weft_gateway_bodies_arriving_bound", _ -> BodyBudget.ARRIVING, metrics);
        gauge("weft_gateway_bodies_bytes", BodyBudget::held, metrics);
        gauge("weft_gateway_bodies_bytes_bound", BodyBudget::bytes, metrics);
        count("address", BodyBudget::refusedOfHost, metrics);
        count("all", BodyBudget::refusedOfAll, metrics);
        count("too_slow", BodyBudget::tooSlow, metrics);
    }

    private void gauge(String name, ToDoubleFunction<BodyBudget> value, MeterRegistry metrics) {
        Gauge.builder(name, budget, value).register(metrics);
    }

    private void count(String reason, ToDoubleFunction<BodyBudget> value, MeterRegistry metrics) {
        FunctionCounter.builder("weft_gateway_bodies_refused", budget, value)
                .tag("reason", reason)
                .register(metrics);
    }

    /**
     * Refuses a body that says it is larger than anything its path could need, before anything is looked up for it; and one that is coded
     * in a way that nobody here undoes (RFC 9112 §6.1): where it ends, the next program in line might see elsewhere.
     */
    void bound(RoutingContext context) {
        HttpServerRequest request = context.request();
        long bound = bounds.of(request.path());
        if (isCodedOtherwise(request)) {
            closeAfterwards(context);
            Refusal.send(
                    context,
                    Problem.malformed("Transfer-Encoding", "A body may be chunked, and coded in no other way."));
        } else if (request.headers().contains(HttpHeaders.CONTENT_ENCODING)
                && !request.headers().contains(HttpHeaders.CONTENT_ENCODING, HttpHeaders.IDENTITY, true)) {
            Refusal.send(
                    context,
                    Problem.of(415, "unsupported-content-encoding", "The body is compressed")
                            .withDetail("Send it as it is, without Content-Encoding.")
                            .withField("Content-Encoding"));
        } else if (length(request) <= bound) {
            context.next();
        } else {
            refuseTooLarge(context, bound);
        }
    }

    /** What comes behind this request on its connection is not read any more. */
    private static void closeAfterwards(RoutingContext context) {
        if (context.request().version() != HttpVersion.HTTP_2) {
            context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            context.addEndHandler(_ -> context.request().connection().close());
        }
    }

    private static boolean isCodedOtherwise(HttpServerRequest request) {
        List<String> codings = request.headers().getAll(HttpHeaders.TRANSFER_ENCODING);
        return !codings.isEmpty()
                && (codings.size() > 1 || !codings.getFirst().strip().equalsIgnoreCase(HttpHeaders.CHUNKED.toString()));
    }

    /** Gathers the body, and then lets the request go on. */
    void gather(RoutingContext context) {
        HttpServerRequest request = context.request();
        boolean read = request.path().startsWith(Audiences.API) || READ.contains(request.path());
        if (!read || request.isEnded() || WITHOUT.contains(request.method()) || length(request) == 0) {
            context.addEndHandler(_ -> Refusal.discardBody(request));
            context.next();
        } else if (length(request) < 0 && request.version() == HttpVersion.HTTP_2) {
            untold(context);
        } else {
            new Gathered(context).begin();
        }
    }

    /**
     * Over HTTP/2 the end of a body that doesn't tell its length shows only when the request is over, and then the framework takes it no
     * more. No browser sends such a body, and a DELETE has none.
     */
    private static void untold(RoutingContext context) {
        if (context.request().method().equals(HttpMethod.DELETE) || hasAllCome(context.request())) {
            context.addEndHandler(_ -> Refusal.discardBody(context.request()));
            context.next();
        } else {
            Refusal.send(
                    context,
                    Problem.of(411, "length-required", "The length of the body is missing")
                            .withDetail("Over HTTP/2 send Content-Length; over HTTP/1.1 it may be left out."));
        }
    }

    /** Whether the client has said that nothing more comes: of most requests without a body with their head. */
    private static boolean hasAllCome(HttpServerRequest request) {
        Http2ConnectionHandler handler = request.connection() instanceof ConnectionBase base
                ? base.channel().pipeline().get(Http2ConnectionHandler.class)
                : null;
        Http2Stream stream = handler == null ? null : handler.connection().stream(request.streamId());
        return stream == null || stream.state() != Http2Stream.State.OPEN;
    }

    /** The length that a request tells; 0 when there is no body, -1 when it isn't told. */
    private static long length(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            boolean none =
                    request.version() != HttpVersion.HTTP_2 && request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null;
            return none ? 0 : -1;
        }
        try {
            return Long.parseLong(length);
        } catch (NumberFormatException tooLong) {
            return Long.MAX_VALUE;
        }
    }

    private void refuseTooLarge(RoutingContext context, long bound) {
        tooLarge.increment();
        Refusal.send(context, Problem.tooLarge(bound));
    }

    /** One body on its way. Everything happens on the event loop of its request. */
    private final class Gathered implements BodyBudget.Request {

        private final RoutingContext context;
        private final HttpServerRequest request;
        private final long bound;
        private final Buffer bytes = Buffer.buffer();
        private final Context loop = Vertx.currentContext();
        private Body place;
        private boolean ended;

        Gathered(RoutingContext context) {
            this.context = context;
            this.request = context.request();
            this.bound = bounds.of(request.path());
        }

        void begin() {
            Sender sender = new Sender(Admission.source(context).host(), Admission.credential(context));
            switch (budget.begin(sender, Math.max(0, length(request)), this, System.nanoTime())) {
                case NoRoom none -> refuse(none.why());
                case Body found -> read(found);
            }
        }

        private void read(Body found) {
            place = found;
            context.addEndHandler(_ -> {
                place.release();
                Refusal.discardBody(request);
            });
            request.exceptionHandler(this::failed);
            request.handler(this::more);
            request.endHandler(_ -> whole());
            if (request.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true)) {
                request.headers().remove(HttpHeaders.EXPECT);
                context.response().writeContinue();
            }
            request.resume();
        }

        private void more(Buffer chunk) {
            if (ended) {
                return;
            }
            if (bytes.length() + (long) chunk.length() > bound) {
                stop();
                refuseTooLarge(context, bound);
            } else if (place.received(chunk.length())) {
                bytes.appendBuffer(chunk);
                if (bytes.length() == length(request)) {
                    // Before the end is told: over HTTP/2 nobody could take up a request that is over.
                    request.pause();
                    whole();
                }
            } else {
                stop();
                refuse(BodyBudget.Refusal.ALL);
            }
        }

        private void whole() {
            if (!ended) {
                ended = true;
                place.arrived();
                ((RoutingContextInternal) context).setBody(bytes);
                context.next();
            }
        }

        private void failed(Throwable failure) {
            if (!ended) {
                stop();
                // A body that can't be read has its answer already, and its client need not be gone.
                if (Abandoned.isCauseOf(failure)) {
                    gone.count(GoneClients.While.SENDING);
                }
            }
        }

        private void stop() {
            ended = true;
            place.release();
        }

        @Override
        public boolean isOver() {
            return context.response().ended() || context.response().closed();
        }

        @Override
        public void end(Why why) {
            loop.runOnContext(_ -> {
                if (!ended) {
                    stop();
                    tell(why);
                }
            });
        }

        private void tell(Why why) {
            if (why == Why.GIVES_WAY) {
                refuse(BodyBudget.Refusal.ALL);
                return;
            }
            // Nobody waits for the rest.
            closeAfterwards(context);
            Refusal.send(
                    context,
                    Problem.of(408, "too-slow", "The body comes too slowly")
                            .withDetail("A body is to come with at least " + BodyBudget.RATE + " bytes a second."));
        }

        private void refuse(BodyBudget.Refusal why) {
            if (why == BodyBudget.Refusal.HOST) {
                Refusal.send(
                        context,
                        Problem.tooMany("too-many-bodies", "Too much is being sent from your address", BUSY)
                                .withDetail("Wait until earlier requests are answered."));
            } else {
                Refusal.send(context, Problem.unavailable("Too much is being sent to this node; try again.", BUSY));
            }
        }
    }
}
