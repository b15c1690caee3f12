package weft.transport.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.resteasy.reactive.RestQuery;
import weft.service.http.Page;
import weft.service.http.PageRequest;
import weft.service.token.TransportPermission;
import weft.transport.store.AnnounceStore;
import weft.transport.store.Announced;

/** What has been heard on the mesh. */
@Path("/api/v1/announces")
@RunOnVirtualThread
public class AnnouncesResource {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final AnnounceStore announces;

    AnnouncesResource(AnnounceStore announces) {
        this.announces = announces;
    }

    /** One entry per address, the newest; newest first. */
    @GET
    @PermissionsAllowed(value = "mesh:read", permission = TransportPermission.class)
    public Page<AnnounceView> list(@RestQuery String aspect, @RestQuery String limit, @RestQuery String cursor) {
        return announces
                .list(Optional.ofNullable(aspect), PageRequest.of(limit, cursor))
                .await()
                .atMost(PATIENCE)
                .map(AnnounceView::of);
    }

    /** An announce as clients see it; {@code name} is null when it carries none. */
    public record AnnounceView(
            String address,
            String identity,
            @Schema(nullable = true) String name,
            String aspect,
            int hops,
            @JsonProperty("interface") String interfaceName,
            Instant time) {

        static AnnounceView of(Announced announced) {
            return new AnnounceView(
                    announced.address().toString(),
                    announced.identity().toString(),
                    announced.name(),
                    announced.aspect(),
                    announced.hops(),
                    announced.interfaceName(),
                    announced.time());
        }
    }
}
