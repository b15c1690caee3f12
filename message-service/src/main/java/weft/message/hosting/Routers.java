package weft.message.hosting;

import com.github.benmanes.caffeine.cache.Cache;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import weft.message.hosting.endpoint.EndpointClock;
import weft.reticulum.Address;
import weft.reticulum.hosting.ToRouter;
import weft.service.cache.BoundedCache;

/**
 * The routers on the bus, and which of them takes the records of an endpoint that name none. Each says every half minute that it
 * runs; one that was silent for {@link #SILENCE} is not counted on. At most {@value #BOUND} are remembered. Thread-safe.
 */
@ApplicationScoped
public class Routers {

    /** Three signs of life were missed. */
    static final Duration SILENCE = Duration.ofSeconds(90);

    private static final int BOUND = 1_000;

    private final LongSupplier nanos;
    private final Cache<Address, Run> runs;

    private record Run(long incarnation, long heardAt) {}

    @Inject
    Routers(EndpointClock clock, MeterRegistry metrics) {
        this(clock::nanos, metrics);
    }

    Routers(LongSupplier nanos, MeterRegistry metrics) {
        this.nanos = nanos;
        this.runs = BoundedCache.of("router_runs", BOUND, metrics);
    }

    /**
     * A router says that it runs.
     *
     * @return its run that was heard of before, which may be this one
     */
    Optional<Long> heard(Address router, long incarnation) {
        return Optional.ofNullable(runs.asMap().put(router, new Run(incarnation, nanos.getAsLong())))
                .map(Run::incarnation);
    }

    /** Those that run. */
    List<Address> running() {
        return runs.asMap().entrySet().stream()
                .filter(each -> isRunning(each.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** A record of that owner as it goes on the bus: with the router that takes it, where it names none and one is known. */
    ToRouter addressed(Address owner, Optional<Address> home, ToRouter record) {
        return takes(owner, home).map(record::withHome).orElse(record);
    }

    /**
     * The home while it runs. While it does not, another one that does, the same for all records of the owner. While none is heard
     * at all, the bus may be away: then everything stays as it was. Empty when no router was ever heard.
     */
    Optional<Address> takes(Address owner, Optional<Address> home) {
        Optional<Run> known = home.map(runs::getIfPresent);
        if (known.filter(this::isRunning).isPresent()) {
            return home;
        }
        List<Address> running = running();
        if (running.isEmpty() && known.isPresent()) {
            return home;
        }
        return (running.isEmpty() ? runs.asMap().keySet() : running)
                .stream().max(Comparator.comparingLong(router -> weight(owner, router)));
    }

    private boolean isRunning(Run run) {
        return nanos.getAsLong() - run.heardAt() <= SILENCE.toNanos();
    }

    /** Rendezvous hashing: when a router comes or goes, only the owners that it takes for change theirs. */
    private static long weight(Address owner, Address router) {
        long mixed = owner.low() ^ Long.rotateLeft(router.low(), 32) ^ router.high();
        mixed = (mixed ^ mixed >>> 33) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ mixed >>> 33) * 0xC4CEB9FE1A85EC53L;
        return mixed ^ mixed >>> 33;
    }
}
