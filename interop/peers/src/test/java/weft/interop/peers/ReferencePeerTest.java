package weft.interop.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The harness itself: two stock peers behind a third that forwards. */
class ReferencePeerTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void twoPeersExchangeMessagesThroughATransportNodeAndOneComesBackAfterAKill() {
        int port = FreePorts.next();
        try (ReferencePeer hub = ReferencePeer.start(
                        PeerConfig.in(directory.resolve("hub")).forwarding().listening(port));
                ReferencePeer alice = ReferencePeer.start(
                        PeerConfig.in(directory.resolve("alice")).named("Alice").dialling(port));
                ReferencePeer bob = ReferencePeer.start(
                        PeerConfig.in(directory.resolve("bob")).named("Bob").dialling(port))) {
            assertThat(hub.address()).isNull();
            bob.announce();
            alice.awaitAnnounce(bob.address(), SOON);

            long direct = alice.send(bob.address(), "over a link", "direct");
            assertThat(alice.awaitState(direct, SOON)).isEqualTo("delivered");
            assertThat(bob.awaitContent("over a link", SOON).get("source").asText())
                    .isEqualTo(alice.address());
            assertThat(alice.hops(bob.address())).hasValue(2);

            String address = bob.address();
            bob.kill();
            bob.start();
            assertThat(bob.address()).isEqualTo(address);
        }
    }
}
