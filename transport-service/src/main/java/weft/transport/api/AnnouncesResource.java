package weft.transport.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import weft.service.http.Page;
import weft.service.http.PageRequest;
import weft.service.token.Audience;
import weft.service.token.Needs;
import weft.service.token.Scope;
import weft.service.token.ServiceApi;
import weft.transport.store.AnnounceStore;
import weft.transport.store.Announced;

/** What has been heard on the mesh. */
@ServiceApi(Audience.TRANSPORT)
@Path("/api/v1/announces")
public class AnnouncesResource {

    private final AnnounceStore book;

    AnnouncesResource(AnnounceStore book) {
        this.book = book;
    }

    /** One entry per address, the newest; newest first. */
    @GET
    @Needs(Scope.MESH_READ)
    public Uni<Page<AnnounceView>> list(
            @QueryParam("aspect") String aspect,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor) {
        return book.list(Optional.ofNullable(aspect), PageRequest.of(limit, cursor))
                .map(page -> page.map(AnnounceView::of));
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
