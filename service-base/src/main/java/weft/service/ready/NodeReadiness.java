package weft.service.ready;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * What the services of this process still have to do before a request makes sense. A service that goes on preparing after
 * its start-up observers have returned names each piece of work with {@link #await} in such an observer, and {@link #done}
 * when it is through; so does whoever brings back something that nothing works without. Until then the gateway answers API calls with
 * 503, and readiness is down.
 *
 * <p>It is about this process alone: an uplink that is down does not make a node unready. Thread-safe.
 */
@Singleton
public class NodeReadiness {

    private static final int AFTER_EVERY_SERVICE = Integer.MAX_VALUE;

    private final Set<String> awaited = new ConcurrentSkipListSet<>();
    private volatile boolean started;

    /**
     * Holds readiness back until {@link #done} is called with the same words.
     *
     * @param work what is being prepared, for a person: "the members' addresses"
     */
    public void await(String work) {
        awaited.add(work);
    }

    /** The work has been completed. A second call has no effect. */
    public void done(String work) {
        awaited.remove(work);
    }

    /** Whether every start-up observer has returned and nothing is awaited. */
    public boolean ready() {
        return started && awaited.isEmpty();
    }

    /** What is still awaited, in alphabetical order. */
    public List<String> awaited() {
        return List.copyOf(awaited);
    }

    /** Why it is not ready, as a sentence for whoever asked too early. */
    public String reason() {
        List<String> waits = awaited();
        return !started || waits.isEmpty()
                ? "The node is still starting."
                : "The node waits for " + String.join(", ", waits) + ".";
    }

    void started(@Observes @Priority(AFTER_EVERY_SERVICE) StartupEvent event) {
        started = true;
    }
}
