package weft.transport.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import weft.reticulum.Address;
import weft.reticulum.framing.Hdlc;
import weft.reticulum.packet.Context;
import weft.reticulum.packet.DestinationType;
import weft.reticulum.packet.Packet;
import weft.reticulum.packet.PacketType;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.table.Bound;

/** What an operator sees of the Router. */
class MeshMetricsTest {

    private final TestMesh mesh = new TestMesh();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    @AfterEach
    void end() {
        mesh.close();
    }

    @Test
    void dropsOnAnInterfaceAreCountedUnderItsNameAlsoWhenItsClientsHaveGone() throws IOException {
        TcpServer server =
                new TcpServer(mesh.vertx, mesh.driver, TestMesh.server(TestMesh.freePort(), 4), (_, _) -> {});
        server.start();
        TestMesh.await("the server", () -> server.status().up());
        MeshMetrics shown = new MeshMetrics(mesh.driver);
        shown.register(metrics);
        InterfaceMeters meters = new InterfaceMeters(server, shown, metrics);

        try (Socket first = dial(server);
                Socket second = dial(server)) {
            first.getOutputStream().write(forNobodyHere(1));
            second.getOutputStream().write(forNobodyHere(2));
            TestMesh.await("both drops", () -> dropped(shown, DropReason.NOT_FOR_US) == 2);
        }
        TestMesh.await("the end of the clients", () -> server.status().connections() == 0);
        assertThat(dropped(shown, DropReason.NOT_FOR_US)).isEqualTo(2);

        try (Socket third = dial(server)) {
            third.getOutputStream().write(forNobodyHere(3));
            TestMesh.await("one drop more", () -> dropped(shown, DropReason.NOT_FOR_US) == 3);
        }
        assertThat(dropped(shown, DropReason.EGRESS_FULL)).isZero();
        meters.remove();
        assertThat(metrics.getMeters()).noneMatch(meter -> meter.getId().getTag("interface") != null);
    }

    @Test
    void everyTableHasItsSizeAndItsBound() {
        new MeshMetrics(mesh.driver).register(metrics);
        mesh.onLoop(() -> null);
        for (Bound bound : Bound.values()) {
            String table = bound.name().toLowerCase(Locale.ROOT);
            assertThat(metrics.get("weft_transport_router_entries")
                            .tag("table", table)
                            .gauge()
                            .value())
                    .isZero();
            assertThat(metrics.get("weft_transport_router_entries_bound")
                            .tag("table", table)
                            .gauge()
                            .value())
                    .isEqualTo(bound.standard());
        }
    }

    private double dropped(MeshMetrics shown, DropReason reason) {
        TestMesh.get(shown.read().toCompletionStage().toCompletableFuture());
        return metrics.get("weft_transport_interface_dropped")
                .tag("interface", "hub")
                .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                .functionCounter()
                .count();
    }

    private static Socket dial(TcpServer server) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.plan().port());
    }

    /** A packet to a destination that is not here, framed. */
    private static byte[] forNobodyHere(int number) {
        byte[] packet = Packet.originate(
                        DestinationType.SINGLE, PacketType.DATA, new Address(1, 1), Context.NONE, new byte[] {
                            (byte) number
                        })
                .encode();
        byte[] frame = new byte[Hdlc.maxEncodedLength(packet.length)];
        return Arrays.copyOf(frame, Hdlc.encode(packet, 0, packet.length, frame, 0));
    }
}
