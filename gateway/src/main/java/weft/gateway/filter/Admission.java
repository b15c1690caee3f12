package weft.gateway.filter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.vertx.core.MultiMap;
import io.vertx.core.http.Cookie;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import weft.gateway.domain.Audiences;
import weft.gateway.domain.KnownCredentials;
import weft.gateway.domain.RateLimit;
import weft.gateway.domain.SessionDirectory;
import weft.gateway.domain.SourceLimit;
import weft.service.log.Sampled;
import weft.service.net.Source;
import weft.service.problem.Problem;
import weft.service.problem.ProblemException;
import weft.service.ready.NodeReadiness;
import weft.service.token.Audience;
import weft.service.token.Caller;
import weft.service.token.PresentedCredential;
import weft.service.token.ResolvedCredential;
import weft.service.token.SessionCookies;

/**
 * Turns whoever asks into a caller: the session cookie or the API token becomes a short-lived token for the one service that
 * answers the path. Whatever a client wrote into the headers that services trust is gone by then.
 *
 * <p>Every request meets a rate limit before anything is looked up for it: a credential that was good a short while ago its own,
 * any other that of its address, which gets back what turns out to be good.
 */
final class Admission {

    private static final Logger LOG = Logger.getLogger(Admission.class);
    private static final String BEARER = "Bearer ";
    private static final Duration NOT_READY = Duration.ofSeconds(2);
    private static final Duration NO_SESSIONS = Duration.ofSeconds(5);

    /** Credentials of one address that are looked up at once and turn out to be nobody's; more than a new client sends at once. */
    static final int LOOKUPS_AT_ONCE = 200;

    static final int LOOKUPS_A_SECOND = 20;

    /** Pages, scripts and pictures of one address: what a hundred people behind it open at once. */
    static final int PAGES_AT_ONCE = 1_000;

    private static final int PAGES_A_SECOND = 200;

    private static final String SOURCE = "weft.source";
    private static final String CREDENTIAL = "weft.credential";

    private static final String ROBOTS = "/robots.txt";

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
    private final SourceLimit strangers = new SourceLimit(40, 20);
    private final SourceLimit lookups = new SourceLimit(LOOKUPS_AT_ONCE, LOOKUPS_A_SECOND);
    private final SourceLimit pages = new SourceLimit(PAGES_AT_ONCE, PAGES_A_SECOND);
    private final KnownCredentials known;
    private final StreamWatch streams;
    private final Counter limited;
    private final Sampled away = new Sampled(NO_SESSIONS);

    Admission(SessionDirectory sessions, NodeReadiness readiness, ClientAddress address, MeterRegistry metrics) {
        this(sessions, readiness, address, new StreamWatch(sessions, StreamWatch.INTERVAL, metrics), metrics);
    }

    Admission(
            SessionDirectory sessions,
            NodeReadiness readiness,
            ClientAddress address,
            StreamWatch streams,
            MeterRegistry metrics) {
        this.sessions = sessions;
        this.streams = streams;
        this.readiness = readiness;
        this.address = address;
        this.limited = metrics.counter("weft_gateway_requests_limited");
        show("signed_in", signedIn, metrics);
        show("strangers", strangers.hosts(), metrics);
        show("strangers_of_networks", strangers.networks(), metrics);
        show("lookups", lookups.hosts(), metrics);
        show("lookups_of_networks", lookups.networks(), metrics);
        show("pages", pages.hosts(), metrics);
        show("pages_of_networks", pages.networks(), metrics);
        this.known = new KnownCredentials(metrics);
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
        Source from;
        try {
            from = address.of(context.request());
        } catch (ProblemException unreadable) {
            Refusal.send(context, unreadable.problem());
            return;
        } finally {
            OURS.forEach(headers::remove);
        }
        context.put(SOURCE, from);
        if (context.request().path().equals(CspReports.PATH)) {
            limitedOr(context, from, strangers, context::next);
        } else if (context.request().path().equals(ROBOTS)) {
            context.next();
        } else if (!context.request().path().startsWith(Audiences.API)) {
            limitedOr(context, from, pages, context::next);
        } else if (!readiness.ready()) {
            Refusal.send(context, Problem.unavailable(readiness.reason(), NOT_READY));
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

    private void admit(RoutingContext context, Optional<String> bearer, Optional<String> cookie, Source from) {
        Audience audience = Audiences.of(context.request().path()).orElse(null);
        Optional<String> credential = bearer.or(() -> cookie);
        if (credential.isEmpty()) {
            PresentedCredential nothing =
                    new PresentedCredential(Caller.Kind.ANONYMOUS, null, from.address(), audience);
            limitedOr(context, from, strangers, () -> lookUp(context, nothing, resolved -> admit(context, resolved)));
            return;
        }
        Caller.Kind kind = bearer.isPresent() ? Caller.Kind.API_TOKEN : Caller.Kind.SESSION;
        PresentedCredential presented = new PresentedCredential(kind, credential.get(), from.address(), audience);
        Optional<String> client = known.client(credential.get());
        Runnable lookUp = () -> lookUp(context, presented, resolved -> {
            if (resolved.credential() == null) {
                notFound(context, presented, from, resolved);
            } else {
                found(context, presented, from, resolved, client);
            }
        });
        if (client.isPresent()) {
            limitedOr(context, client.get(), signedIn, lookUp);
        } else {
            limitedOr(context, from, lookups, lookUp);
        }
    }

    private void lookUp(RoutingContext context, PresentedCredential presented, Consumer<ResolvedCredential> then) {
        if (presented.kind() == Caller.Kind.ANONYMOUS && presented.audience() == null) {
            context.next();
            return;
        }
        sessions.resolve(presented).subscribe().with(then, failure -> {
            away.happened()
                    .ifPresent(times ->
                            LOG.warnf("Sessions can't be looked up: %d times, now %s", times, failure.getMessage()));
            Refusal.send(context, Problem.unavailable("Sign-in is not available.", NO_SESSIONS));
        });
    }

    /** What a good credential took from its address while nobody knew it, it takes from its own client's limit. */
    private void found(
            RoutingContext context,
            PresentedCredential presented,
            Source from,
            ResolvedCredential resolved,
            Optional<String> client) {
        String found = resolved.credential().toString();
        known.found(presented.secret(), found);
        Runnable enter = () -> {
            streams.begin(context, presented);
            admit(context, resolved);
        };
        if (client.isPresent()) {
            enter.run();
        } else {
            lookups.giveBack(from);
            limitedOr(context, found, signedIn, enter);
        }
    }

    private void notFound(
            RoutingContext context, PresentedCredential presented, Source from, ResolvedCredential resolved) {
        known.unknown(presented.secret());
        limitedOr(context, from, strangers, () -> {
            if (presented.kind() == Caller.Kind.API_TOKEN) {
                Refusal.send(context, Problem.notSignedIn());
            } else {
                admit(context, resolved);
            }
        });
    }

    /** Where the request comes from. */
    static Source source(RoutingContext context) {
        return context.get(SOURCE);
    }

    /** The credential of whoever is signed in; empty for a stranger. */
    static Optional<UUID> credential(RoutingContext context) {
        return Optional.ofNullable(context.get(CREDENTIAL));
    }

    private static void admit(RoutingContext context, ResolvedCredential resolved) {
        context.put(CREDENTIAL, resolved.credential());
        if (resolved.token() != null) {
            context.request().headers().set("Authorization", BEARER + resolved.token());
        }
        context.next();
    }

    private void limitedOr(RoutingContext context, Source from, SourceLimit limit, Runnable then) {
        limitedOr(context, limit.take(from), then);
    }

    private void limitedOr(RoutingContext context, String client, RateLimit limit, Runnable then) {
        limitedOr(context, limit.take(client), then);
    }

    private void limitedOr(RoutingContext context, Duration wait, Runnable then) {
        if (wait.isZero()) {
            then.run();
        } else {
            limited.increment();
            Refusal.send(context, Problem.tooMany("too-many-requests", "Too many requests", wait));
        }
    }
}
