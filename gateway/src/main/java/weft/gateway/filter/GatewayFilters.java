package weft.gateway.filter;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import weft.gateway.config.HttpSettings;
import weft.gateway.domain.BodyBounds;
import weft.gateway.domain.BodyBudget;
import weft.gateway.domain.SessionDirectory;
import weft.service.config.LimitSettings;
import weft.service.http.PublicUrl;
import weft.service.ready.NodeReadiness;
import weft.service.work.PeriodicWork;

/**
 * The chain every request goes through before anything answers it: headers on the answer, whether it can be read, the name asked for,
 * where a change comes from, how large it is, who asks. The same chain whether the services are in this process or behind a proxy.
 */
@Singleton
public class GatewayFilters {

    private static final int FIRST = 10_000;

    /** Behind all files and pages, and before the resource classes, which answer every path that is left. */
    private static final int BEHIND_PAGES = RouteConstants.ROUTE_ORDER_AFTER_DEFAULT + 1;

    private static final Duration SWEEP = Duration.ofSeconds(1);

    private final HttpSettings settings;
    private final SessionDirectory sessions;
    private final NodeReadiness readiness;
    private final MeterRegistry metrics;
    private final BodyBounds bodies;
    private final BodyBudget budget;
    private final PeriodicWork sweeping;
    private final GoneClients gone;
    private final OwnNames names;

    GatewayFilters(
            HttpSettings settings,
            SessionDirectory sessions,
            NodeReadiness readiness,
            LimitSettings limits,
            MeterRegistry metrics) {
        this.settings = settings;
        this.bodies = new BodyBounds(limits.deliveryKb());
        this.budget = new BodyBudget(bodies.largest(), Runtime.getRuntime().maxMemory());
        this.sweeping = PeriodicWork.of("ending slow bodies", SWEEP, () -> budget.endSlow(System.nanoTime()));
        this.gone = new GoneClients(metrics);
        this.names = new OwnNames(configured(settings), OwnNames::ofThisMachine);
        this.sessions = sessions;
        this.readiness = readiness;
        this.metrics = metrics;
    }

    private static List<String> configured(HttpSettings settings) {
        return Stream.concat(
                        settings.allowedHosts().orElse(List.of()).stream(),
                        settings.publicUrl().map(PublicUrl::host).stream())
                .toList();
    }

    void filters(@Observes Filters filters) {
        ClientAddress address = new ClientAddress(
                settings.forwardedHeader(), settings.trustedProxies().orElse(List.of()));
        Admission admission = new Admission(sessions, readiness, address, metrics);
        BodyGathering gathering = new BodyGathering(bodies, budget, gone, metrics);
        int order = FIRST;
        for (Handler<RoutingContext> filter : chain(names, admission, gathering)) {
            filters.register(filter, order--);
        }
    }

    /** Every filter, in the order in which a request goes through them. */
    static List<Handler<RoutingContext>> chain(OwnNames names, Admission admission, BodyGathering gathering) {
        return List.of(
                MetricPaths::handle,
                SecurityHeaders::handle,
                SyntaxCheck::handle,
                new HostCheck(names::current)::handle,
                OriginCheck::handle,
                MediaTypeCheck::handle,
                gathering::bound,
                admission::handle,
                gathering::gather);
    }

    void end(@Observes ShutdownEvent event) {
        sweeping.stop();
    }

    void watch(@Observes StartupEvent event, Vertx vertx) {
        sweeping.start(vertx);
        lookAgain(vertx);
    }

    /** One look after another, however long the machine takes to tell its name. */
    private void lookAgain(Vertx vertx) {
        vertx.setTimer(TimeUnit.SECONDS.toMillis(HostCheck.AGAIN_SECONDS), _ -> vertx.executeBlocking(
                        () -> {
                            names.look();
                            return names;
                        },
                        false)
                .onComplete(_ -> lookAgain(vertx)));
    }

    void routes(@Observes Router router) {
        ReadRoutes.path(router, "/robots.txt")
                .order(-1)
                .handler(context -> text(context, "User-agent: *\nDisallow: /\n"));
        ReadRoutes.path(router, "/.well-known/security.txt").order(-1).handler(this::securityText);
        router.post(CspReports.PATH).order(-1).handler(new CspReports(metrics)::handle);
        router.route().order(-FIRST - 1).failureHandler(new Failures(gone)::handle);
        router.route(Failures.ROOT).order(-1).handler(Failures::keepStatus);
        router.route().order(BEHIND_PAGES).handler(Failures::noPage);
        router.route().order(Integer.MAX_VALUE).handler(Failures::notFound);
    }

    private void securityText(RoutingContext context) {
        if (settings.securityContact().isEmpty()) {
            Failures.notFound(context);
            return;
        }
        text(
                context,
                "Contact: " + settings.securityContact().get() + "\nExpires: "
                        + Instant.now().truncatedTo(ChronoUnit.DAYS).plus(180, ChronoUnit.DAYS) + "\n");
    }

    private static void text(RoutingContext context, String content) {
        context.response()
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .end(content);
    }
}
