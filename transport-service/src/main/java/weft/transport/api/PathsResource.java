package weft.transport.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import weft.reticulum.Address;
import weft.reticulum.router.RouterInput;
import weft.service.http.Page;
import weft.service.http.PageRequest;
import weft.service.problem.Problem;
import weft.service.token.TransportPermission;
import weft.transport.mesh.Mesh;
import weft.transport.mesh.MeshDriver.NamedPath;

/** The path table. */
@Path("/api/v1/paths")
@RunOnVirtualThread
public class PathsResource {

    private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F]{32}");

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Mesh mesh;

    PathsResource(Mesh mesh) {
        this.mesh = mesh;
    }

    /** By address. */
    @GET
    @PermissionsAllowed(value = "mesh:read", permission = TransportPermission.class)
    public Page<PathView> list(@RestQuery String limit, @RestQuery String cursor) {
        PageRequest page = PageRequest.of(limit, cursor);
        Optional<Address> after = page.after().map(PathsResource::cursorAddress);
        return Page.of(
                answer(mesh.driver().paths()).stream()
                        .sorted(Comparator.comparing(path -> path.row().destination()))
                        .filter(path -> after.map(
                                        address -> path.row().destination().compareTo(address) > 0)
                                .orElse(true))
                        .limit(page.limit() + 1L)
                        .map(PathView::of)
                        .toList(),
                page,
                PathView::address);
    }

    /** One path; 404 when none is known. */
    @GET
    @Path("/{address}")
    @PermissionsAllowed(value = "mesh:read", permission = TransportPermission.class)
    public PathView path(@RestPath String address) {
        Address destination = address(address);
        return answer(mesh.driver().path(destination)).map(PathView::of).orElseThrow(() -> Problem.notFound()
                .exception());
    }

    /** Asks the network; the path shows up in the table when somebody answers. */
    @POST
    @Path("/{address}")
    @PermissionsAllowed(value = "mesh:write", permission = TransportPermission.class)
    public Response request(@RestPath String address) {
        mesh.driver().tell(new RouterInput.RequestPath(address(address)));
        return Response.accepted().build();
    }

    /** Forgets a path; there need not be one. */
    @DELETE
    @Path("/{address}")
    @PermissionsAllowed(value = "node:admin", permission = TransportPermission.class)
    public Response drop(@RestPath String address) {
        mesh.driver().tell(new RouterInput.DropPath(address(address)));
        return Response.noContent().build();
    }

    /** What the mesh's event loop answers; it is asked from a thread that may wait. */
    private static <T> T answer(Future<T> asked) {
        return Uni.createFrom()
                .completionStage(asked::toCompletionStage)
                .await()
                .atMost(PATIENCE);
    }

    private static Address address(String text) {
        if (!ADDRESS.matcher(text).matches()) {
            throw Problem.malformed("address", "An address has 32 hexadecimal digits.")
                    .exception();
        }
        return Address.parse(text);
    }

    private static Address cursorAddress(String text) {
        if (!ADDRESS.matcher(text).matches()) {
            throw PageRequest.badCursor().exception();
        }
        return Address.parse(text);
    }

    /**
     * A path as clients see it.
     *
     * @param hops 1 for a direct neighbour
     * @param via transport id of the next hop; the address itself where it is a neighbour
     */
    public record PathView(
            String address,
            int hops,
            String via,
            @JsonProperty("interface") String interfaceName,
            Instant expiresAt) {

        static PathView of(NamedPath path) {
            var row = path.row();
            return new PathView(
                    row.destination().toString(),
                    row.hops(),
                    row.nextHop().toString(),
                    path.interfaceName(),
                    Instant.now().plusSeconds(row.lifetimeSeconds() - row.ageSeconds()));
        }
    }
}
