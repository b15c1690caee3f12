package weft.gateway.filter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.http.Cookie;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import weft.gateway.domain.Audiences;
import weft.gateway.domain.RateLimit;
import weft.gateway.domain.SessionDirectory;
import weft.service.problem.Problem;
import weft.service.ready.NodeReadiness;
import weft.service.token.Audience;
import weft.service.token.Caller;
import weft.service.token.SessionCookies;

/**
 * Turns whoever asks into a caller: the session cookie or the API token becomes a short-lived token for the one service that
 * answers the path. Whatever a client wrote into the headers that services trust is gone by then.
 */
final class Admission {

    private static final Logger LOG = Logger.getLogger(Admission.class);
    private static final String BEARER = "Bearer ";
    private static final Duration NOT_READY = Duration.ofSeconds(2);
    private static final Duration NO_SESSIONS = Duration.ofSeconds(5);

    /** Headers that only the gateway may set. */
    private static final List<String> OURS = List.of(
            "Authorization",
            "Forwarded",
            "X-Forwarded-For",
            "X-Forwarded-Host",
            "X-Forwarded-Proto",
            "X-Forwarded-Prefix",
            "X-Real-IP",
            "X-HTTP-Method-Override");

    private final SessionDirectory sessions;
    private final NodeReadiness readiness;
    private final ClientAddress address;
    private final RateLimit signedIn = new RateLimit(50, 50);
    private final RateLimit strangers = new RateLimit(40, 20);
    private final Counter limited;

    Admission(SessionDirectory sessions, NodeReadiness readiness, ClientAddress address, MeterRegistry metrics) {
        this.sessions = sessions;
        this.readiness = readiness;
        this.address = address;
        this.limited = metrics.counter("weft_gateway_requests_limited");
        show("signed_in", signedIn, metrics);
        show("strangers", strangers, metrics);
    }

    private static void show(String name, RateLimit limit, MeterRegistry metrics) {
        Tags tags = Tags.of("limit", name);
        Gauge.builder("weft_gateway_rate_limit_clients", limit, RateLimit::clients)
                .tags(tags)
                .register(metrics);
        Gauge.builder("weft_gateway_rate_limit_clients_bound", () -> RateLimit.CLIENTS)
                .tags(tags)
                .register(metrics);
        FunctionCounter.builder("weft_gateway_rate_limit_clients_forgotten", limit, RateLimit::forgotten)
                .tags(tags)
                .register(metrics);
    }

    void handle(RoutingContext context) {
        Optional<String> bearer = bearer(context);
        Optional<String> cookie = Optional.ofNullable(context.request().getCookie(SessionCookies.SESSION))
                .map(Cookie::getValue)
                .filter(value -> !value.isEmpty());
        boolean authorization = context.request().getHeader("Authorization") != null;
        MultiMap headers = context.request().headers();
        String from = address.of(context.request());
        OURS.forEach(headers::remove);
        if (context.request().path().equals(CspReports.PATH)) {
            limitedOr(context, from, strangers, context::next);
        } else if (!context.request().path().startsWith(Audiences.API)) {
            context.next();
        } else if (!readiness.ready()) {
            Refusal.send(context, Problem.unavailable("The node is still starting.", NOT_READY));
        } else if (authorization && bearer.isEmpty()) {
            Refusal.send(context, Problem.notSignedIn());
        } else if (bearer.isPresent() && cookie.isPresent()) {
            Refusal.send(
                    context, Problem.malformed("Authorization", "Send the session cookie or an API token, not both."));
        } else {
            admit(context, bearer, cookie, from);
        }
    }

    private static Optional<String> bearer(RoutingContext context) {
        return Optional.ofNullable(context.request().getHeader("Authorization"))
                .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(value -> value.substring(BEARER.length()).strip())
                .filter(value -> !value.isEmpty());
    }

    private void admit(RoutingContext context, Optional<String> bearer, Optional<String> cookie, String from) {
        Optional<Audience> audience = Audiences.of(context.request().path());
        if (bearer.isEmpty() && cookie.isEmpty()) {
            pass(context, Caller.anonymous(from), audience, from);
            return;
        }
        Uni<Optional<Caller>> lookup =
                bearer.isPresent() ? sessions.apiToken(bearer.get(), from) : sessions.session(cookie.orElseThrow());
        lookup.subscribe()
                .with(
                        caller -> {
                            if (caller.isEmpty() && bearer.isPresent()) {
                                limitedOr(context, from, strangers, () -> Refusal.send(context, Problem.notSignedIn()));
                            } else {
                                pass(context, caller.orElseGet(() -> Caller.anonymous(from)), audience, from);
                            }
                        },
                        failure -> {
                            LOG.warnf("A session can't be looked up: %s", failure.getMessage());
                            Refusal.send(context, Problem.unavailable("Sign-in is not available.", NO_SESSIONS));
                        });
    }

    private void pass(RoutingContext context, Caller caller, Optional<Audience> audience, String from) {
        String client = caller.signedIn() ? caller.credential().toString() : from;
        limitedOr(context, client, caller.signedIn() ? signedIn : strangers, () -> {
            audience.ifPresent(service ->
                    context.request().headers().set("Authorization", BEARER + sessions.token(caller, service, from)));
            context.next();
        });
    }

    private void limitedOr(RoutingContext context, String client, RateLimit limit, Runnable then) {
        Duration wait = limit.take(client, System.nanoTime());
        if (wait.isZero()) {
            then.run();
        } else {
            limited.increment();
            Refusal.send(context, Problem.tooMany("too-many-requests", "Too many requests", wait));
        }
    }
}
