package weft.bus.kafka;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Says on the management port whether the bus answers. Never down: a service without its bus answers all that needs none. */
@Readiness
@Singleton
public class BusCheck implements HealthCheck {

    private final Bus bus;

    @Inject
    BusCheck(Bus bus) {
        this.bus = bus;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("bus")
                .up()
                .withData("bus", bus.isUp() ? "up" : "away")
                .build();
    }
}
