package weft.message.hosting;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import weft.message.hosting.endpoint.EndpointClock;
import weft.reticulum.Address;

/**
 * What it means that a router says it runs. A new run knows nothing of what is hosted; and whoever is behind its interfaces lost the
 * way here when the old run ended, unless the whole node has just been started. A router that was forgotten counts as restarted
 * when it asks again.
 */
@ApplicationScoped
public class RouterRuns {

    /** Who starts together with this process has not restarted under it. */
    private static final Duration STARTING = Duration.ofSeconds(60);

    private final Hosting hosting;
    private final Announcer announcer;
    private final Routers routers;
    private final EndpointClock clock;

    RouterRuns(Hosting hosting, Announcer announcer, Routers routers, EndpointClock clock) {
        this.hosting = hosting;
        this.announcer = announcer;
        this.routers = routers;
        this.clock = clock;
    }

    /**
     * A router runs. Waits for the database when the run is new.
     *
     * @param told whether the run knows what is hosted; otherwise it asks
     */
    public void runs(Address router, long incarnation, boolean told) {
        Optional<Long> known = routers.heard(router, incarnation);
        if (!told) {
            hosting.tellAgain();
        }
        boolean restarted = known.isEmpty() ? !told && clock.nanos() > STARTING.toNanos() : known.get() != incarnation;
        if (restarted) {
            announcer.announceAll();
        }
    }
}
