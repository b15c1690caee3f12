package weft.transport.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.reticulum.Address;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.packet.Context;
import weft.reticulum.packet.DestinationType;
import weft.reticulum.packet.Packet;
import weft.reticulum.packet.PacketType;
import weft.reticulum.router.interfaces.InterfaceProperties;
import weft.reticulum.router.table.Bound;

/** What waits for the event loop, and what is between Router and line, at their bounds. */
@Timeout(60)
class MeshDriverTest {

    private final TestMesh mesh = new TestMesh();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    @AfterEach
    void end() {
        mesh.close();
    }

    @Test
    void aRecordPastTheBoundIsDroppedAndCountedUntilThereIsRoom() throws InterruptedException {
        new MeshMetrics(mesh.driver).register(metrics);
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        mesh.driver.context().runOnContext(_ -> {
            busy.countDown();
            awaitQuietly(free);
        });
        busy.await();
        for (int i = 0; i < MeshDriver.WAITING; i++) {
            mesh.driver.receive(new ToRouter.Host(new Address(1, i), 1));
        }
        assertThat(dropped()).isZero();
        mesh.driver.receive(new ToRouter.Host(new Address(2, 0), 1));
        mesh.driver.receive(new ToRouter.Host(new Address(2, 1), 1));

        assertThat(dropped()).isEqualTo(2);
        assertThat(gauge("weft_transport_router_posted"))
                .isEqualTo(gauge("weft_transport_router_posted_bound"))
                .isEqualTo(MeshDriver.WAITING);

        free.countDown();
        TestMesh.await("the records to be taken", () -> gauge("weft_transport_router_posted") == 0);
        mesh.driver.receive(new ToRouter.Host(new Address(2, 2), 1));
        int hosted = mesh.router(router -> router.sizes().get(Bound.HOSTED));
        assertThat(hosted).isEqualTo(MeshDriver.WAITING + 1);
        assertThat(dropped()).isEqualTo(2);
    }

    @Test
    void aLineGetsAWindowAtATimeAndTheRestWaitsInTheRouter() {
        StoppedLine line = new StoppedLine();
        mesh.onLoop(() -> {
            mesh.driver.up(line, InterfaceProperties.automatic(10_000_000));
            return null;
        });
        int packets = 1_500;
        for (int i = 0; i < packets; i++) {
            mesh.driver.receive(new ToRouter.Outbound(new Address(1, i), 1, Optional.empty(), packet(i)));
        }
        int waiting = queuedPackets();
        long first = line.taken;
        assertThat(first).isBetween(MeshDriver.WINDOW, MeshDriver.WINDOW + Packet.MTU);
        assertThat(waiting).isEqualTo(packets - line.packets).isPositive();

        mesh.onLoop(() -> {
            mesh.driver.writable(line.interfaceId());
            return null;
        });
        assertThat(line.taken - first).isBetween(MeshDriver.WINDOW, MeshDriver.WINDOW + Packet.MTU);
        assertThat(queuedPackets()).isEqualTo(packets - line.packets);
    }

    private int queuedPackets() {
        return mesh.router(router -> router.interfaces().getFirst().queuedPackets());
    }

    private static byte[] packet(int number) {
        byte[] content = new byte[400];
        content[0] = (byte) number;
        content[1] = (byte) (number >> 8);
        return Packet.originate(DestinationType.SINGLE, PacketType.DATA, new Address(3, number), Context.NONE, content)
                .encode();
    }

    private double dropped() {
        return metrics.get("weft_transport_router_dropped").functionCounter().count();
    }

    private double gauge(String name) {
        return metrics.get(name).gauge().value();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A line whose socket takes everything and never says that there is room again. On the event loop only. */
    private static final class StoppedLine implements Line {

        private volatile long taken;
        private volatile int packets;

        @Override
        public int interfaceId() {
            return 1;
        }

        @Override
        public String name() {
            return "stopped";
        }

        @Override
        public String interfaceName() {
            return "stopped";
        }

        @Override
        public void append(byte[] buffer, int offset, int length) {
            taken += length;
            packets++;
        }

        @Override
        public boolean flush() {
            return false;
        }

        @Override
        public void readOn() {}
    }
}
