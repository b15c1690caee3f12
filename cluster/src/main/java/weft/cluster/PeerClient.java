package weft.cluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A client whose connections are forgotten when one of them stays silent. A process that stands still keeps its connections open, and
 * each would cost a request the whole time of an answer, long after another process has taken over behind the same address. So the
 * first answer that does not come in time makes all later requests connect anew; those under way may still end for a while.
 *
 * <p>Thread-safe. Of left clients there are as many as fall silent within that while, each after a wait of its own for an answer.
 */
public final class PeerClient {

    private final Vertx vertx;
    private final Supplier<HttpClient> make;
    private final Duration leave;
    private final Consumer<HttpClient> left;
    private HttpClient current;

    /**
     * @param make makes a client without any connection
     * @param leave so long a client goes on that is left
     * @param left is told of a client that goes on no longer
     */
    PeerClient(Vertx vertx, Supplier<HttpClient> make, Duration leave, Consumer<HttpClient> left) {
        this.vertx = vertx;
        this.make = make;
        this.leave = leave;
        this.left = left;
        this.current = make.get();
    }

    /** The one for a request that begins now. */
    public synchronized HttpClient current() {
        return current;
    }

    /**
     * A request of the current client; when silence is all the answer that it gets, the connections of that client are forgotten. To wait
     * in vain for a free connection is no silence: the process that has them all in use may only be slow, and gets no further ones.
     */
    public Future<HttpClientRequest> request(RequestOptions to) {
        HttpClient client = current();
        return client.request(to).onSuccess(request -> request.response().onFailure(why -> failed(client, why)));
    }

    private void failed(HttpClient client, Throwable why) {
        if (why instanceof TimeoutException && forget(client)) {
            vertx.setTimer(leave.toMillis(), _ -> {
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
