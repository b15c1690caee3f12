package weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import weft.interop.peers.PeerMessage;
import weft.interop.peers.ReferencePeer;

/**
 * Large messages between a node and a stock peer: up to the limit they arrive, a byte above it they are refused early. Limits that
 * an operator has raised with {@code -Dtest.long=true}.
 */
class LimitsWithPeersTest {

    private static final Duration LONG = Duration.ofSeconds(120);
    private static final int KB = 1000;

    /** What a message with a long text and nothing else has around its text: addresses, signature, time, headers. */
    private static final int AROUND_TEXT = 114;

    @TempDir
    Path directory;

    @Test
    void atTheDefaultLimits() {
        try (Neighbours neighbours = Neighbours.meet(directory)) {
            fileFromNode(neighbours, 900 * KB);
            fileFromPeer(neighbours, 900 * KB);
            upToTheByte(neighbours, 1000 * KB);
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "test.long", matches = "true")
    void atRaisedLimits() {
        UnaryOperator<WeftNode> raised = node -> node.with("limits", "delivery-kb", 4_000);
        try (Neighbours neighbours = Neighbours.meet(directory, raised, peer -> peer.taking(4_000))) {
            fileFromNode(neighbours, 3 << 20);
            fileFromPeer(neighbours, 3 << 20);
            upToTheByte(neighbours, 4_000 * KB);
        }
    }

    @Test
    void aPeerThatTakesLessThanIsSentRefusesAndTheMemberIsToldWhy() {
        try (Neighbours neighbours = Neighbours.meet(directory, UnaryOperator.identity(), peer -> peer.taking(100))) {
            Member member = neighbours.member();
            long before = carried(neighbours);
            String id = member.send(neighbours.peer().address(), text(200 * KB), "direct");
            JsonNode refused = member.awaitState(id, "refused", LONG);
            assertThat(refused.get("reason").asText()).isEqualTo("recipient-refused");
            assertThat(member.trace(id))
                    .contains("The recipient refused the transfer")
                    .contains("size limit");
            assertThat(carried(neighbours) - before).isLessThan(50 * KB);
            assertThat(neighbours.peer().received()).isEmpty();
        }
    }

    /** A message of exactly the limit passes both ways; with a byte more it is refused both ways, and the number is told. */
    private static void upToTheByte(Neighbours neighbours, int limit) {
        Member member = neighbours.member();
        ReferencePeer peer = neighbours.peer();
        String fits = text(limit - AROUND_TEXT);
        String tooLong = fits + "!";

        String id = member.send(peer.address(), fits, "direct");
        JsonNode delivered = member.awaitState(id, "delivered", LONG);
        peer.awaitHash(delivered.get("hash").asText(), LONG);
        JsonNode refused =
                member.send(Map.of("to", peer.address(), "content", tooLong)).expect(413);
        assertThat(refused.get("limit").asInt()).isEqualTo(limit);
        assertThat(refused.get("detail").asText())
                .contains(String.valueOf(limit))
                .contains(String.valueOf(limit + 1));

        JsonNode taken = peer.awaitEnd(peer.send(member.address(), fits, "direct"), LONG);
        assertThat(taken.get("state").asText()).isEqualTo("delivered");
        member.awaitHash(taken.get("hash").asText(), LONG);
        long before = carried(neighbours);
        assertThat(peer.awaitState(peer.send(member.address(), tooLong, "direct"), LONG))
                .isEqualTo("rejected");
        assertThat(carried(neighbours) - before).isLessThan(50 * KB);
        assertThat(neighbours.weft().log())
                .contains("a transfer of " + (limit + 1) + " bytes to " + member.address()
                        + " was refused: its limit is " + limit);
    }

    private static void fileFromNode(Neighbours neighbours, int size) {
        Member member = neighbours.member();
        byte[] data = bytes(size);
        String base64 = Base64.getEncoder().encodeToString(data);
        String id = member.send(Map.of(
                        "to",
                        neighbours.peer().address(),
                        "attachments",
                        List.of(Map.of("name", "map", "data", base64))))
                .expect(202)
                .get("id")
                .asText();
        JsonNode delivered = member.awaitState(id, "delivered", LONG);
        assertThat(delivered.get("method").asText()).isEqualTo("direct");
        JsonNode atPeer = neighbours.peer().awaitHash(delivered.get("hash").asText(), LONG);
        assertThat(atPeer.get("attachments").get(0).get(1).asText()).isEqualTo(base64);
    }

    private static void fileFromPeer(Neighbours neighbours, int size) {
        Member member = neighbours.member();
        ReferencePeer peer = neighbours.peer();
        byte[] data = bytes(size);
        JsonNode ended = peer.awaitEnd(
                peer.send(
                        PeerMessage.of(member.address(), new byte[0], "direct").with(Map.of("map", data))),
                LONG);
        assertThat(ended.get("state").asText()).isEqualTo("delivered");
        JsonNode atMember = member.awaitHash(ended.get("hash").asText(), LONG);
        assertThat(member.api()
                        .download("/api/v1/messages/" + atMember.get("id").asText() + "/attachments/0"))
                .isEqualTo(data);
    }

    /** Bytes on the wire in both directions since the node started. */
    private static long carried(Neighbours neighbours) {
        JsonNode counters = neighbours.weft().interfaceNamed("server").get("counters");
        return counters.get("bytesIn").asLong() + counters.get("bytesOut").asLong();
    }

    private static String text(int length) {
        return new String(bytes(length), StandardCharsets.ISO_8859_1)
                .chars()
                .map(each -> ' ' + each % 95)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }
}
