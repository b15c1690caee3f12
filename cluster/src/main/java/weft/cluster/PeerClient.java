package weft.cluster;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A client whose connections are forgotten when one of them stays silent. A process that stands still keeps its connections open, and
 * each would cost a request the whole time of an answer, long after another process has taken over behind the same address. So the
 * first answer that does not come in time makes all later requests connect anew; those under way may still end.
 *
 * <p>Thread-safe. Of left clients there are as many as fall silent within {@value #LEAVE_MILLIS} ms, each after a wait of its own for
 * an answer.
 */
public final class PeerClient {

    /** Longer than any answer takes. */
    static final long LEAVE_MILLIS = 150_000;

    private final Vertx vertx;
    private final Supplier<HttpClient> make;
    private final Consumer<HttpClient> left;
    private HttpClient current;

    PeerClient(Vertx vertx, Supplier<HttpClient> make, Consumer<HttpClient> left) {
        this.vertx = vertx;
        this.make = make;
        this.left = left;
        this.current = make.get();
    }

    /** The one for a request that begins now. */
    public synchronized HttpClient current() {
        return current;
    }

    /**
     * The same request of that client; when silence is all the answer that it gets, the connections of the client are forgotten. To wait
     * in vain for a free connection is no silence: the process that has them all in use may only be slow, and gets no further ones.
     */
    public HttpClientRequest watched(HttpClient client, HttpClientRequest request) {
        request.response().onFailure(why -> failed(client, why));
        return request;
    }

    private void failed(HttpClient client, Throwable why) {
        if (why instanceof TimeoutException && forget(client)) {
            vertx.setTimer(LEAVE_MILLIS, _ -> {
                left.accept(client);
                client.close();
            });
        }
    }

    /** Many are silent at once, and the first is enough. */
    private synchronized boolean forget(HttpClient client) {
        if (client != current) {
            return false;
        }
        current = make.get();
        return true;
    }
}
