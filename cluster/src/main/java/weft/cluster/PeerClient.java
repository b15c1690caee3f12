package weft.cluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A client whose connections are forgotten when one of them stays silent. A process that stands still keeps its connections open, and
 * each would cost a request the whole time of an answer, long after another process has taken over behind the same address. So the
 * first answer that does not come in time makes all later requests connect anew, also those of the other clients that asked there; those
 * under way may still end for a while.
 *
 * <p>Thread-safe. Of left clients there are as many as fall silent within that while, each after a wait of its own for an answer.
 */
public final class PeerClient {

    private final Vertx vertx;
    private final Supplier<HttpClient> make;
    private final Duration leave;
    private final Consumer<HttpClient> left;
    private final Consumer<SocketAddress> silent;

    /** Whom {@link #current} has asked; as many as addresses are configured. */
    private final Set<SocketAddress> asked = new HashSet<>();

    private HttpClient current;

    /**
     * @param make makes a client without any connection
     * @param leave so long a client goes on that is left
     * @param left is told of a client that goes on no longer
     * @param silent is told of an address at which somebody fell silent
     */
    PeerClient(
            Vertx vertx,
            Supplier<HttpClient> make,
            Duration leave,
            Consumer<HttpClient> left,
            Consumer<SocketAddress> silent) {
        this.vertx = vertx;
        this.make = make;
        this.leave = leave;
        this.left = left;
        this.silent = silent;
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
        SocketAddress address = SocketAddress.inetSocketAddress(to.getPort(), to.getHost());
        HttpClient client = asking(address);
        return client.request(to).onSuccess(request -> request.response().onFailure(why -> {
            if (why instanceof TimeoutException && forget(client)) {
                silent.accept(address);
            }
        }));
    }

    private synchronized HttpClient asking(SocketAddress address) {
        asked.add(address);
        return current;
    }

    /** Somebody fell silent at that address when another client asked there. */
    void fellSilent(SocketAddress address) {
        HttpClient client;
        synchronized (this) {
            client = asked.contains(address) ? current : null;
        }
        if (client != null) {
            forget(client);
        }
    }

    /** Many are silent at once, and the first is enough. */
    private boolean forget(HttpClient client) {
        synchronized (this) {
            if (client != current) {
                return false;
            }
            current = make.get();
            asked.clear();
        }
        vertx.setTimer(leave.toMillis(), _ -> {
            left.accept(client);
            client.close();
        });
        return true;
    }
}
