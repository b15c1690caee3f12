package weft.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import weft.service.problem.Problem;

/**
 * Who may speak to an inner service at all. The authority of the cluster gives certificates to other programs too, so one of its
 * certificates is not enough: only the gateway gets in, told by a name in its certificate, and for what it asks on a member's
 * behalf it still needs the token. Every program of the cluster may read the public keys. Anybody else gets a 403.
 *
 * <p>In every application that demands client certificates, and in no other.
 */
@Singleton
@IfBuildProperty(name = "quarkus.http.ssl.client-auth", stringValue = "required")
public class PeerAccess {

    /** What every program of the cluster may read. */
    static final String PUBLIC_KEYS = "/internal/jwks.json";

    private static final Logger LOG = Logger.getLogger(PeerAccess.class);
    private static final int BEFORE_EVERYTHING = 20_000;

    private final String gateway;
    private final ObjectMapper json;
    private final Counter refused;

    PeerAccess(
            @ConfigProperty(name = "weft.cluster.gateway-name", defaultValue = "weft-gateway") String gateway,
            ObjectMapper json,
            MeterRegistry metrics) {
        this.gateway = gateway;
        this.json = json;
        this.refused = metrics.counter("weft_cluster_peers_refused");
    }

    void guard(@Observes Filters filters) {
        filters.register(this::handle, BEFORE_EVERYTHING);
    }

    private void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        Set<String> names = CertificateNames.of(request.sslSession());
        if (names.contains(gateway) || (!names.isEmpty() && asksForPublicKeys(request))) {
            context.next();
        } else {
            refuse(context, names);
        }
    }

    private static boolean asksForPublicKeys(HttpServerRequest request) {
        return request.method().equals(HttpMethod.GET) && PUBLIC_KEYS.equals(request.path());
    }

    private void refuse(RoutingContext context, Set<String> names) {
        refused.increment();
        LOG.debugf("%s is not the gateway and is refused", names);
        Problem problem = Problem.of(403, "not-the-gateway", "Only the gateway may call this service");
        try {
            context.response()
                    .setStatusCode(problem.status())
                    .putHeader("Content-Type", Problem.MEDIA_TYPE)
                    .end(json.writeValueAsString(problem))
                    .onComplete(_ -> context.request().connection().close());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("problem documents are plain values", e);
        }
    }
}
