package weft.transport.mesh;

import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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
import weft.reticulum.router.paths.PathRow;
import weft.transport.config.InterfacePlan;

/** A Router on its event loop, for real sockets; what it says to the rest of the service goes nowhere. */
final class TestMesh implements AutoCloseable, MeshPorts {

    private static final Duration SOON = Duration.ofSeconds(30);

    final Vertx vertx = Vertx.vertx();
    private final ExecutorService checker = Executors.newSingleThreadExecutor();
    private final Semaphore checks = new Semaphore(1_000_000);
    private final List<Address> heard = new CopyOnWriteArrayList<>();
    final Entropy entropy = new Random(5)::nextBytes;
    final MeshDriver driver = new MeshDriver(
            vertx,
            ((VertxInternal) vertx).createEventLoopContext(),
            new Router(
                    RouterConfig.transportNode(PrivateIdentity.generate(entropy), 1),
                    entropy,
                    RandomGenerator.of("L64X128MixRandom")),
            this);

    /** An interface as it comes, with 100 ms between attempts. */
    static InterfacePlan plan(InterfacePlan.Kind kind, int port, int maxClients) {
        return plan(kind, port, maxClients, Optional.empty());
    }

    /** Such an interface, with an access code if there is one. */
    static InterfacePlan plan(InterfacePlan.Kind kind, int port, int maxClients, Optional<AccessCode> code) {
        InterfaceProperties open = InterfaceProperties.automatic(10_000_000);
        return new InterfacePlan(
                "hub",
                kind,
                "127.0.0.1",
                port,
                code.map(known -> open.but().accessCodeSize(known.size()).build())
                        .orElse(open),
                code,
                maxClients,
                100,
                false);
    }

    /** A server that holds back no announces of a burst. */
    static InterfacePlan openServer(int port) {
        return new InterfacePlan(
                "server",
                InterfacePlan.Kind.TCP_SERVER,
                "127.0.0.1",
                port,
                InterfaceProperties.builder(10_000_000)
                        .ingress(IngressControl.OFF)
                        .build(),
                Optional.empty(),
                4,
                100,
                false);
    }

    /** An uplink to a hub whose rules about short sessions are obeyed. */
    static InterfacePlan uplink(int port) {
        return new InterfacePlan(
                "hub",
                InterfacePlan.Kind.TCP_CLIENT,
                "127.0.0.1",
                port,
                InterfaceProperties.automatic(10_000_000),
                Optional.empty(),
                1,
                100,
                true);
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

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static <T> T get(CompletableFuture<T> answer) {
        return answer.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();
    }

    static void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what).atMost(SOON).until(condition);
    }

    @Override
    public boolean toEndpoint(ToEndpoint message) {
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
