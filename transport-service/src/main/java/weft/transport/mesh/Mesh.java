package weft.transport.mesh;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import weft.events.HostingWanted;
import weft.reticulum.Address;
import weft.reticulum.Entropy;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.router.Router;
import weft.reticulum.router.RouterConfig;
import weft.reticulum.router.RouterInput;
import weft.reticulum.router.RouterOutput;
import weft.reticulum.router.paths.PathRow;
import weft.service.listen.ListenAddress;
import weft.service.setup.NodeAddress;
import weft.service.work.PeriodicWork;
import weft.transport.bus.MeshEvents;
import weft.transport.bus.PacketPlane;
import weft.transport.config.TransportPlan;
import weft.transport.config.TransportSettings;
import weft.transport.store.AnnounceStore;

/**
 * This node's part in the mesh: one Router, its interfaces, and what they tell the rest. Starts and stops with the application;
 * the packet path never waits for the database.
 */
@ApplicationScoped
public class Mesh {

    private static final Logger LOG = Logger.getLogger(Mesh.class);
    private static final long STOP_SECONDS = 20;

    private final Vertx vertx;
    private final TransportSettings settings;
    private final PacketPlane packets;
    private final MeshEvents events;
    private final SignatureChecks signatures;
    private final AnnounceStore announces;
    private final MeterRegistry metrics;
    private final Event<NodeAddress> address;

    private final List<PeriodicWork> periodic = new ArrayList<>();
    private PrivateIdentity identity;
    private MeshDriver driver;
    /** Null until the start has come so far: it may be ended before. */
    private volatile MeshInterfaces interfaces;

    Mesh(
            Vertx vertx,
            TransportSettings settings,
            PacketPlane packets,
            MeshEvents events,
            SignatureChecks signatures,
            AnnounceStore announces,
            MeterRegistry metrics,
            Event<NodeAddress> address) {
        this.vertx = vertx;
        this.settings = settings;
        this.packets = packets;
        this.events = events;
        this.signatures = signatures;
        this.announces = announces;
        this.metrics = metrics;
        this.address = address;
    }

    void start(@Observes StartupEvent started) {
        TransportPlan plan = TransportPlan.of(settings);
        ListenAddress.clash(plan.listeners()).ifPresent(clash -> {
            throw new IllegalStateException(clash);
        });
        if (!plan.managers().isEmpty()) {
            LOG.warnf(
                    "weft.transport.managers names %d identities, but this version has no remote management yet: they can ask"
                            + " nothing",
                    plan.managers().size());
        }
        SecureRandom random = new SecureRandom();
        Entropy entropy = random::nextBytes;
        identity = TransportIdentity.load(settings.directory(), entropy);
        long incarnation = System.currentTimeMillis();
        RouterConfig config = (settings.enabled()
                        ? RouterConfig.transportNode(identity, incarnation)
                        : RouterConfig.endNode(identity, incarnation))
                .withProbes(settings.probes());
        Router router = new Router(config, entropy, RandomGenerator.of("L64X128MixRandom"));
        driver = new MeshDriver(vertx, ((VertxInternal) vertx).createEventLoopContext(), router, new Ports());
        packets.connect(driver::receive);
        MeshMetrics figures = new MeshMetrics(driver);
        periodic.add(figures.register(metrics));
        interfaces = noneYet(figures);
        Future.join(plan.interfaces().stream().map(interfaces::add).toList())
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        String transportId = transportId().toString();
        RouterHeartbeat sign =
                new RouterHeartbeat(told -> events.runs(new HostingWanted(transportId, incarnation, told)));
        packets.onHosting(() -> sign.told(System.nanoTime()));
        sign.look(System.nanoTime());
        periodic.add(
                PeriodicWork.of("the router's sign of life", RouterHeartbeat.LOOK, () -> sign.look(System.nanoTime())));
        periodic.forEach(work -> work.start(vertx));
        address.fire(new NodeAddress(transportId));
    }

    /** Where the interfaces will be, what they do told to the other services. */
    private MeshInterfaces noneYet(MeshMetrics figures) {
        CoalescedStatus states = new CoalescedStatus(events::status);
        periodic.add(PeriodicWork.of(
                "telling of the interfaces' clients", CoalescedStatus.LOOK, () -> states.look(System.nanoTime())));
        return new MeshInterfaces(
                vertx,
                driver,
                settings.directory().resolve("sessions"),
                (name, status) -> states.changed(name, status, System.nanoTime()),
                figures,
                metrics);
    }

    /** Waits for young sessions to grow old enough, as hub manners ask; never longer than the time a stop may take. */
    void stop(@Observes ShutdownEvent stopped) {
        periodic.forEach(PeriodicWork::stop);
        if (interfaces == null) {
            return;
        }
        try {
            interfaces.removeAll().toCompletionStage().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            LOG.warnf("Not every interface closed in time: %s", e.getMessage());
        }
    }

    /** The interface that a stop would wait for longest, where it would wait for one. */
    public Optional<MeshInterface> heldLongest() {
        return Stream.ofNullable(interfaces)
                .flatMap(begun -> begun.all().stream())
                .filter(each -> each.heldMillis() > 0)
                .max(Comparator.comparingLong(MeshInterface::heldMillis));
    }

    /** A stop that has begun or will begin waits for no session. From any thread. */
    public void hurry() {
        if (interfaces != null) {
            interfaces.hurry();
        }
    }

    /** The transport identity hash: what stands as next hop in path tables. */
    public Address transportId() {
        return identity.identity().hash();
    }

    /** The interfaces, to look at and to change. */
    public MeshInterfaces interfaces() {
        return interfaces;
    }

    /** The driver, to ask the Router and to tell it things. */
    public MeshDriver driver() {
        return driver;
    }

    private final class Ports implements MeshPorts {

        @Override
        public boolean toEndpoint(ToEndpoint message) {
            return packets.offer(message);
        }

        @Override
        public void verify(RouterOutput.VerifySignature work, Consumer<RouterInput> answer) {
            signatures.check(work, answer);
        }

        @Override
        public void heard(RouterOutput.AnnounceHeard announce, String interfaceName) {
            Instant now = Instant.now();
            AnnounceReading.event(announce, interfaceName, now)
                    .ifPresent(event -> AnnounceReading.entry(announce, interfaceName, now)
                            .ifPresent(entry -> announces.note(entry, () -> events.heard(event))));
        }

        @Override
        public boolean isBehind() {
            return announces.isBehind();
        }

        @Override
        public void pathChanged(PathRow path) {
            LOG.debugf("Path to %s: %d hops via %s", path.destination(), path.hops(), path.nextHop());
        }

        @Override
        public void pathsLost(List<Address> destinations) {
            LOG.debugf("%d paths lost", destinations.size());
        }
    }
}
