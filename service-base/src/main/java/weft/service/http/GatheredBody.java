package weft.service.http;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.io.ByteArrayInputStream;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Gives a resource the body that the gateway has read before it, which a resource that doesn't block would find empty. */
public class GatheredBody {

    private final CurrentVertxRequest current;

    @Inject
    GatheredBody(CurrentVertxRequest current) {
        this.current = current;
    }

    @ServerRequestFilter
    void give(ContainerRequestContext request) {
        Buffer gathered = current.getCurrent().body().buffer();
        if (gathered != null) {
            request.setEntityStream(new ByteArrayInputStream(gathered.getBytes()));
        }
    }
}
