package weft.message.hosting;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import weft.message.hosting.endpoint.HostedEndpoints;

/**
 * Ready once this process is one of the living and has taken what was free of its share, which also says that the database answers. Others
 * may hold everything for a moment more: the API needs no shard. Does not depend on any uplink.
 */
@Readiness
@ApplicationScoped
class HostingReadiness implements HealthCheck {

    private final Ownership ownership;
    private final HostedEndpoints endpoints;

    HostingReadiness(Ownership ownership, HostedEndpoints endpoints) {
        this.ownership = ownership;
        this.endpoints = endpoints;
    }

    @Override
    public HealthCheckResponse call() {
        int shards = ownership.held().size();
        return HealthCheckResponse.named("message-service")
                .status(ownership.living() > 0)
                .withData("shards", shards)
                .withData("endpoints", endpoints.all().size())
                .build();
    }
}
