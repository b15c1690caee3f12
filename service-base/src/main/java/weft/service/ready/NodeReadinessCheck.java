package weft.service.ready;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** {@link NodeReadiness} as a health check on the management port; what is awaited stands in its data. */
@Readiness
@Singleton
public class NodeReadinessCheck implements HealthCheck {

    private final NodeReadiness readiness;

    NodeReadinessCheck(NodeReadiness readiness) {
        this.readiness = readiness;
    }

    @Override
    public HealthCheckResponse call() {
        var answer = HealthCheckResponse.named("node").status(readiness.ready());
        if (!readiness.ready()) {
            answer.withData("awaited", String.join(", ", readiness.awaited()));
        }
        return answer.build();
    }
}
