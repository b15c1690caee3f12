package weft.node;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Locale;
import weft.node.database.NodeDatabase;
import weft.service.ready.NodeReadiness;
import weft.service.setup.NodeAddress;
import weft.service.setup.SetupToken;

/** The running node: tells the person who started it what they need, then waits to be ended. */
@ApplicationScoped
public class NodeApplication implements QuarkusApplication {

    private static final int READINESS_POLL_MILLIS = 20;

    /** Made before the container is, by the one start a process has. */
    private static Progress progress;

    private static Preparation preparation;

    private static final String DATABASE = "the database";

    private final NodeReadiness readiness;
    private final MeterRegistry metrics;
    private volatile String address;

    @Inject
    NodeApplication(NodeReadiness readiness, MeterRegistry metrics) {
        this.readiness = readiness;
        this.metrics = metrics;
    }

    static void begins(Progress starts, Preparation prepared) {
        progress = starts;
        preparation = prepared;
    }

    void followDatabase(@Observes StartupEvent event) {
        NodeDatabase database = preparation.database();
        database.whileAway(() -> readiness.await(DATABASE), () -> readiness.done(DATABASE));
        FunctionCounter.builder("weft_node_database_restarts", database, NodeDatabase::restarts)
                .register(metrics);
    }

    void showToken(@Observes SetupToken token) {
        progress.say("Set-up token: " + token.value());
    }

    void remember(@Observes NodeAddress heard) {
        address = heard.transportId();
    }

    @Override
    public int run(String... arguments) throws InterruptedException {
        while (!readiness.ready()) {
            Thread.sleep(READINESS_POLL_MILLIS);
        }
        if (address != null) {
            progress.say("Node address: " + address);
        }
        progress.say("Health and metrics: http://127.0.0.1:" + preparation.managementPort() + "/q/health");
        progress.say(preparation.reach());
        progress.say(String.format(
                Locale.ROOT, "Ready after %.1f s: %s", progress.elapsed().toMillis() / 1000.0, preparation.url()));
        if (!preparation.untilReady()) {
            IdleHeap.watch();
            Quarkus.waitForExit();
        }
        return 0;
    }
}
