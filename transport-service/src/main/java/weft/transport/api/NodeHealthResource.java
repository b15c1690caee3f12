package weft.transport.api;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import weft.service.health.HealthItem;
import weft.service.health.ServiceHealth;
import weft.service.token.Audience;
import weft.service.token.TransportPermission;
import weft.transport.mesh.Mesh;
import weft.transport.mesh.MeshInterface;

/** How transport-service fares, for operators; in a node of one process it tells of that process, too. */
@Path("/api/v1/node/health")
@RunOnVirtualThread
public class NodeHealthResource {

    /** Interfaces that are told one by one; a node has a handful. */
    private static final int TOLD = 20;

    private final Mesh mesh;
    private final ServiceHealth health;

    NodeHealthResource(Mesh mesh, ServiceHealth health) {
        this.mesh = mesh;
        this.health = health;
    }

    /** Each interface that is down, and how many there are of all. */
    @GET
    @PermissionsAllowed(value = "node:admin", permission = TransportPermission.class)
    public ServiceHealth.View health() {
        return health.of(Audience.TRANSPORT, items(mesh.interfaces().all()));
    }

    private static List<HealthItem> items(Collection<MeshInterface> all) {
        List<HealthItem> down = all.stream()
                .flatMap(each -> item(each.plan().name(), each.status()).stream())
                .toList();
        Map<String, Object> counts = Map.of("count", all.size(), "down", down.size());
        List<HealthItem> items = new ArrayList<>();
        if (!all.isEmpty() && down.size() == all.size()) {
            items.add(HealthItem.bad("interfaces", counts));
        } else if (all.isEmpty() || !down.isEmpty()) {
            items.add(HealthItem.look("interfaces", counts));
        } else {
            items.add(HealthItem.good("interfaces", counts));
        }
        down.stream().limit(TOLD).forEach(items::add);
        return items;
    }

    /** Empty when it is up. */
    private static Optional<HealthItem> item(String name, MeshInterface.Status status) {
        return status.why()
                .map(why -> HealthItem.look(
                        "interface", Map.of("name", name, "reason", why.text(), "said", status.reason())));
    }
}
