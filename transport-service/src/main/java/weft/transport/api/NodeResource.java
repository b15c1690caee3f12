package weft.transport.api;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import weft.reticulum.destination.DestinationName;
import weft.service.token.TransportPermission;
import weft.transport.config.TransportSettings;
import weft.transport.mesh.Mesh;

/** Who this node is on the mesh. */
@Path("/api/v1/node")
@RunOnVirtualThread
public class NodeResource {

    private final Mesh mesh;
    private final TransportSettings settings;
    private final String name;
    private final String version;

    NodeResource(
            Mesh mesh,
            TransportSettings settings,
            @ConfigProperty(name = "weft.node.name", defaultValue = "Weft") String name,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.mesh = mesh;
        this.settings = settings;
        this.name = name;
        this.version = version;
    }

    @GET
    @PermissionsAllowed(value = "mesh:read", permission = TransportPermission.class)
    public NodeView node() {
        Map<String, String> destinations = new TreeMap<>();
        if (settings.enabled() && settings.probes()) {
            destinations.put(
                    "probe",
                    DestinationName.PROBE.destination(mesh.transportId()).toString());
        }
        String transportId = mesh.transportId().toString();
        return new NodeView(version, name, transportId, transportId, destinations);
    }

    /**
     * The node as clients see it.
     *
     * @param identityHash the node's identity
     * @param transportId what stands as next hop in path tables
     * @param destinations the node's own, by what they are for; a part that is off is absent
     */
    public record NodeView(
            String version, String name, String identityHash, String transportId, Map<String, String> destinations) {}
}
