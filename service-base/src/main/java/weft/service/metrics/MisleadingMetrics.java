package weft.service.metrics;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * Leaves out what would say something wrong. The PostgreSQL client makes its gauges anew for each connection, under one name:
 * they would show the first connection for ever, and each further one would be a warning.
 */
@Singleton
public class MisleadingMetrics {

    private static final Set<String> OF_FIRST_CONNECTION = Set.of("postgresql.queue.size", "postgresql.current");

    /** A filter that is a bean comes too late: Hibernate has looked at the database by then. */
    void leaveOut(@Observes @Initialized(ApplicationScoped.class) Object beginning) {
        Metrics.globalRegistry.config().meterFilter(MeterFilter.deny(id -> OF_FIRST_CONNECTION.contains(id.getName())));
    }
}
