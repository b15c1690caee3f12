package weft.gateway.service;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.OriginRequestProvider;
import io.vertx.httpproxy.ProxyOptions;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import weft.cluster.PeerClient;
import weft.cluster.PeerClients;
import weft.gateway.connection.Connections;
import weft.gateway.domain.Audiences;
import weft.gateway.filter.Refusal;
import weft.service.http.GatheredBody;
import weft.service.problem.Problem;
import weft.service.token.Audience;

/**
 * Carries what the filters let through to the service that answers its path, and the answer back.
 *
 * <p>Paths that no service has stay here. So does one that means another place than it says, with {@code ..} for one: behind the
 * gateway's certificate nobody would look at it again.
 */
@Singleton
public class ServiceProxy {

    /** Requests under way to each service, streams of events apart; as many wait as {@link #WAITING}. */
    static final int CONNECTIONS = 64;

    static final int WAITING = 1_000;

    /** Streams of events under way; none waits for long, the browser tries again. */
    static final int STREAMS = 4_000;

    private static final int QUIET_SECONDS = 60;
    private static final long CONNECTION_MILLIS = 5_000;

    /** Silence until an answer begins; whoever reads sees soon that a service stands still, and what changes something may take longer. */
    private static final long READ_MILLIS = 15_000;

    private static final long CHANGE_MILLIS = 30_000;

    /** Silence within an answer that has begun, such as a whole mailbox. */
    private static final int WITHIN_SECONDS = 120;

    /** Longer than any answer takes. */
    private static final Duration CALLS_LEFT = Duration.ofSeconds(150);

    /** Its streams are cut then, wherever they lead; silent ones have ended long before. */
    private static final Duration STREAMS_LEFT = Duration.ofHours(1);

    private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final ProxyOptions NO_WEB_SOCKETS = new ProxyOptions().setSupportWebSocket(false);

    private final ServiceAddresses addresses;
    private final PeerClient calls;
    private final PeerClient streams;
    private final OpenStreams open;
    private final MeterRegistry metrics;

    @Inject
    ServiceProxy(ServiceAddresses addresses, PeerClients clients, OpenStreams open, MeterRegistry metrics) {
        this.open = open;
        this.addresses = addresses;
        this.metrics = metrics;
        for (Audience service : Audience.values()) {
            addresses.of(service);
        }
        this.calls = clients.client(
                WITHIN_SECONDS,
                CALLS_LEFT,
                new PoolOptions().setHttp1MaxSize(CONNECTIONS).setMaxWaitQueueSize(WAITING));
        this.streams = clients.client(
                QUIET_SECONDS,
                STREAMS_LEFT,
                new PoolOptions().setHttp1MaxSize(STREAMS).setMaxWaitQueueSize(1));
    }

    void mount(@Observes Router router) {
        router.route(Audiences.API + "*").order(-1).handler(this::handle);
    }

    private void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        Optional<Audience> service = Audiences.of(request.path());
        if (!request.path().equals(context.normalizedPath())) {
            Refusal.send(context, Problem.notFound());
        } else if (service.isEmpty()) {
            context.next();
        } else if (request.version() == HttpVersion.HTTP_1_0) {
            Refusal.send(context, Problem.of(505, "http-version", "The API is served over HTTP/1.1 and HTTP/2"));
        } else {
            carry(context, service.get());
        }
    }

    private void carry(RoutingContext context, Audience service) {
        HttpServerRequest request = context.request();
        boolean stream = request.method().equals(HttpMethod.GET) && Audiences.isEventStream(request.path());
        Buffer body = GatheredBody.gathered(context);
        PeerClient peer = stream ? streams : calls;
        Exchange exchange = new Exchange(service, body, Connections.unread(request), open, metrics);
        if (body != null) {
            // Whole by now, whatever the client said of it.
            request.headers().remove("Transfer-Encoding").set("Content-Length", String.valueOf(body.length()));
        }
        HttpProxy.reverseProxy(NO_WEB_SOCKETS, peer.current())
                .origin((OriginRequestProvider) _ -> peer.request(to(service, request.method())))
                .addInterceptor(exchange)
                .handle(request);
    }

    private RequestOptions to(Audience service, HttpMethod method) {
        URI url = addresses.of(service);
        return new RequestOptions()
                .setSsl(true)
                .setHost(url.getHost())
                .setPort(ServiceAddresses.port(url))
                .setConnectTimeout(CONNECTION_MILLIS)
                .setIdleTimeout(READS.contains(method) ? READ_MILLIS : CHANGE_MILLIS);
    }
}
