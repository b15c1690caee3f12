package weft.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One address, behind which another process takes over while the first stands still with its connections open. */
class PeerClientTest {

    private static final int POOLED = 8;
    private static final long PATIENCE_MILLIS = 300;

    private final Vertx vertx = Vertx.vertx();
    private final List<HttpClient> made = new CopyOnWriteArrayList<>();
    private volatile boolean frozen;

    @AfterEach
    void end() {
        join(vertx.close());
    }

    @Test
    void afterOneAnswerThatDoesNotComeNoRequestWaitsForTheSilentProcess() {
        int first = listen(vertx.createHttpServer().requestHandler(request -> {
            if (!frozen) {
                vertx.setTimer(20, _ -> request.response().end("first"));
            }
        }));
        int second = listen(vertx.createHttpServer()
                .requestHandler(request -> request.response().end("second")));
        int address = forward(first, second);
        PeerClient peer = client(_ -> {});
        Stream.generate(() -> ask(peer, address)).limit(POOLED).toList().forEach(answer -> assertThat(join(answer))
                .isEqualTo("first"));

        frozen = true;
        List<Future<String>> waiting =
                Stream.generate(() -> ask(peer, address)).limit(POOLED / 2).toList();
        assertThat(waiting).allSatisfy(answer -> assertThat(failure(answer)).isInstanceOf(TimeoutException.class));

        assertThat(Stream.generate(() -> ask(peer, address)).limit(POOLED).map(PeerClientTest::join))
                .containsOnly("second");
        assertThat(made).as("of many silent connections the first is enough").hasSize(2);
    }

    /** Such a process gets no connections beyond those that it is slow with. */
    @Test
    void aProcessThatIsOnlySlowIsNotForgottenByWhoWaitsForAConnectionInVain() {
        int slow = listen(vertx.createHttpServer().requestHandler(_ -> {}));
        PeerClient peer = client(_ -> {});
        RequestOptions patient =
                to(slow).setIdleTimeout(TimeUnit.MINUTES.toMillis(1)).setConnectTimeout(PATIENCE_MILLIS);
        Stream.generate(() -> ask(peer, patient)).limit(POOLED).toList();
        assertThat(failure(ask(peer, patient))).isInstanceOf(TimeoutException.class);
        assertThat(made).hasSize(1);
    }

    /** Each has connections of its own, and would wait in vain once more. */
    @Test
    void whatIsSilentToOneClientIsForgottenByTheOthersThatAskedThere() {
        int first = listen(vertx.createHttpServer().requestHandler(request -> {
            if (!frozen) {
                request.response().end("first");
            }
        }));
        int second = listen(vertx.createHttpServer()
                .requestHandler(request -> request.response().end("second")));
        int address = forward(first, second);
        PeerClient patient = client(_ -> {});
        PeerClient elsewhere = client(_ -> {});
        PeerClient hasty = client(silent -> {
            patient.fellSilent(silent);
            elsewhere.fellSilent(silent);
        });
        assertThat(join(ask(patient, address))).isEqualTo("first");
        assertThat(join(ask(hasty, address))).isEqualTo("first");
        assertThat(join(ask(elsewhere, second))).isEqualTo("second");

        frozen = true;
        assertThat(failure(ask(hasty, address))).isInstanceOf(TimeoutException.class);

        assertThat(join(ask(patient, address))).isEqualTo("second");
        assertThat(made).as("whoever has not asked there keeps its connections").hasSize(5);
    }

    private PeerClient client(Consumer<SocketAddress> silent) {
        return new PeerClient(vertx, this::make, Duration.ofMinutes(1), _ -> {}, silent);
    }

    private HttpClient make() {
        HttpClient client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(POOLED));
        made.add(client);
        return client;
    }

    private static RequestOptions to(int port) {
        return new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost("127.0.0.1")
                .setPort(port)
                .setIdleTimeout(PATIENCE_MILLIS);
    }

    private static Future<String> ask(PeerClient peer, int port) {
        return ask(peer, to(port));
    }

    private static Future<String> ask(PeerClient peer, RequestOptions to) {
        return peer.request(to)
                .compose(HttpClientRequest::send)
                .compose(HttpClientResponse::body)
                .map(Object::toString);
    }

    /** New connections lead to the second once the first stands still; those that are there stay. */
    private int forward(int first, int second) {
        NetServer forwarder = vertx.createNetServer().connectHandler(client -> {
            client.pause();
            vertx.createNetClient()
                    .connect(SocketAddress.inetSocketAddress(frozen ? second : first, "127.0.0.1"))
                    .onSuccess(server -> join(client, server));
        });
        return join(forwarder.listen(0, "127.0.0.1")).actualPort();
    }

    private static void join(NetSocket client, NetSocket server) {
        client.pipeTo(server);
        server.pipeTo(client);
        client.resume();
    }

    private static int listen(HttpServer server) {
        return join(server.listen(0, "127.0.0.1")).actualPort();
    }

    private static Throwable failure(Future<String> answer) {
        try {
            return new AssertionError("answered: " + join(answer));
        } catch (CompletionException failed) {
            return failed.getCause();
        }
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
