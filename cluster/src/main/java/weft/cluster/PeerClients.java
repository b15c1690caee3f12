package weft.cluster;

import io.quarkus.tls.CertificateUpdatedEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.tls.runtime.config.TlsConfigUtils;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jboss.logging.Logger;

/**
 * Makes HTTP clients that show this program's certificate, and take only one of the cluster's authority that names the host asked.
 * Replaced certificate files count for connections made from then on.
 */
@Singleton
public class PeerClients {

    private static final Logger LOG = Logger.getLogger(PeerClients.class);
    private static final String CERTIFICATES = "weft";
    private static final int CONNECT_MILLIS = 2_000;

    private final Vertx vertx;
    private final TlsConfigurationRegistry certificates;
    private final List<HttpClient> clients = new CopyOnWriteArrayList<>();
    private final List<PeerClient> peers = new CopyOnWriteArrayList<>();

    PeerClients(Vertx vertx, TlsConfigurationRegistry certificates) {
        this.vertx = vertx;
        this.certificates = certificates;
    }

    /**
     * A client that lives as long as the application.
     *
     * @param idleSeconds a connection on which nothing comes in for so long while an answer is awaited or read is closed
     * @param left so long after its connections were forgotten those still in use are closed
     * @param pool how many connections to one host, and how many requests wait for one
     */
    public PeerClient client(int idleSeconds, Duration left, PoolOptions pool) {
        PeerClient client =
                new PeerClient(vertx, () -> make(idleSeconds, pool), left, clients::remove, this::fellSilent);
        peers.add(client);
        return client;
    }

    /** A process that stands still is silent to all of them, and each would find out at the cost of a request's whole patience. */
    private void fellSilent(SocketAddress address) {
        peers.forEach(peer -> peer.fellSilent(address));
    }

    private HttpClient make(int idleSeconds, PoolOptions pool) {
        TlsConfiguration tls = certificates
                .get(CERTIFICATES)
                .orElseThrow(() -> new IllegalStateException("no quarkus.tls." + CERTIFICATES + " is configured"));
        HttpClientOptions options =
                new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS).setReadIdleTimeout(idleSeconds);
        TlsConfigUtils.configure(options, tls);
        HttpClient client = vertx.createHttpClient(options, pool);
        clients.add(client);
        return client;
    }

    void replaced(@Observes CertificateUpdatedEvent event) {
        if (event.name().equals(CERTIFICATES)) {
            clients.forEach(
                    client -> client.updateSSLOptions(event.tlsConfiguration().getSSLOptions())
                            .onFailure(failure -> LOG.warnf("replaced certificates are not taken up: %s", failure)));
        }
    }
}
