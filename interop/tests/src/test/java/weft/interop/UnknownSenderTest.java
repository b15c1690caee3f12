package weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.interop.peers.FreePorts;
import weft.interop.peers.ReferencePeer;

/** A message of somebody who never announced: it is shown at once, its sender is asked for, and its signature checked then. */
class UnknownSenderTest {

    private static final long FAST = 10_000_000;

    @TempDir
    Path directory;

    @Test
    void itsSignatureIsUnverifiedUntilTheMeshAnswersAndTheStateChangesLive() throws IOException {
        int port = FreePorts.next();
        try (WeftNode weft =
                        WeftNode.in(directory.resolve("weft")).listening(port).start();
                Wire wire = Wire.to(port, FAST);
                ReferencePeer peer =
                        ReferencePeer.start(Neighbours.peer(directory).dialling(wire.port()))) {
            Member member = weft.operator().withIdentity("Member");
            weft.awaitConnections(1);
            member.announce();
            peer.awaitAnnounce(member.address(), Neighbours.SOON);
            assertThat(member.hasHeard(peer.address())).isFalse();

            try (EventStream live = member.api().stream("/api/v1/events")) {
                // The node's question for the sender's keys does not reach the peer, nor does its proof.
                wire.holdAnswers();
                long ref = peer.send(member.address(), "who am I?", "opportunistic");
                JsonNode arrived = member.awaitContent("who am I?", Neighbours.SOON);
                String id = arrived.get("id").asText();
                assertThat(arrived.get("signature").asText()).isEqualTo("unverified");
                assertThat(member.trace(id)).contains("The mesh is asked for them.");

                int before = live.events().size();
                wire.releaseAnswers();
                Api.await(
                        "the signature to be valid",
                        Neighbours.SOON,
                        () -> member.message(id).get("signature").asText().equals("valid"));
                Api.await("an event of that message", Neighbours.SOON, () -> live.events().stream()
                        .skip(before)
                        .anyMatch(event -> event.name().equals("message.state")
                                && event.data().get("message").asText().equals(id)));
                assertThat(member.trace(id)).contains("the signature is valid");
                assertThat(peer.awaitState(ref, Neighbours.SOON)).isEqualTo("delivered");
            }
            assertThat(member.received()).hasSize(1);
        }
    }
}
