package weft.message.api;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import weft.message.delivery.FullMailboxes;
import weft.message.hosting.NodeHosting;
import weft.message.hosting.Ownership;
import weft.message.hosting.endpoint.HostedEndpoints;
import weft.message.store.Accounts;
import weft.message.store.sql.Database;
import weft.reticulum.hosting.HostedRole;
import weft.service.health.DatabaseHealth;
import weft.service.health.HealthItem;
import weft.service.health.ServiceHealth;
import weft.service.token.Audience;
import weft.service.token.MessagePermission;

/** How message-service fares, for operators. */
@Path("/api/v1/messages/health")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class MessagesHealthResource {

    private final Database database;
    private final FullMailboxes fullMailboxes;
    private final Ownership ownership;
    private final HostedEndpoints endpoints;
    private final NodeHosting node;
    private final ServiceHealth health;

    MessagesHealthResource(
            Database database,
            FullMailboxes fullMailboxes,
            Ownership ownership,
            HostedEndpoints endpoints,
            NodeHosting node,
            ServiceHealth health) {
        this.database = database;
        this.fullMailboxes = fullMailboxes;
        this.ownership = ownership;
        this.endpoints = endpoints;
        this.node = node;
        this.health = health;
    }

    /** Whether the database answers, this process hosts addresses and everybody has room. A database that is away is told, not a failure. */
    @GET
    @PermissionsAllowed(value = "node:admin", permission = MessagePermission.class)
    public ServiceHealth.View health() {
        HealthItem store =
                DatabaseHealth.of(() -> database.transact(Accounts::anySealed)).item();
        return health.of(Audience.MESSAGE, List.of(store, hosting(), mailboxes()));
    }

    private HealthItem hosting() {
        Map<String, Object> facts = new HashMap<>(Map.of("count", endpoints.count(HostedRole.MEMBER)));
        node.address().ifPresent(address -> facts.put("probe", address.toString()));
        return ownership.living() == 0 ? HealthItem.bad("hosting", facts) : HealthItem.good("hosting", facts);
    }

    private HealthItem mailboxes() {
        Map<String, Object> facts = Map.of("count", fullMailboxes.count());
        return fullMailboxes.count() == 0 ? HealthItem.good("mailboxes", facts) : HealthItem.look("mailboxes", facts);
    }
}
