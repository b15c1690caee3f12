package weft.transport.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import weft.interop.peers.PeerConfig;
import weft.interop.peers.ReferencePeer;

/** Stock programs write to each other through this Router while other interfaces of it come and go; then one of them comes and goes. */
@Execution(ExecutionMode.CONCURRENT)
class InterfacesWithPeersTest {

    private static final Duration SOON = Duration.ofSeconds(120);
    private static final int MESSAGES = 10;
    private static final int ATTACHED = 40_000;

    @TempDir
    Path directory;

    @Test
    void theirMessagesArriveAndWhoWasCutOffComesBack() throws IOException {
        int west = TestMesh.freePort();
        int east = TestMesh.freePort();
        int carolPort = TestMesh.freePort();
        int other = TestMesh.freePort();
        try (TestMesh mesh = new TestMesh();
                ReferencePeer alice = ReferencePeer.start(
                        PeerConfig.in(directory.resolve("alice")).named("Alice").dialling(west));
                ReferencePeer bob = ReferencePeer.start(
                        PeerConfig.in(directory.resolve("bob")).named("Bob").dialling(east));
                ReferencePeer carol = ReferencePeer.start(
                        PeerConfig.in(directory.resolve("carol")).named("Carol").dialling(carolPort))) {
            MeshInterfaces interfaces = new MeshInterfaces(
                    mesh.vertx,
                    mesh.driver,
                    directory,
                    (_, _) -> {},
                    new MeshMetrics(mesh.driver),
                    new SimpleMeterRegistry());
            MeshInterface toAlice = TestMesh.get(interfaces.add(TestMesh.server("west", west)));
            MeshInterface toBob = TestMesh.get(interfaces.add(TestMesh.server("east", east)));
            TestMesh.await(
                    "both peers",
                    () -> toAlice.status().connections() == 1 && toBob.status().connections() == 1);
            bob.announce();
            alice.awaitAnnounce(bob.address(), SOON);

            send(alice, bob);
            while (alice.ended().size() < MESSAGES) {
                comeAndGo(interfaces, mesh, other);
            }
            assertThat(alice.ended().values()).hasSize(MESSAGES).containsOnly("delivered");

            for (int time = 0; time < 2; time++) {
                MeshInterface toCarol = TestMesh.get(interfaces.add(TestMesh.server("carol", carolPort)));
                TestMesh.await("Carol", () -> toCarol.status().connections() == 1);
                carol.announce();
                alice.awaitAnnounce(carol.address(), SOON);
                assertThat(alice.awaitState(alice.send(carol.address(), "hello " + time, "direct"), SOON))
                        .isEqualTo("delivered");
                TestMesh.get(interfaces.remove("carol"));
                carol.awaitOffline(SOON);
            }
        }
    }

    private static void send(ReferencePeer from, ReferencePeer to) {
        byte[] file = new byte[ATTACHED];
        new Random(3).nextBytes(file);
        for (int i = 0; i < MESSAGES; i++) {
            from.send(
                    to.address(), ("message " + i).getBytes(), "direct", i % 2 == 0 ? Map.of() : Map.of("file", file));
        }
    }

    private static void comeAndGo(MeshInterfaces interfaces, TestMesh mesh, int port) throws IOException {
        MeshInterface server = TestMesh.get(interfaces.add(TestMesh.server("other", port)));
        TestMesh.await("the other", () -> server.status().up());
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            TestMesh.Announced heard = mesh.announce();
            client.getOutputStream().write(heard.frame());
            TestMesh.await(
                    "the other's announce", () -> mesh.path(heard.address()).isPresent());
            TestMesh.get(interfaces.remove("other"));
        }
    }
}
