package weft.service.quarantine;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Says on the management port which loops leave rows aside. Never down: everybody else is served. */
@Readiness
@Singleton
public class QuarantineCheck implements HealthCheck {

    private final Quarantines quarantines;

    QuarantineCheck(Quarantines quarantines) {
        this.quarantines = quarantines;
    }

    @Override
    public HealthCheckResponse call() {
        var counts = quarantines.counts();
        var answer = HealthCheckResponse.named("rows").up().withData("state", counts.isEmpty() ? "whole" : "degraded");
        counts.forEach(answer::withData);
        return answer.build();
    }
}
