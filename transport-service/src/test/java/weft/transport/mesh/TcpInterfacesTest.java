package weft.transport.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.net.NetSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import weft.reticulum.ifac.AccessCode;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.table.Bound;
import weft.transport.config.TcpClientPlan;

/** TCP interfaces on real sockets: what the Router keeps when one ends, and what happens at their bounds. */
@Execution(ExecutionMode.CONCURRENT)
class TcpInterfacesTest {

    private static final int BURST = 1_500;

    @TempDir
    Path directory;

    private final TestMesh mesh = new TestMesh();

    @AfterEach
    void end() {
        mesh.close();
    }

    @Test
    void pathsOverAnUplinkAreKeptWhileItIsAway() throws IOException {
        TestMesh.Announced far = mesh.announce();
        List<Optional<DownReason>> said = new CopyOnWriteArrayList<>();
        try (ServerSocket hub = new ServerSocket(0, 4, InetAddress.getLoopbackAddress())) {
            TcpClient client = new TcpClient(
                    mesh.vertx,
                    mesh.driver,
                    TestMesh.client(hub.getLocalPort()),
                    directory,
                    (_, now) -> said.add(now.why()));
            client.start();
            try (Socket first = hub.accept()) {
                first.getOutputStream().write(far.frame());
                TestMesh.await("the path", () -> mesh.path(far.address()).isPresent());
            }
            TestMesh.await("the loss", () -> said.contains(Optional.of(DownReason.LOST)));
            assertThat(mesh.path(far.address())).isPresent();
            try (Socket second = hub.accept()) {
                TestMesh.await("the uplink", () -> client.status().up());
                assertThat(client.status().why()).isEmpty();
                assertThat(mesh.path(far.address())).hasValueSatisfying(path -> assertThat(path.interfaceName())
                        .isEqualTo("hub"));
                assertThat(second.isConnected()).isTrue();
            }
            TestMesh.get(client.stop().toCompletionStage().toCompletableFuture());
            assertThat(mesh.path(far.address())).isEmpty();
        }
    }

    private TcpServer listening(int port) {
        TcpServer server = new TcpServer(mesh.vertx, mesh.driver, TestMesh.server("server", port), (_, _) -> {});
        server.start();
        TestMesh.await("the server", () -> server.status().up());
        return server;
    }

    private byte[] burst() {
        ByteArrayOutputStream burst = new ByteArrayOutputStream();
        for (int i = 0; i < BURST; i++) {
            burst.writeBytes(mesh.announce().frame());
        }
        return burst.toByteArray();
    }

    /** More than half of such a burst was dropped, and nobody else was heard meanwhile. */
    @Test
    void aBurstOfAnnouncesIsSlowedDownAtItsConnectionAndNoneIsLost() throws IOException {
        int port = TestMesh.freePort();
        TcpServer server = listening(port);
        byte[] burst = burst();
        TestMesh.Announced single = mesh.announce();
        mesh.checkNoSignatures();
        try (Socket crowd = new Socket(InetAddress.getLoopbackAddress(), port);
                Socket other = new Socket(InetAddress.getLoopbackAddress(), port)) {
            Thread.ofVirtual().start(() -> {
                try {
                    crowd.getOutputStream().write(burst);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            TestMesh.await("the burst to be held", () -> mesh.onLoop(mesh.driver::heldLines) == 1);
            int waiting = verifications();
            assertThat(waiting).isBetween(HeldLines.OF_A_LINE, HeldLines.OF_A_LINE + 20);
            other.getOutputStream().write(single.frame());
            TestMesh.await("the other's announce", () -> verifications() == waiting + 1);
            mesh.checkSignatures();
            TestMesh.await("all of them", () -> mesh.heard().size() == BURST + 1);
            assertThat(mesh.heard().indexOf(single.address())).isEqualTo(waiting);
            assertThat(mesh.onLoop(mesh.driver::heldLines)).isZero();
            assertThat(TestMesh.get(
                            mesh.driver.interfaceDrops().toCompletionStage().toCompletableFuture()))
                    .allSatisfy((_, drops) -> assertThat(drops).doesNotContainKey(DropReason.UNVERIFIED));
        }
        TestMesh.get(server.stop().toCompletionStage().toCompletableFuture());
    }

    /** Of a thousand connections that are not read each would else keep a megabyte here. */
    @Test
    void whatIsNotReadStaysWithItsSender() throws IOException {
        int port = TestMesh.freePort();
        TcpServer server = listening(port);
        byte[] burst = burst();
        mesh.checkNoSignatures();
        try (SocketChannel crowd = SocketChannel.open()) {
            crowd.setOption(StandardSocketOptions.SO_SNDBUF, 16 * 1024);
            crowd.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            crowd.configureBlocking(false);
            int[] taken = {0};
            int[] inVain = {0};
            TestMesh.await("nothing to be taken for a while", () -> {
                int now = write(crowd, burst);
                taken[0] += now;
                inVain[0] = now == 0 ? inVain[0] + 1 : 0;
                return inVain[0] == 20;
            });
            assertThat(mesh.onLoop(mesh.driver::heldLines)).isOne();
            assertThat(taken[0]).isLessThan(6 * TcpLine.RECEIVED);
        }
        mesh.checkSignatures();
        TestMesh.get(server.stop().toCompletionStage().toCompletableFuture());
    }

    private static int write(SocketChannel to, byte[] announces) {
        try {
            int taken = 0;
            for (int once = to.write(ByteBuffer.wrap(announces));
                    once > 0;
                    once = to.write(ByteBuffer.wrap(announces))) {
                taken += once;
            }
            return taken;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int verifications() {
        return mesh.router(router -> router.sizes().get(Bound.VERIFICATIONS));
    }

    @Test
    void aHubThatDropsWhoeverComesIsLeftAloneForAWhile() throws IOException {
        try (ServerSocket hub = new ServerSocket(0, 4, InetAddress.getLoopbackAddress())) {
            SessionLedger.open(directory, "127.0.0.1", hub.getLocalPort()).begin(System.currentTimeMillis() - 60_000);
            TcpClient client = new TcpClient(
                    mesh.vertx, mesh.driver, TestMesh.uplink(hub.getLocalPort()), directory, (_, _) -> {});
            client.start();
            hub.accept().close();
            TestMesh.await("the pause", () -> client.status().reason().startsWith("staying away for 1 min"));
            assertThat(client.status().why()).contains(DownReason.STAYING_AWAY);
            hub.setSoTimeout(300);
            assertThatThrownBy(hub::accept).isInstanceOf(SocketTimeoutException.class);
            TestMesh.get(client.stop().toCompletionStage().toCompletableFuture());
        }
    }

    @Test
    void whatIsDownSaysWhyInAWord() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 4, InetAddress.getLoopbackAddress())) {
            TcpServer server =
                    new TcpServer(mesh.vertx, mesh.driver, TestMesh.server(taken.getLocalPort(), 1), (_, _) -> {});
            server.start();
            TestMesh.await("the port's owner", () -> server.status().why().equals(Optional.of(DownReason.PORT_TAKEN)));
            TestMesh.get(server.stop().toCompletionStage().toCompletableFuture());
            assertThat(server.status().why()).contains(DownReason.STOPPED);
        }
        TcpClient client =
                new TcpClient(mesh.vertx, mesh.driver, TestMesh.client(TestMesh.freePort()), directory, (_, _) -> {});
        client.start();
        TestMesh.await("the refusal", () -> client.status().why().equals(Optional.of(DownReason.REFUSED)));
        TestMesh.get(client.stop().toCompletionStage().toCompletableFuture());
        assertThat(DownReason.of(new IOException("x", new UnknownHostException("nowhere"))))
                .isEqualTo(DownReason.UNKNOWN_HOST);
    }

    @Test
    void anUplinkIsDialledWithoutItsLedger() throws IOException {
        Path nowhere = Files.createFile(directory.resolve("a file where the ledgers should stand"));
        try (ServerSocket hub = new ServerSocket(0, 4, InetAddress.getLoopbackAddress())) {
            hub.setSoTimeout(30_000);
            TcpClient client =
                    new TcpClient(mesh.vertx, mesh.driver, TestMesh.client(hub.getLocalPort()), nowhere, (_, _) -> {});
            client.start();
            try (Socket dialled = hub.accept()) {
                TestMesh.await("the uplink", () -> client.status().up());
                assertThat(dialled.isConnected()).isTrue();
            }
            TestMesh.get(client.stop().toCompletionStage().toCompletableFuture());
        }
    }

    @Test
    void pathsOverAClientOfAServerEndWithIt() throws IOException {
        TestMesh.Announced far = mesh.announce();
        TcpServer server = server(4);
        try (Socket client = dial(server)) {
            client.getOutputStream().write(far.frame());
            TestMesh.await("the path", () -> mesh.path(far.address()).isPresent());
        }
        TestMesh.await("its end", () -> mesh.path(far.address()).isEmpty());
    }

    @Test
    void aClientPastTheBoundIsClosedAndCounted() throws IOException {
        TcpServer server = server(2);
        try (Socket first = dial(server);
                Socket second = dial(server)) {
            deliver(first);
            deliver(second);
            try (Socket third = dial(server)) {
                assertThat(third.getInputStream().read()).isEqualTo(-1);
            }
            assertThat(server.counters().refusedClients()).isEqualTo(1);
            assertThat(first.isClosed() || second.isClosed()).isFalse();
        }
    }

    @Test
    void aClientThatHasSentNoPacketGivesWayToANewcomerAndIsCounted() throws IOException {
        TcpServer server = server(2, 0, Optional.empty());
        try (Socket first = dial(server)) {
            deliver(first);
            try (Socket silent = dial(server)) {
                silent.getOutputStream().write(new byte[] {0x7E, 1, 2, 3, 0x7E});
                TestMesh.await("what is no packet", () -> server.counters().badFrames() > 0);
                try (Socket third = dial(server)) {
                    deliver(third);
                    awaitEnd(silent);
                }
            }
            assertThat(mesh.onLoop(server::clientNames)).anyMatch(name -> name.endsWith(":" + first.getLocalPort()));
        }
        assertThat(server.counters().clientsGaveWay()).isEqualTo(1);
        assertThat(server.counters().refusedClients()).isZero();
    }

    @Test
    void withoutTheAccessCodeNothingIsDelivered() throws IOException {
        AccessCode code = AccessCode.derive("network", "passphrase", 16).orElseThrow();
        TcpServer server = server(1, 0, Optional.of(code));
        try (Socket stranger = dial(server)) {
            stranger.getOutputStream().write(mesh.announce().frame());
            TestMesh.await("the violation", () -> server.counters().accessViolations() == 1);
            try (Socket peer = dial(server)) {
                TestMesh.Announced far = mesh.announce(Optional.of(code));
                peer.getOutputStream().write(far.frame());
                TestMesh.await("the path", () -> mesh.path(far.address()).isPresent());
                awaitEnd(stranger);
                try (Socket late = dial(server)) {
                    assertThat(late.getInputStream().read()).isEqualTo(-1);
                }
            }
        }
        assertThat(server.counters().refusedClients()).isEqualTo(1);
    }

    /** Whatever the Router had to tell it before. */
    private static void awaitEnd(Socket client) throws IOException {
        client.setSoTimeout(30_000);
        client.getInputStream().readAllBytes();
    }

    private void deliver(Socket client) throws IOException {
        TestMesh.Announced far = mesh.announce();
        client.getOutputStream().write(far.frame());
        TestMesh.await("the path", () -> mesh.path(far.address()).isPresent());
    }

    /** It takes twelve seconds: that long a peer may be busy with something else. */
    @Test
    void aPeerThatTakesNothingIsLetGo() throws IOException {
        LineCounters counters = new LineCounters();
        try (ServerSocket deaf = new ServerSocket(0, 4, InetAddress.getLoopbackAddress())) {
            full(deaf, counters);
            try (Socket peer = deaf.accept()) {
                TestMesh.await("the stall", () -> counters.stalls() == 1);
                TestMesh.await(
                        "the line to be closed", () -> mesh.interfaceIds().isEmpty());
                assertThat(peer.isClosed()).isFalse();
            }
        }
    }

    /** What it has not taken by then is given up. */
    @Test
    void aLineEndsAlsoWhereThePeerTakesNothing() throws IOException {
        LineCounters counters = new LineCounters();
        try (ServerSocket deaf = new ServerSocket(0, 4, InetAddress.getLoopbackAddress())) {
            TcpLine line = full(deaf, counters);
            try (Socket peer = deaf.accept()) {
                TestMesh.get(mesh.onLoop(line::end));
                assertThat(mesh.interfaceIds()).isEmpty();
                assertThat(counters.stalls()).isZero();
                assertThat(peer.isClosed()).isFalse();
            }
        }
    }

    /** A line with more than the peer takes before it reads. */
    private TcpLine full(ServerSocket peer, LineCounters counters) {
        TcpClientPlan plan = TestMesh.client(peer.getLocalPort());
        NetSocket socket =
                TestMesh.get(mesh.onLoop(() -> mesh.vertx.createNetClient().connect(peer.getLocalPort(), "127.0.0.1")));
        TcpLine line = mesh.onLoop(() -> new TcpLine(
                mesh.vertx,
                mesh.driver,
                socket,
                mesh.driver.newInterface(),
                "deaf",
                plan,
                counters,
                closed -> mesh.driver.down(closed.interfaceId())));
        byte[] packet = new byte[60_000];
        for (int i = 0; i < 400; i++) {
            mesh.onLoop(() -> {
                line.append(packet, 0, packet.length);
                return line.flush();
            });
        }
        return line;
    }

    private TcpServer server(int maxClients) {
        return server(maxClients, Long.MAX_VALUE, Optional.empty());
    }

    private TcpServer server(int maxClients, long grace, Optional<AccessCode> code) {
        TcpServer server = new TcpServer(
                mesh.vertx, mesh.driver, TestMesh.server(TestMesh.freePort(), maxClients, code), (_, _) -> {}, grace);
        server.start();
        TestMesh.await("the server", () -> server.status().up());
        return server;
    }

    private static Socket dial(TcpServer server) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.plan().port());
    }
}
