package weft.transport.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.announce.Announce;
import weft.reticulum.announce.Emission;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.packet.Context;
import weft.reticulum.packet.DestinationType;
import weft.reticulum.packet.Packet;
import weft.reticulum.packet.PacketType;
import weft.reticulum.packet.Proof;

/**
 * Four Routers over TCP: packets and their proofs cross the one in the middle all the time, while a fourth is joined to it and cut off
 * again and again.
 */
@Execution(ExecutionMode.CONCURRENT)
class InterfacesUnderTrafficTest {

    private static final int TIMES = 15;

    /** As many as a Router remembers of one owner, less some. */
    private static final int UNDER_WAY = 24;

    @TempDir
    Path directory;

    private final TestMesh left = new TestMesh();
    private final TestMesh middle = new TestMesh();
    private final TestMesh right = new TestMesh();
    private final TestMesh guest = new TestMesh();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final PrivateIdentity identity = PrivateIdentity.generate(right.entropy);
    private final Address sender = new Address(1, 2);
    private final Address receiver =
            DestinationName.LXMF_DELIVERY.destination(identity.identity().hash());
    private final Semaphore free = new Semaphore(UNDER_WAY);
    private final AtomicInteger proven = new AtomicInteger();
    private final AtomicBoolean done = new AtomicBoolean();

    @AfterEach
    void end() {
        left.close();
        guest.close();
        right.close();
        middle.close();
    }

    private MeshInterfaces interfaces(TestMesh mesh, SimpleMeterRegistry metrics) {
        return new MeshInterfaces(
                mesh.vertx, mesh.driver, directory, (_, _) -> {}, new MeshMetrics(mesh.driver), metrics);
    }

    @Test
    void nothingIsLostOnThoseThatStay() throws Exception {
        int west = TestMesh.freePort();
        int east = TestMesh.freePort();
        int guestPort = TestMesh.freePort();
        MeshInterfaces ofMiddle = interfaces(middle, registry);
        MeshInterfaces ofGuest = interfaces(guest, new SimpleMeterRegistry());
        TestMesh.get(ofMiddle.add(TestMesh.server("west", west)));
        TestMesh.get(ofMiddle.add(TestMesh.server("east", east)));
        MeshInterface toWest =
                TestMesh.get(interfaces(left, new SimpleMeterRegistry()).add(TestMesh.client("middle", west)));
        MeshInterface toEast =
                TestMesh.get(interfaces(right, new SimpleMeterRegistry()).add(TestMesh.client("middle", east)));
        TestMesh.await(
                "both neighbours", () -> toWest.status().up() && toEast.status().up());
        host();
        Thread traffic = Thread.ofVirtual().start(this::send);

        for (int time = 0; time < TIMES; time++) {
            visit(ofMiddle, ofGuest, guestPort);
        }
        int then = proven.get();
        TestMesh.await("more of the traffic", () -> proven.get() > then + UNDER_WAY);
        done.set(true);
        traffic.join();
        assertThat(free.tryAcquire(UNDER_WAY, 30, TimeUnit.SECONDS))
                .as("every packet is proven, of %d", proven.get())
                .isTrue();
        assertThat(middle.onLoop(middle.driver::heldLines)).isZero();
        assertThat(registry.getMeters())
                .extracting(meter -> meter.getId().getTag("interface"))
                .containsOnly("west", "east");
        assertThat(middle.interfaceIds()).hasSize(2);
    }

    /** The guest comes, is heard on both sides, and is cut off while it and others speak. */
    private void visit(MeshInterfaces ofMiddle, MeshInterfaces ofGuest, int port) throws IOException {
        MeshInterface server = TestMesh.get(ofMiddle.add(TestMesh.server("guest", port)));
        MeshInterface client = TestMesh.get(ofGuest.add(TestMesh.client("middle", port)));
        TestMesh.await(
                "the guest",
                () -> server.status().connections() == 1 && client.status().up());
        PrivateIdentity visitor = PrivateIdentity.generate(guest.entropy);
        Address address =
                DestinationName.LXMF_DELIVERY.destination(visitor.identity().hash());
        guest.driver.receive(new ToRouter.Outbound(address, 1, Optional.empty(), announce(visitor)));
        TestMesh.await("the guest's announce", () -> middle.path(address).isPresent());
        TestMesh.await("the guest's announce beyond", () -> right.path(address).isPresent());
        try (Socket stranger = new Socket(InetAddress.getLoopbackAddress(), port)) {
            for (int i = 0; i < 40; i++) {
                stranger.getOutputStream().write(middle.announce().frame());
            }
            TestMesh.get(ofMiddle.remove("guest"));
        }
        new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
        // What the neighbours pass on of the announce may still come back, and then counts as any other.
        assertThat(middle.path(address).filter(path -> path.interfaceName().startsWith("guest")))
                .isEmpty();
        TestMesh.get(ofGuest.remove("middle"));
    }

    private void host() {
        right.endpoints(this::prove);
        left.endpoints(record -> {
            if (record instanceof ToEndpoint.Inbound) {
                proven.incrementAndGet();
                free.release();
            }
        });
        right.driver.receive(new ToRouter.Host(receiver, 1));
        left.driver.receive(new ToRouter.Host(sender, 1));
        right.driver.receive(new ToRouter.Outbound(receiver, 1, Optional.empty(), announce(identity)));
        TestMesh.await("the way to the receiver", () -> left.path(receiver).isPresent());
    }

    private void prove(ToEndpoint record) {
        if (record instanceof ToEndpoint.Inbound inbound
                && Packet.decode(inbound.raw()) instanceof Decoded.Value<Packet>(Packet packet)) {
            right.driver.receive(new ToRouter.Outbound(
                    receiver,
                    2,
                    Optional.of(inbound.from()),
                    Proof.explicit(identity, packet.hash()).encode()));
        }
    }

    /** A lost packet, or a lost proof, takes a place for good. */
    private void send() {
        for (int number = 0; !done.get(); number++) {
            try {
                if (!free.tryAcquire(30, TimeUnit.SECONDS)) {
                    throw new AssertionError("no proof in 30 s");
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            byte[] raw = Packet.originate(
                            DestinationType.SINGLE,
                            PacketType.DATA,
                            receiver,
                            Context.NONE,
                            ByteBuffer.allocate(200).putInt(number).array())
                    .encode();
            left.driver.receive(new ToRouter.Outbound(sender, number, Optional.empty(), raw));
        }
    }

    private byte[] announce(PrivateIdentity of) {
        return Announce.build(
                        of,
                        DestinationName.LXMF_DELIVERY,
                        Emission.of(left.entropy.bytes(Emission.RANDOM_LENGTH), 1_800_000_000L),
                        Optional.empty(),
                        new byte[0],
                        false)
                .encode();
    }
}
