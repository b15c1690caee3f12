package weft.transport.mesh;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.awaitility.Awaitility;
import weft.interop.peers.FreePorts;
import weft.reticulum.Address;
import weft.reticulum.Entropy;
import weft.reticulum.announce.Announce;
import weft.reticulum.announce.Emission;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.framing.Hdlc;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.ifac.AccessCode;
import weft.reticulum.router.Router;
import weft.reticulum.router.RouterConfig;
import weft.reticulum.router.RouterInput;
import weft.reticulum.router.RouterOutput;
import weft.reticulum.router.interfaces.IngressControl;
import weft.reticulum.router.interfaces.InterfaceProperties;
import weft.reticulum.router.interfaces.InterfaceSnapshot;
import weft.reticulum.router.paths.PathRow;
import weft.transport.config.InterfaceBasics;
import weft.transport.config.TcpClientPlan;
import weft.transport.config.TcpServerPlan;

/** A Router on its event loop, for real sockets; what it says to the rest of the service goes nowhere. */
final class TestMesh implements AutoCloseable, MeshPorts {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String LOCAL = "127.0.0.1";
    private static final long PAUSE = 100;

    final Vertx vertx = Vertx.vertx();
    private final ExecutorService checker = Executors.newSingleThreadExecutor();
    private final Semaphore checks = new Semaphore(1_000_000);
    private final List<Address> heard = new CopyOnWriteArrayList<>();
    private volatile Consumer<ToEndpoint> endpoints = _ -> {};
    final Entropy entropy = new Random(5)::nextBytes;
    final MeshDriver driver = new MeshDriver(
            vertx,
            ((VertxInternal) vertx).createEventLoopContext(),
            new Router(
                    RouterConfig.transportNode(PrivateIdentity.generate(entropy), 1),
                    entropy,
                    RandomGenerator.of("L64X128MixRandom")),
            this);

    /** A client named hub, with 100 ms between attempts. */
    static TcpClientPlan client(int port) {
        return client("hub", port);
    }

    /** A client of that name. */
    static TcpClientPlan client(String name, int port) {
        return new TcpClientPlan(basics(name, Optional.empty()), LOCAL, port, PAUSE, false);
    }

    /** An uplink to a hub whose rules about short sessions are obeyed. */
    static TcpClientPlan uplink(int port) {
        return new TcpClientPlan(basics("hub", Optional.empty()), LOCAL, port, PAUSE, true);
    }

    /** A server of that name. */
    static TcpServerPlan server(String name, int port) {
        return new TcpServerPlan(basics(name, Optional.empty()), LOCAL, port, PAUSE, 4);
    }

    /** A server named hub. */
    static TcpServerPlan server(int port, int maxClients) {
        return server(port, maxClients, Optional.empty());
    }

    /** Such a server, with an access code if there is one. */
    static TcpServerPlan server(int port, int maxClients, Optional<AccessCode> code) {
        return new TcpServerPlan(basics("hub", code), LOCAL, port, PAUSE, maxClients);
    }

    /** It holds back no announces of a burst. */
    private static InterfaceBasics basics(String name, Optional<AccessCode> code) {
        return new InterfaceBasics(
                name,
                InterfaceProperties.builder(10_000_000)
                        .accessCodeSize(code.map(AccessCode::size).orElse(0))
                        .ingress(IngressControl.OFF)
                        .build(),
                code);
    }

    /** The announce of a new destination, framed. */
    Announced announce() {
        return announce(Optional.empty());
    }

    /** The announce of a new destination, with the access code if there is one, framed. */
    Announced announce(Optional<AccessCode> code) {
        PrivateIdentity identity = PrivateIdentity.generate(entropy);
        var packet = Announce.build(
                identity,
                DestinationName.LXMF_DELIVERY,
                Emission.of(entropy.bytes(Emission.RANDOM_LENGTH), 1_800_000_000L),
                Optional.empty(),
                new byte[0],
                false);
        byte[] raw = code.map(known -> known.seal(packet.encode())).orElseGet(packet::encode);
        byte[] frame = new byte[Hdlc.maxEncodedLength(raw.length)];
        int length = Hdlc.encode(raw, 0, raw.length, frame, 0);
        return new Announced(packet.destination(), Arrays.copyOf(frame, length));
    }

    record Announced(Address address, byte[] frame) {}

    Optional<MeshDriver.NamedPath> path(Address destination) {
        return get(driver.path(destination).toCompletionStage().toCompletableFuture());
    }

    /** Asks the Router on its event loop and waits for the answer. */
    <T> T router(Function<Router, T> question) {
        return get(driver.ask(question).toCompletionStage().toCompletableFuture());
    }

    /** The interfaces that the Router knows, by their numbers. */
    List<Integer> interfaceIds() {
        return router(router ->
                router.interfaces().stream().map(InterfaceSnapshot::interfaceId).toList());
    }

    /** Runs something on the mesh's event loop and waits for it. */
    <T> T onLoop(Callable<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        driver.context().runOnContext(_ -> {
            try {
                done.complete(work.call());
            } catch (Exception e) {
                done.completeExceptionally(e);
            }
        });
        return get(done);
    }

    /** Of no outgoing connection either: what was given up has to be free for the next. */
    static int freePort() {
        return FreePorts.next();
    }

    static <T> T get(Future<T> answer) {
        return get(answer.toCompletionStage().toCompletableFuture());
    }

    static <T> T get(CompletableFuture<T> answer) {
        return answer.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();
    }

    static void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what).atMost(SOON).until(condition);
    }

    /** From now on that hears what Endpoints are told, on the event loop. */
    void endpoints(Consumer<ToEndpoint> listener) {
        endpoints = listener;
    }

    @Override
    public boolean toEndpoint(ToEndpoint message) {
        endpoints.accept(message);
        return true;
    }

    /** No signature is checked until {@link #checkSignatures} is called. */
    void checkNoSignatures() {
        checks.drainPermits();
    }

    void checkSignatures() {
        checks.release(1_000_000);
    }

    /** The destinations heard, in order. */
    List<Address> heard() {
        return List.copyOf(heard);
    }

    @Override
    public void verify(RouterOutput.VerifySignature work, Consumer<RouterInput> answer) {
        checker.execute(() -> {
            checks.acquireUninterruptibly();
            answer.accept(work.check());
        });
    }

    @Override
    public void heard(RouterOutput.AnnounceHeard announce, String interfaceName) {
        heard.add(announce.announce().destination());
    }

    @Override
    public boolean isBehind() {
        return false;
    }

    @Override
    public void pathChanged(PathRow path) {}

    @Override
    public void pathsLost(List<Address> destinations) {}

    @Override
    public void close() {
        checkSignatures();
        checker.close();
        get(vertx.close().toCompletionStage().toCompletableFuture());
    }
}
