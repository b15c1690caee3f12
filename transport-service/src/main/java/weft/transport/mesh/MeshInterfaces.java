package weft.transport.mesh;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import weft.service.listen.ListenAddress;
import weft.transport.config.InterfacePlan;
import weft.transport.config.TcpClientPlan;
import weft.transport.config.TcpServerPlan;

/**
 * The interfaces of this node, brought up and taken out while the others go on. What has to change of one is done by taking it out and
 * bringing it up from another plan: to the Router that is another interface.
 *
 * <p>Every public method may be called from any thread; the work is done on the mesh's event loop, in the order of the calls.
 */
public final class MeshInterfaces {

    private final Vertx vertx;
    private final MeshDriver driver;
    private final Path ledgers;
    private final StatusListener listener;
    private final MeshMetrics router;
    private final MeterRegistry registry;
    private final Map<String, Running> running = new ConcurrentSkipListMap<>();

    /**
     * @param ledgers directory of the session ledgers
     * @param listener hears what each interface does
     * @param router knows what was dropped on each
     * @param registry where each has its metrics while it is there
     */
    public MeshInterfaces(
            Vertx vertx,
            MeshDriver driver,
            Path ledgers,
            StatusListener listener,
            MeshMetrics router,
            MeterRegistry registry) {
        this.vertx = vertx;
        this.driver = driver;
        this.ledgers = ledgers;
        this.listener = listener;
        this.router = router;
        this.registry = registry;
    }

    private static final class Running {
        private final MeshInterface mesh;
        private final InterfaceMeters meters;
        /** Set once it is being taken out. */
        private Optional<Future<Void>> leaving = Optional.empty();

        private Running(MeshInterface mesh, InterfaceMeters meters) {
            this.mesh = mesh;
            this.meters = meters;
        }
    }

    /**
     * Brings an interface up. Completes when it has begun to dial or to listen; what comes of that is its {@link MeshInterface#status}, and
     * it is tried again by itself.
     *
     * @return fails with an {@link IllegalStateException}, in words for a person, when one of its name is there or still being taken out,
     *     or another listens where it wants to; then nothing has changed
     */
    public Future<MeshInterface> add(InterfacePlan plan) {
        Promise<MeshInterface> added = Promise.promise();
        driver.context().runOnContext(_ -> {
            if (running.containsKey(plan.name())) {
                added.fail(new IllegalStateException("There is an interface \"" + plan.name()
                        + "\" already. Take it out first, or choose another name."));
                return;
            }
            List<ListenAddress> taken = listeners();
            MeshInterface mesh = made(plan);
            Running entry = new Running(mesh, new InterfaceMeters(mesh, router, registry));
            running.put(plan.name(), entry);
            free(plan, taken)
                    .onFailure(_ -> forget(entry))
                    .onSuccess(_ -> mesh.start())
                    .map(mesh)
                    .onComplete(added);
        });
        return added.future();
    }

    private List<ListenAddress> listeners() {
        return running.values().stream()
                .flatMap(each -> each.mesh.plan().listens().stream())
                .toList();
    }

    private MeshInterface made(InterfacePlan plan) {
        return switch (plan) {
            case TcpClientPlan client -> new TcpClient(vertx, driver, client, ledgers, listener);
            case TcpServerPlan server -> new TcpServer(vertx, driver, server, listener);
        };
    }

    /** Fails when it would listen where another does. Names are resolved for that, so not on the event loop. */
    private Future<Void> free(InterfacePlan plan, List<ListenAddress> taken) {
        if (plan.listens().isEmpty() || taken.isEmpty()) {
            return Future.succeededFuture();
        }
        return driver.context().executeBlocking(() -> {
            for (ListenAddress other : taken) {
                Optional<String> clash =
                        ListenAddress.clash(List.of(other, plan.listens().get()));
                if (clash.isPresent()) {
                    throw new IllegalStateException(clash.get());
                }
            }
            return null;
        });
    }

    /**
     * Takes an interface out: closes its connections, and the Router forgets its paths, links, announces and whatever waits for it. Others
     * of the node see nothing of that. Completes when its sockets are closed, its port is free and its metrics are gone; from then on
     * another may have its name. A young session with a hub is held before that, as hub manners ask, and works until it is closed;
     * {@link #hurry} ends the wait.
     *
     * @return fails with an {@link IllegalStateException} when there is none of that name. Whoever asks again while it goes waits for the
     *     same
     */
    public Future<Void> remove(String name) {
        Promise<Void> removed = Promise.promise();
        driver.context().runOnContext(_ -> {
            Running entry = running.get(name);
            if (entry == null) {
                removed.fail(new IllegalStateException("There is no interface \"" + name + "\"."));
                return;
            }
            if (entry.leaving.isEmpty()) {
                entry.leaving = Optional.of(entry.mesh.stop().onComplete(_ -> forget(entry)));
            }
            entry.leaving.get().onComplete(removed);
        });
        return removed.future();
    }

    /** On the event loop. */
    private void forget(Running entry) {
        String name = entry.mesh.plan().name();
        if (running.remove(name, entry)) {
            entry.meters.remove();
            driver.forgetDrops(name);
            router.forget(name);
        }
    }

    /** Takes all of them out. */
    public Future<Void> removeAll() {
        return Future.join(running.keySet().stream().map(this::remove).toList()).mapEmpty();
    }

    /** Those that there are, by name; one that is being taken out is still among them. */
    public Collection<MeshInterface> all() {
        return running.values().stream().map(each -> each.mesh).toList();
    }

    /** Taking interfaces out, now or later, waits for no session. */
    public void hurry() {
        all().forEach(MeshInterface::hurry);
    }
}
