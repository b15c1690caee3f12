package weft.service.health;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import weft.service.id.TimeOrderedId;
import weft.service.token.Audience;

/**
 * What each service answers an operator: its own items, and those of the process that it runs in. Services that share a process name
 * the same one, so that nothing is counted twice.
 */
@Singleton
public class ServiceHealth {

    private final UUID process = TimeOrderedId.next();
    private final Instant startedAt =
            Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
    private final Instance<HealthSource> sources;

    ServiceHealth(@Any Instance<HealthSource> sources) {
        this.sources = sources;
    }

    /**
     * How a service fares.
     *
     * @param service its name, such as {@code weft-auth}
     * @param process that it runs in
     * @param items of the service itself
     */
    public record View(String service, ProcessView process, List<HealthItem> items) {}

    /**
     * How a process fares.
     *
     * @param id another one after each start
     */
    public record ProcessView(UUID id, Instant startedAt, List<HealthItem> items) {}

    /** The answer of this service, with what it says of itself. Reads a few files: not for event loops. */
    public View of(Audience service, List<HealthItem> own) {
        List<HealthItem> common =
                sources.stream().flatMap(source -> source.items().stream()).toList();
        return new View(service.text(), new ProcessView(process, startedAt, common), own);
    }
}
