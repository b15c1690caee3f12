package weft.gateway.filter;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import weft.gateway.domain.BodyBounds;
import weft.gateway.domain.BodyBudget;
import weft.gateway.domain.ForwardedHeader;
import weft.gateway.domain.SessionDirectory;
import weft.service.http.GatheredBody;
import weft.service.net.Network;
import weft.service.ready.NodeReadiness;
import weft.service.token.Caller;
import weft.service.token.CredentialStatus;
import weft.service.token.PresentedCredential;
import weft.service.token.ResolvedCredential;
import weft.service.token.Scope;

/** The filter chain on a real server, before a service that shows what reached it. */
final class TestGateway implements SessionDirectory, AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final Map<String, Caller> callers = new ConcurrentHashMap<>();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final AtomicInteger questions = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final AtomicInteger lookups = new AtomicInteger();
    private final BodyBounds bodies = new BodyBounds(1000);
    private final BodyBudget budget = new BodyBudget(bodies.largest(), 256L * 1024 * 1024);
    private final Set<String> addresses = ConcurrentHashMap.newKeySet();
    private final OwnNames names = new OwnNames(List.of("node.example"), () -> addresses);
    private final HttpServer server;
    private final WebClient client;

    TestGateway(NodeReadiness readiness, String... trustedProxies) {
        this(readiness, ForwardedHeader.X_FORWARDED_FOR, trustedProxies);
    }

    TestGateway(NodeReadiness readiness, ForwardedHeader header, String... trustedProxies) {
        Router router = Router.router(vertx);
        StreamWatch streams = new StreamWatch(this, Duration.ofMillis(50), metrics);
        Admission admission = new Admission(
                this,
                readiness,
                new ClientAddress(
                        header, Stream.of(trustedProxies).map(Network::of).toList()),
                streams,
                metrics);
        GoneClients gone = new GoneClients(metrics);
        BodyGathering gathering = new BodyGathering(bodies, budget, gone, metrics);
        router.route().order(-10_001).failureHandler(new Failures(gone)::handle);
        int order = -1_000;
        for (Handler<RoutingContext> filter : GatewayFilters.chain(names, admission, gathering)) {
            router.route().order(order++).handler(filter);
        }
        router.post(CspReports.PATH).order(-1).handler(new CspReports(metrics)::handle);
        router.route("/api/v1/identities/fails").handler(context -> context.fail(new IllegalStateException("broken")));
        router.route("/api/v1/identities/wrong").handler(context -> context.fail(415));
        router.route("/api/v1/identities*").handler(context -> context.response()
                .putHeader(
                        "X-Saw-Authorization", String.valueOf(context.request().getHeader("Authorization")))
                .putHeader("X-Saw-Forwarded", String.valueOf(context.request().getHeader("X-Forwarded-For")))
                .putHeader(
                        "X-Saw-Body",
                        String.valueOf(Optional.ofNullable(GatheredBody.gathered(context))
                                .map(Buffer::length)
                                .orElse(-1)))
                .end("{}"));
        router.get("/api/v1/events").handler(context -> context.response()
                .setChunked(true)
                .putHeader("Content-Type", "text/event-stream")
                .write(": weft\n\n"));
        router.route("/").order(-1).handler(Failures::keepStatus);
        router.route("/").method(HttpMethod.GET).method(HttpMethod.HEAD).handler(context -> context.response()
                .setStatusCode(200)
                .end("<!doctype html>"));
        router.route().order(Integer.MAX_VALUE - 1).handler(Failures::noPage);
        router.route().order(Integer.MAX_VALUE).handler(Failures::notFound);
        server = vertx.createHttpServer()
                .requestHandler(request -> {
                    // As Quarkus does, so that nothing is lost while somebody is looked up.
                    request.pause();
                    router.handle(request);
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
        client = WebClient.create(vertx);
    }

    static NodeReadiness ready() {
        return new NodeReadiness() {
            @Override
            public boolean ready() {
                return true;
            }
        };
    }

    /** The machine gets an address, and the node looks. */
    void getsAddress(String address) {
        addresses.add(address);
        names.look();
    }

    int port() {
        return server.actualPort();
    }

    /** What is held of bodies. */
    BodyBudget budget() {
        return budget;
    }

    /** What was counted. */
    SimpleMeterRegistry metrics() {
        return metrics;
    }

    /** Lets a member in by this cookie value or API token. */
    void knows(String credential, Caller.Kind kind) {
        knows(credential, kind, Set.of());
    }

    void knows(String credential, Caller.Kind kind, Set<Scope> scopes) {
        UUID id = UUID.randomUUID();
        callers.put(credential, new Caller(kind, id, "alice", id, Set.of(), scopes, Instant.EPOCH, null));
    }

    /** The credential goes on with other scopes. */
    void mayNow(String credential, Set<Scope> scopes) {
        callers.computeIfPresent(
                credential,
                (_, caller) -> new Caller(
                        caller.kind(),
                        caller.account(),
                        caller.username(),
                        caller.credential(),
                        caller.roles(),
                        scopes,
                        caller.provenUntil(),
                        null));
    }

    /** So many of the next questions about what was let in fail. */
    void doesNotAnswer(int times) {
        unanswered.set(times);
    }

    /** Questions about what was let in. */
    int questions() {
        return questions.get();
    }

    @Override
    public Uni<CredentialStatus> status(PresentedCredential presented) {
        questions.incrementAndGet();
        return unanswered.getAndUpdate(left -> Math.max(0, left - 1)) > 0
                ? Uni.createFrom().failure(new IllegalStateException("away"))
                : Uni.createFrom()
                        .item(Optional.ofNullable(callers.get(presented.secret()))
                                .map(CredentialStatus::of)
                                .orElse(CredentialStatus.NOBODY));
    }

    /** A request that comes under the name {@code localhost} unless its Host is set. */
    HttpRequest<Buffer> request(HttpMethod method, String path) {
        return client.request(method, server.actualPort(), "127.0.0.1", path).putHeader("Host", "localhost");
    }

    static HttpResponse<Buffer> answer(HttpRequest<Buffer> request) {
        return answer(request, Buffer.buffer());
    }

    static HttpResponse<Buffer> answer(HttpRequest<Buffer> request, Buffer body) {
        return request.sendBuffer(body)
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    /** Credentials that were looked up. */
    int lookups() {
        return lookups.get();
    }

    /** Ends what the credential stands for. */
    void forgets(String credential) {
        callers.remove(credential);
    }

    @Override
    public Uni<ResolvedCredential> resolve(PresentedCredential presented) {
        if (presented.kind() != Caller.Kind.ANONYMOUS) {
            lookups.incrementAndGet();
        }
        Optional<Caller> caller = Optional.ofNullable(presented.secret()).map(callers::get);
        String name = caller.map(Caller::username).orElse("anonymous");
        String token = presented.audience() == null
                ? null
                : presented.audience().text() + "/" + name + "/" + presented.address();
        return Uni.createFrom()
                .item(new ResolvedCredential(caller.map(Caller::credential).orElse(null), token));
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }
}
