package weft.transport.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Interfaces that are brought up and taken out while the mesh runs. */
@Execution(ExecutionMode.CONCURRENT)
class MeshInterfacesTest {

    @TempDir
    Path directory;

    private final TestMesh mesh = new TestMesh();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MeshMetrics figures = new MeshMetrics(mesh.driver);

    private MeshInterfaces interfaces() {
        return interfaces((_, _) -> {});
    }

    private MeshInterfaces interfaces(StatusListener listener) {
        return new MeshInterfaces(mesh.vertx, mesh.driver, directory, listener, figures, registry);
    }

    @AfterEach
    void end() {
        mesh.close();
    }

    @Test
    void nothingIsLeftOfAnInterfaceThatWasTakenOut() throws IOException {
        MeshInterfaces interfaces = interfaces();
        int port = TestMesh.freePort();
        MeshInterface server = TestMesh.get(interfaces.add(TestMesh.server("guest", port)));
        TestMesh.await("the server", () -> server.status().up());
        TestMesh.Announced far = mesh.announce();
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            client.getOutputStream().write(far.frame());
            TestMesh.await("the path", () -> mesh.path(far.address()).isPresent());
            client.getOutputStream()
                    .write(new byte[] {0x7E, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 0x7E
                    });
            TestMesh.await(
                    "a drop", () -> !TestMesh.get(mesh.driver.interfaceDrops()).isEmpty());
            assertThat(named()).containsExactly("guest");

            TestMesh.get(interfaces.remove("guest"));
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
        assertThat(interfaces.all()).isEmpty();
        assertThat(server.status().why()).hasValue(DownReason.STOPPED);
        assertThat(mesh.path(far.address())).isEmpty();
        assertThat(mesh.interfaceIds()).isEmpty();
        assertThat(TestMesh.get(mesh.driver.interfaceDrops())).isEmpty();
        assertThat(named()).isEmpty();
    }

    @Test
    void anotherOfTheSameNameBeginsAtNothing() throws IOException {
        MeshInterfaces interfaces = interfaces();
        int port = TestMesh.freePort();
        for (int time = 0; time < 20; time++) {
            MeshInterface server = TestMesh.get(interfaces.add(TestMesh.server("guest", port)));
            TestMesh.await("the server", () -> server.status().up());
            assertThat(registry.get("weft_transport_interface_bytes_in")
                            .functionCounter()
                            .count())
                    .isZero();
            TestMesh.Announced far = mesh.announce();
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                client.getOutputStream().write(far.frame());
                TestMesh.await("the path", () -> mesh.path(far.address()).isPresent());
                assertThat(registry.get("weft_transport_interface_bytes_in")
                                .functionCounter()
                                .count())
                        .isEqualTo(far.frame().length);
                TestMesh.get(interfaces.remove("guest"));
            }
        }
        assertThat(mesh.interfaceIds()).isEmpty();
    }

    /** The system gives a port back a moment after its socket is closed. */
    @Test
    void aPortIsFreeOnceItsServerIsTakenOut() throws IOException, InterruptedException {
        Semaphore listens = new Semaphore(0);
        MeshInterfaces interfaces = interfaces((_, now) -> listens.release(now.up() ? 1 : 0));
        int port = TestMesh.freePort();
        for (int time = 0; time < 500; time++) {
            TestMesh.get(interfaces.add(TestMesh.server("guest", port)));
            assertThat(listens.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
            TestMesh.get(interfaces.remove("guest"));
            new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
        }
    }

    @Test
    void aNameAndAnAddressBelongToOne() {
        MeshInterfaces interfaces = interfaces();
        int port = TestMesh.freePort();
        TestMesh.get(interfaces.add(TestMesh.server("first", port)));
        assertThatThrownBy(() -> TestMesh.get(interfaces.add(TestMesh.client("first", port))))
                .hasMessageContaining("There is an interface \"first\" already");
        assertThatThrownBy(() -> TestMesh.get(interfaces.add(TestMesh.server("second", port))))
                .hasMessageContaining("weft.transport.interfaces.second.port")
                .hasMessageContaining("both want to listen on port " + port);
        assertThat(named()).containsExactly("first");
        assertThat(interfaces.all())
                .singleElement()
                .satisfies(each -> assertThat(each.plan().name()).isEqualTo("first"));

        TestMesh.get(interfaces.remove("first"));
        MeshInterface second = TestMesh.get(interfaces.add(TestMesh.server("second", port)));
        TestMesh.await("the second", () -> second.status().up());
        assertThatThrownBy(() -> TestMesh.get(interfaces.remove("first")))
                .hasMessageContaining("There is no interface \"first\"");
    }

    /** Taken out while it dials or waits, it dials no more. */
    @Test
    void whatIsTakenOutWhileItTriesNeverConnects() throws IOException {
        MeshInterfaces interfaces = interfaces();
        int port = TestMesh.freePort();
        MeshInterface client = TestMesh.get(interfaces.add(TestMesh.client("hub", port)));
        TestMesh.await(
                "a refusal",
                () -> client.status().why().isPresent() && client.status().why().get() == DownReason.REFUSED);
        TestMesh.get(interfaces.remove("hub"));
        try (ServerSocket hub = new ServerSocket(port, 4, InetAddress.getLoopbackAddress())) {
            hub.setSoTimeout(500);
            assertThatThrownBy(hub::accept).isInstanceOf(java.net.SocketTimeoutException.class);
        }
        assertThat(client.status().why()).hasValue(DownReason.STOPPED);
    }

    @Test
    void aYoungSessionIsHeldUntilSomebodyIsInAHurry() throws IOException {
        MeshInterfaces interfaces = interfaces();
        try (ServerSocket hub = new ServerSocket(0, 4, InetAddress.getLoopbackAddress())) {
            MeshInterface client = TestMesh.get(interfaces.add(TestMesh.uplink(hub.getLocalPort())));
            try (Socket session = hub.accept()) {
                TestMesh.await("the uplink", () -> client.status().up());
                var removal = interfaces.remove("hub");
                assertThatThrownBy(() -> TestMesh.get(interfaces.add(TestMesh.uplink(hub.getLocalPort()))))
                        .hasMessageContaining("There is an interface \"hub\" already");
                assertThat(removal.isComplete()).isFalse();
                assertThat(named()).containsExactly("hub");
                interfaces.hurry();
                TestMesh.get(removal);
                session.setSoTimeout((int) Duration.ofSeconds(30).toMillis());
                session.getInputStream().readAllBytes();
            }
        }
        assertThat(named()).isEmpty();
        assertThat(interfaces.all()).isEmpty();
    }

    /** The interfaces that have metrics. */
    private Set<String> named() {
        Set<String> names = new TreeSet<>();
        registry.getMeters().stream()
                .map(meter -> meter.getId().getTag("interface"))
                .filter(name -> name != null)
                .forEach(names::add);
        return names;
    }
}
