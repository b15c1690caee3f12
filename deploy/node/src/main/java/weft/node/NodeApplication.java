package weft.node;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import weft.node.database.NodeDatabase;
import weft.service.ready.NodeReadiness;
import weft.service.setup.NodeAddress;
import weft.service.setup.SetupToken;
import weft.transport.mesh.Mesh;
import weft.transport.mesh.MeshInterface;

/** The running node: tells the person who started it what they need, then waits to be ended. */
@ApplicationScoped
public class NodeApplication implements QuarkusApplication {

    private static final int READINESS_POLL_MILLIS = 20;

    /** Made before the container is, by the one start a process has. */
    private static Progress progress;

    private static Preparation preparation;

    private static Ending ending;

    private static final String DATABASE = "the database";
    private static final String TOKEN = "Set-up token: ";

    /** Longest that the end of a start waits to know which interfaces are down. */
    private static final Duration FIRST_ATTEMPTS = Duration.ofMillis(500);

    private final NodeReadiness readiness;
    private final MeterRegistry metrics;
    private final Mesh mesh;
    private volatile String address;
    private volatile String token;
    private volatile boolean shown;

    @Inject
    NodeApplication(NodeReadiness readiness, MeterRegistry metrics, Mesh mesh) {
        this.readiness = readiness;
        this.metrics = metrics;
        this.mesh = mesh;
    }

    static void begins(Progress starts, Preparation prepared, Ending ends) {
        progress = starts;
        preparation = prepared;
        ending = ends;
    }

    void followDatabase(@Observes StartupEvent event) {
        NodeDatabase database = preparation.database();
        database.whileAway(() -> readiness.await(DATABASE), () -> readiness.done(DATABASE));
        FunctionCounter.builder("weft_node_database_restarts", database, NodeDatabase::restarts)
                .register(metrics);
        Interrupts.onSecond(mesh::hurry);
    }

    /** Shown at the end of a start, where it is seen; one that is made later at once. */
    void showToken(@Observes SetupToken made) {
        token = made.value();
        if (shown) {
            progress.say(TOKEN + token);
        }
    }

    void remember(@Observes NodeAddress heard) {
        address = heard.transportId();
    }

    /** A hub that sees many short sessions refuses this address for hours, so a young one is held; whoever waits is told. */
    void sayWhatHolds(@Observes ShutdownDelayInitiatedEvent ending) {
        mesh.heldLongest()
                .ifPresent(uplink -> progress.say(String.format(
                        Locale.ROOT,
                        "Ending in %d s: the connection of the interface %s is younger than 20 s, and a hub that sees many short"
                                + " ones refuses this node. Press Ctrl-C again to end at once.",
                        Math.ceilDiv(uplink.heldMillis(), 1000),
                        uplink.plan().name())));
    }

    @Override
    public int run(String... arguments) throws InterruptedException {
        while (!readiness.ready()) {
            if (ending.begun()) {
                return 0;
            }
            Thread.sleep(READINESS_POLL_MILLIS);
        }
        ending.ready();
        Duration ready = progress.elapsed();
        awaitFirstAttempts();
        sayWhatCounts(ready);
        if (!preparation.untilReady()) {
            IdleHeap.watch();
            Quarkus.waitForExit();
        }
        return 0;
    }

    /** An interface that is being opened is neither up nor down; most are known by now. */
    private void awaitFirstAttempts() throws InterruptedException {
        long begun = System.nanoTime();
        while (mesh.interfaces().all().stream().anyMatch(each -> each.status().equals(MeshInterface.NOT_TRIED))
                && System.nanoTime() - begun < FIRST_ATTEMPTS.toNanos()) {
            Thread.sleep(READINESS_POLL_MILLIS);
        }
    }

    /** In one piece, so that nothing comes between; the address to open stands last. */
    private void sayWhatCounts(Duration ready) {
        List<String> lines = new ArrayList<>();
        lines.add("Health and metrics: http://127.0.0.1:" + preparation.managementPort() + "/q/health");
        if (address != null) {
            lines.add("Node address: " + address);
        }
        for (MeshInterface each : mesh.interfaces().all()) {
            MeshInterface.Status status = each.status();
            if (!status.up()) {
                lines.add("Interface " + each.plan().name() + " is down: " + status.reason());
            }
        }
        lines.add(preparation.reach());
        lines.add("Certificate, SHA-256: " + preparation.fingerprint());
        shown = true;
        if (token != null) {
            lines.add(TOKEN + token);
        }
        lines.add(String.format(Locale.ROOT, "Ready after %.1f s: %s", ready.toMillis() / 1000.0, preparation.url()));
        progress.say(String.join(System.lineSeparator(), lines));
    }
}
