package weft.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node says to the person who started it, and how it ends while a browser listens. With {@code -Dtest.long=true} how fast. */
class EndingIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration FAST = Duration.ofSeconds(2);

    @TempDir
    Path directory;

    @Test
    void theConsoleEndsWithWhatCountsAndASecondSignalEndsWhatAYoungUplinkHolds() throws Exception {
        Path data = directory.resolve("data");
        int port = RunningNode.freePort();
        try (ServerSocket hub = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                RunningNode node = RunningNode.ready(
                        data,
                        "--port",
                        String.valueOf(port),
                        "--config",
                        config(hub.getLocalPort()).toString());
                Socket accepted = hub.accept();
                NodeClient client = NodeClient.operatorOf(node, data, port);
                NodeClient.Stream events = client.events()) {
            assertThat(node.output().lines().toList().reversed().subList(0, 6))
                    .satisfiesExactly(
                            ready -> assertThat(ready).matches("Ready after .* s: https://localhost:" + port + "/"),
                            token -> assertThat(token).startsWith("Set-up token: "),
                            certificate -> assertThat(certificate)
                                    .matches("Certificate, SHA-256: ([0-9A-F]{2}:){31}[0-9A-F]{2}"),
                            reach -> assertThat(reach).startsWith("Nobody else finds it: "),
                            down -> assertThat(down).startsWith("Interface down is down: cannot reach 127.0.0.1:"),
                            address -> assertThat(address).startsWith("Node address: "));
            assertThat(node.output()).doesNotContain("[io.", "[org.", "Exception", " ERROR ");
            assertThat(events.answer().headers().firstValue("X-Accel-Buffering"))
                    .hasValue("no");

            node.signal();
            await().atMost(PATIENCE).until(() -> node.said("Press Ctrl-C again to end at once"));
            await().atMost(PATIENCE).until(events::ended);
            assertThat(accepted.isConnected()).isTrue();
            node.signal();
            assertThat(node.exitCode()).isEqualTo(143);
            assertThat(node.output()).contains("Ending in ").doesNotContain(" ERROR ", " WARN ", "\tat ");
        }
    }

    @Test
    void aNodeWithABrowserEndsAtOnceAndQuietly() throws Exception {
        Path data = directory.resolve("data");
        int port = RunningNode.freePort();
        for (int i = 0; i < (Boolean.getBoolean("test.long") ? 5 : 1); i++) {
            try (RunningNode node = RunningNode.ready(data, "--port", String.valueOf(port))) {
                if (i > 0) {
                    // Right after Ready, when the parts of a node have only begun to talk to each other.
                    endsQuietly(node);
                    continue;
                }
                try (NodeClient client = NodeClient.operatorOf(node, data, port);
                        NodeClient.Stream events = client.events()) {
                    endsQuietly(node);
                    await().atMost(PATIENCE).until(events::ended);
                }
            }
        }
    }

    private static void endsQuietly(RunningNode node) throws IOException {
        Duration took = node.stop();
        assertThat(node.output()).doesNotContain(" ERROR ", " WARN ", "\tat ");
        if (Boolean.getBoolean("test.long")) {
            assertThat(took).isLessThan(FAST);
        }
    }

    /** The address of the hub is this machine's, and not written so that it counts as one's own. */
    private Path config(int hub) throws IOException {
        return Files.writeString(directory.resolve("weft.yaml"), """
                weft:
                  transport:
                    interfaces:
                      down: {type: tcp-client, host: 127.0.0.1, port: 1}
                      hub: {type: tcp-client, host: 0.0.0.0, port: %d}
                """.formatted(hub));
    }
}
