package weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import weft.interop.peers.FreePorts;
import weft.interop.peers.PeerConfig;
import weft.interop.peers.ReferencePeer;

/** An interface with a network name and a passphrase: who knows both is heard, who doesn't is counted. */
class AccessCodesTest {

    private static final String[] RIGHT = {"network_name = club", "passphrase = low ${water} at $$noon"};
    private static final String[] WRONG = {"network_name = club", "passphrase = high water at noon"};

    @TempDir
    Path directory;

    private final int port = FreePorts.next();
    private WeftNode weft;
    private Member member;

    @BeforeEach
    void start() {
        weft = WeftNode.in(directory.resolve("weft"))
                .listening(port, "club", "low ${water} at $$noon")
                .start();
        member = weft.operator().withIdentity("Member");
    }

    @AfterEach
    void stop() {
        weft.close();
    }

    /** The other test ends with the right one. */
    @Test
    @EnabledIfSystemProperty(named = "test.long", matches = "true")
    void withTheRightPassphraseMessagesPass() {
        assertThat(weft.interfaceNamed("server").get("ifacSize").asInt()).isEqualTo(16);
        try (ReferencePeer peer = peer(RIGHT)) {
            meet(peer);
            exchange(peer);
        }
        assertThat(violations()).isZero();
    }

    @Test
    void withAWrongPassphraseNothingPassesAndNothingIsLostOnceItIsPutRight() {
        try (ReferencePeer peer = peer(RIGHT)) {
            meet(peer);
        }
        weft.awaitConnections(0);
        String queued = "written while you were shut out";
        String id;
        try (ReferencePeer shutOut = peer(WRONG)) {
            weft.awaitConnections(1);
            id = member.send(shutOut.address(), queued, "auto");
            long before = violations();
            shutOut.announce();
            long ref = shutOut.send(member.address(), "let me in", "opportunistic");
            Api.await("access violations", Neighbours.SOON, () -> violations() >= before + 2);
            assertThat(shutOut.awaitState(ref, Duration.ofSeconds(120))).isIn("failed", "unknown");
            assertThat(shutOut.received()).isEmpty();
            assertThat(member.received()).isEmpty();
            assertThat(member.message(id).get("state").asText()).isIn("waiting", "sending", "sent");
        }
        weft.awaitConnections(0);
        try (ReferencePeer peer = peer(RIGHT)) {
            meet(peer);
            member.awaitState(id, "delivered", Neighbours.SOON);
            exchange(peer);
            assertThat(peer.received().stream().map(ReferencePeer::content)).containsOnlyOnce(queued);
        }
    }

    private ReferencePeer peer(String... access) {
        PeerConfig config = Neighbours.peer(directory).dialling(port, access);
        return ReferencePeer.start(config);
    }

    private void meet(ReferencePeer peer) {
        weft.awaitConnections(1);
        peer.announce();
        member.announce();
        peer.awaitAnnounce(member.address(), Neighbours.SOON);
        member.awaitAnnounce(peer.address(), Neighbours.SOON);
    }

    private void exchange(ReferencePeer peer) {
        for (String method : new String[] {"opportunistic", "direct"}) {
            member.awaitState(member.send(peer.address(), method + " out", method), "delivered", Neighbours.SOON);
            peer.awaitContent(method + " out", Neighbours.SOON);
            assertThat(peer.awaitState(peer.send(member.address(), method + " in", method), Neighbours.SOON))
                    .isEqualTo("delivered");
            member.awaitContent(method + " in", Neighbours.SOON);
        }
    }

    private long violations() {
        return weft.interfaceNamed("server")
                .get("counters")
                .get("accessViolations")
                .asLong();
    }
}
