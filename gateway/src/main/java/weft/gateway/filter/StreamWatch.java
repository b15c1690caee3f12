package weft.gateway.filter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import weft.gateway.domain.Audiences;
import weft.gateway.domain.SessionDirectory;
import weft.service.token.CredentialStatus;
import weft.service.token.PresentedCredential;

/**
 * A stream of events was let in once and goes on for hours. While it does, this asks again whether its credential lives and may
 * do what it might when the stream began; when not, the stream is cut. Its client comes again, is let in or refused like any
 * other, and misses no event.
 *
 * <p>The services end a stream at once when they are told of an end; this holds whatever they are told. A stream whose credential
 * can't be asked about {@value #UNKNOWN} times in a row is cut too. Asks once for each stream and interval, and one question of a
 * stream at a time.
 */
final class StreamWatch {

    /** From one question about a stream to the next: half of what an end may take to be noticed. */
    static final Duration INTERVAL = Duration.ofSeconds(30);

    /** Questions without an answer after which a stream is cut. */
    static final int UNKNOWN = 3;

    private final SessionDirectory sessions;
    private final long interval;
    private final AtomicInteger watched = new AtomicInteger();
    private final Counter ended;
    private final Counter changed;
    private final Counter unknown;

    StreamWatch(SessionDirectory sessions, Duration interval, MeterRegistry metrics) {
        this.sessions = sessions;
        this.interval = interval.toMillis();
        this.ended = metrics.counter("weft_gateway_streams_cut", "reason", "ended");
        this.changed = metrics.counter("weft_gateway_streams_cut", "reason", "rights_changed");
        this.unknown = metrics.counter("weft_gateway_streams_cut", "reason", "unknown");
        Gauge.builder("weft_gateway_streams_watched", watched::get).register(metrics);
    }

    /** Watches the request when it is one for a stream. On its event loop. */
    void begin(RoutingContext context, PresentedCredential presented) {
        if (Audiences.isEventStream(context.request().path())) {
            new Watched(
                            context,
                            new PresentedCredential(presented.kind(), presented.secret(), presented.address(), null))
                    .begin();
        }
    }

    /** One stream; touched on its event loop alone. */
    private final class Watched {
        private final RoutingContext request;
        private final PresentedCredential presented;
        private final Vertx vertx;
        private final Context loop;
        private CredentialStatus first;
        private boolean asking;
        private int unanswered;
        private boolean over;
        private long timer;

        Watched(RoutingContext request, PresentedCredential presented) {
            this.request = request;
            this.presented = presented;
            this.vertx = request.vertx();
            this.loop = vertx.getOrCreateContext();
        }

        void begin() {
            watched.incrementAndGet();
            request.addEndHandler(_ -> loop.runOnContext(_ -> end()));
            // Streams that all came back after a restart don't ask all at once.
            timer = vertx.setPeriodic(ThreadLocalRandom.current().nextLong(interval) + 1, interval, _ -> ask());
            ask();
        }

        private void ask() {
            if (over || asking) {
                return;
            }
            asking = true;
            sessions.status(presented)
                    .subscribe()
                    .with(
                            status -> loop.runOnContext(_ -> answered(status)),
                            _ -> loop.runOnContext(_ -> notAnswered()));
        }

        private void answered(CredentialStatus status) {
            asking = false;
            unanswered = 0;
            if (first == null) {
                first = status;
            }
            if (status.credential() == null) {
                cut(ended);
            } else if (!status.equals(first)) {
                cut(changed);
            }
        }

        private void notAnswered() {
            asking = false;
            unanswered++;
            if (unanswered == UNKNOWN) {
                cut(unknown);
            }
        }

        private void cut(Counter why) {
            if (!over) {
                why.increment();
                end();
                // Of HTTP/2 this ends the one stream, of HTTP/1.1 the connection.
                request.response().reset();
            }
        }

        private void end() {
            if (!over) {
                over = true;
                vertx.cancelTimer(timer);
                watched.decrementAndGet();
            }
        }
    }
}
