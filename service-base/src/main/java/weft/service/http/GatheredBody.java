package weft.service.http;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.io.ByteArrayInputStream;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Reads the body that the gateway has gathered, where it has: it has arrived whole, so nobody waits for it on a thread. What would read
 * it otherwise gathers ten kilobytes and then holds a worker until the client has sent the rest.
 */
public class GatheredBody {

    private final CurrentVertxRequest current;

    GatheredBody(CurrentVertxRequest current) {
        this.current = current;
    }

    @ServerRequestFilter
    void read(ContainerRequestContext request) {
        Buffer body = gathered(current.getCurrent());
        if (body != null) {
            request.setEntityStream(new ByteArrayInputStream(body.getBytes()));
        }
    }

    /** The gathered body of a request; null when nobody has gathered it. */
    public static Buffer gathered(RoutingContext context) {
        return context == null || context.body() == null ? null : context.body().buffer();
    }
}
