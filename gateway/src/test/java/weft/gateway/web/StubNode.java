package weft.gateway.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import weft.browser.Answers;

/**
 * The HTTP contract with fixtures behind it, for looking at the interface in states that a real node reaches slowly or
 * never: ten thousand rows, a lost stream, a full disk. Pages, scripts and headers come from the running gateway.
 */
final class StubNode implements AutoCloseable {

    /** Answers everything that is not under /api, so that pages come with the gateway's own headers. */
    interface Pages {
        void serve(RoutingContext context);
    }

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String BASE = "/api/v1";
    private static final String BODY = "body";
    private static final String INJECTED = "injected";
    private static final Answers NODE = Answers.recorded();

    final StubMailbox mailbox = new StubMailbox();
    final StubApi api;
    private final Vertx vertx;
    private final List<HttpServerResponse> streams = new ArrayList<>();
    private final List<JsonObject> log = new ArrayList<>();
    private final HttpServer server;
    private final Set<String> unlike = Collections.synchronizedSet(new TreeSet<>());
    private boolean streamRefused;
    private int streamsOpened;
    private int sequence;
    private String failingPath = "";
    private int failingStatus;

    StubNode(Vertx vertx, Pages pages) throws ExecutionException, InterruptedException {
        this.vertx = vertx;
        Router router = Router.router(vertx);
        router.route("/api/*").handler(BodyHandler.create(false).setBodyLimit(20_000_000));
        router.route("/api/*").handler(this::watch);
        router.route("/api/*").handler(this::fail);
        router.get("/api/v1/events").handler(this::stream);
        api = new StubApi(this);
        api.mount(router);
        router.route("/api/*")
                .handler(context -> problem(context, 404, "not-found", "There is nothing here", new JsonObject()));
        router.route().handler(pages::serve);
        server = await(vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture());
    }

    String url() {
        return "http://localhost:" + server.actualPort();
    }

    /** In what its answers were other than a real node's, each named once; those that a test broke on purpose are not held to it. */
    Set<String> unlikeTheNode() {
        return Set.copyOf(unlike);
    }

    private void watch(RoutingContext context) {
        context.response().putHeader("cache-control", "no-store");
        context.addHeadersEndHandler(_ -> {
            String path = context.request().path();
            if (context.get(INJECTED) == null && path.startsWith(BASE) && !path.equals(BASE + "/events")) {
                JsonObject body = context.get(BODY);
                unlike.addAll(NODE.hold(
                        context.request().method().name(),
                        path.substring(BASE.length()),
                        context.response().getStatusCode(),
                        Answers.headers(name ->
                                Optional.ofNullable(context.response().headers().get(name))),
                        body == null ? MissingNode.getInstance() : tree(body)));
            }
        });
        context.next();
    }

    private static JsonNode tree(JsonObject value) {
        try {
            return MAPPER.readTree(value.encode());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs a change of the fixtures on the event loop and waits for it. */
    <T> T change(Callable<T> change) {
        CompletableFuture<T> done = new CompletableFuture<>();
        vertx.runOnContext(_ -> {
            try {
                done.complete(change.call());
            } catch (Exception e) {
                done.completeExceptionally(e);
            }
        });
        return done.join();
    }

    /** What becomes of the message sent last. */
    void lastSentBecomes(String state, String reason) {
        change(() -> {
            api.lastSentBecomes(state, reason);
            return null;
        });
    }

    /** Every call under this path is answered with this status until told otherwise; 0 ends it. */
    void failOn(String path, int status) {
        change(() -> {
            failingPath = path;
            failingStatus = status;
            return null;
        });
    }

    /** Ends the streams that are open, and with {@code refused} every new one too. */
    void loseStreams(boolean refused) {
        change(() -> {
            streamRefused = refused;
            for (HttpServerResponse stream : List.copyOf(streams)) {
                stream.reset();
            }
            streams.clear();
            return null;
        });
    }

    /** Writes this to every open stream, event or not. */
    void write(String text) {
        change(() -> {
            streams.forEach(stream -> stream.write(text));
            return null;
        });
    }

    /** Streams that were opened since the start. */
    int streamsOpened() {
        return change(() -> streamsOpened);
    }

    /** Writes an event to the log and to every open stream. Event loop only. */
    void tell(String name, JsonObject data) {
        data.put("sequence", ++sequence)
                .put("type", name)
                .put("at", Instant.now().toString());
        unlike.addAll(NODE.hold(name, tree(data)));
        JsonObject event =
                new JsonObject().put("sequence", sequence).put("name", name).put("data", data);
        log.add(event);
        streams.forEach(stream -> write(stream, event));
    }

    void tellOf(JsonObject message, String name) {
        tell(
                name,
                new JsonObject()
                        .put("identity", StubMailbox.IDENTITY)
                        .put("message", message.getString("id"))
                        .put(
                                name.equals("message.created") ? "direction" : "state",
                                message.getString(name.equals("message.created") ? "direction" : "state")));
    }

    static void json(RoutingContext context, int status, JsonObject body) {
        context.put(BODY, body);
        context.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json")
                .end(body.toBuffer());
    }

    /** A value that breaks a rule. */
    static void broken(RoutingContext context, String field, String code, String detail, JsonObject members) {
        problem(
                context,
                422,
                code,
                "A value breaks a rule",
                new JsonObject().put("detail", detail).put("field", field).mergeIn(members));
    }

    /** A refusal, with the members that it has beside those of all. */
    static void problem(RoutingContext context, int status, String code, String title, JsonObject members) {
        JsonObject body = new JsonObject()
                .put("type", "urn:weft:problem:" + code)
                .put("title", title)
                .put("status", status)
                .mergeIn(members);
        context.put(BODY, body);
        context.response().setStatusCode(status).putHeader("content-type", "application/problem+json");
        if ((status == 429 || status == 503) && !context.response().headers().contains("retry-after")) {
            context.response().putHeader("retry-after", "7");
        }
        context.response().end(body.toBuffer());
    }

    /** What a node says that is in a bad way, which none can be asked to be. */
    static void inject(RoutingContext context, int status, String title) {
        context.put(INJECTED, true);
        problem(context, status, status == 503 ? "unavailable" : "internal", title, new JsonObject());
    }

    private void fail(RoutingContext context) {
        if (failingStatus != 0 && context.request().path().startsWith(failingPath)) {
            if (failingStatus == 413) {
                problem(
                        context,
                        413,
                        "message-too-large",
                        "This is too large",
                        new JsonObject()
                                .put("detail", "A message has at most 1000000 bytes on the wire; this one has 1200300.")
                                .put("limit", 1_000_000));
            } else {
                inject(context, failingStatus, "The node failed to answer");
            }
        } else {
            context.next();
        }
    }

    private void stream(RoutingContext context) {
        if (streamRefused) {
            inject(context, 503, "The node can't answer just now");
            return;
        }
        HttpServerResponse response =
                context.response().setChunked(true).putHeader("content-type", "text/event-stream");
        response.write(": hello\n\n");
        String seen = context.request().getHeader("Last-Event-ID");
        if (seen != null) {
            log.stream()
                    .filter(event -> event.getInteger("sequence") > Integer.parseInt(seen))
                    .forEach(event -> write(response, event));
        }
        streams.add(response);
        streamsOpened++;
        response.closeHandler(_ -> streams.remove(response));
    }

    private static void write(HttpServerResponse stream, JsonObject event) {
        stream.write(Buffer.buffer("id: " + event.getInteger("sequence") + "\nevent: " + event.getString("name")
                + "\ndata: " + event.getJsonObject("data").encode() + "\n\n"));
    }

    private static <T> T await(CompletableFuture<T> future) throws ExecutionException, InterruptedException {
        return future.get();
    }

    @Override
    public void close() {
        server.close().toCompletionStage().toCompletableFuture().join();
    }
}
