package weft.gateway.connection;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.quarkus.vertx.http.HttpsServerStart;
import io.quarkus.vertx.http.ManagementInterface;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToDoubleFunction;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import weft.gateway.config.HttpSettings;
import weft.gateway.domain.ConnectionTable;
import weft.gateway.domain.ConnectionTable.Limits;
import weft.gateway.domain.UnreadAnswers;
import weft.service.config.LimitSettings;
import weft.service.work.PeriodicWork;

/** Puts a {@link ConnectionLimiter} before the port of HTTPS and that of health and metrics. */
@Singleton
public class Connections implements HttpServerOptionsCustomizer {

    private static final Logger LOG = Logger.getLogger(Connections.class);
    private static final int BEFORE_EVERYTHING = 30_000;
    private static final Duration SWEEP = Duration.ofSeconds(1);

    /** From the opening of a connection to the first whole head of a request. */
    static final Duration FIRST = Duration.ofSeconds(20);

    /** From the end of a request to the next whole head. */
    static final Duration BETWEEN = Duration.ofSeconds(60);

    /** Connections to the port of health and metrics: probes and a few who collect. */
    static final int OF_MANAGEMENT = 64;

    private static final int HOSTS_OF_A_NETWORK = 2;

    /** A list of messages ends behind the message that passes this many bytes. */
    private static final long PAGE = 1 << 20;

    /** Bytes of JSON for one of a message, at worst: what it writes for a control character. */
    private static final int ESCAPED = 6;

    private final Vertx vertx;
    private final HttpSettings settings;
    private final MeterRegistry metrics;
    private final boolean management;
    private final OptionalInt managementPort;
    private final UnreadAnswers unread;
    private final PeriodicWork sweeping = PeriodicWork.of("ending what is overdue", SWEEP, this::sweep);
    private final List<Integer> ports = new CopyOnWriteArrayList<>();
    private final List<ConnectionLimiter> limiters = new CopyOnWriteArrayList<>();

    Connections(
            Vertx vertx,
            HttpSettings settings,
            LimitSettings limits,
            MeterRegistry metrics,
            @ConfigProperty(name = "quarkus.management.enabled", defaultValue = "false") boolean management,
            @ConfigProperty(name = "quarkus.management.port") OptionalInt managementPort) {
        this.vertx = vertx;
        this.settings = settings;
        this.metrics = metrics;
        this.management = management;
        this.managementPort = managementPort;
        this.unread = new UnreadAnswers(
                PAGE + ESCAPED * limits.deliveryKb() * 1000L,
                Runtime.getRuntime().maxMemory());
        show();
    }

    /** What waits for the client of a request; empty where no limiter is before its port. */
    public static Optional<UnreadAnswers.Connection> unread(HttpServerRequest request) {
        return ConnectionLimiter.unread(request.connection());
    }

    private void show() {
        Gauge.builder("weft_gateway_unread_bytes", unread, UnreadAnswers::held).register(metrics);
        Gauge.builder("weft_gateway_unread_bytes_bound", unread, UnreadAnswers::bound)
                .register(metrics);
        count("source", UnreadAnswers::endedOfSource);
        count("all", UnreadAnswers::endedOfAll);
        count("too_slow", UnreadAnswers::tooSlow);
    }

    private void count(String reason, ToDoubleFunction<UnreadAnswers> value) {
        FunctionCounter.builder("weft_gateway_unread_ended", unread, value)
                .tag("reason", reason)
                .register(metrics);
    }

    /** Also the management port: a probe of a busy node must find it bounded, too. */
    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        settings.problems().stream().findFirst().ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        int perHost = settings.connectionsPerAddress();
        guard(
                "https",
                options.getPort(),
                new Limits(settings.connections(), perHost, HOSTS_OF_A_NETWORK * perHost, FIRST, BETWEEN));
        if (management) {
            guard(
                    "management",
                    managementPort.orElse(9000),
                    new Limits(OF_MANAGEMENT, OF_MANAGEMENT, OF_MANAGEMENT, FIRST, BETWEEN));
        }
    }

    private void guard(String name, int port, Limits limits) {
        if (port > 0) {
            ConnectionLimiter limiter = new ConnectionLimiter(
                    new ConnectionTable(limits),
                    unread,
                    settings.trustedProxies().orElse(List.of()));
            limiter.show(name, metrics);
            limiters.add(limiter);
            ports.add(port);
            ConnectionLimiters.guard(port, limiter);
        }
    }

    void filters(@Observes Filters filters) {
        filters.register(ConnectionLimiter::requestBegins, BEFORE_EVERYTHING);
    }

    void management(@Observes ManagementInterface served) {
        served.router().route().order(Integer.MIN_VALUE).handler(ConnectionLimiter::requestBegins);
    }

    void start(@Observes StartupEvent event) {
        sweeping.start(vertx);
    }

    private void sweep() {
        limiters.forEach(ConnectionLimiter::endOverdue);
        unread.endSlow(System.nanoTime());
    }

    /** A limiter that nobody goes through is a bound that isn't there. */
    void serving(@ObservesAsync HttpsServerStart event) {
        if (!ports.isEmpty() && !ConnectionLimiters.areListening()) {
            LOG.error("Connections can't be bounded: Netty was asked for its extensions too early. The node ends.");
            Quarkus.asyncExit(1);
        }
    }

    void end(@Observes ShutdownEvent event) {
        sweeping.stop();
        ports.forEach(ConnectionLimiters::leave);
    }
}
