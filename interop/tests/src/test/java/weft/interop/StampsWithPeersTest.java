package weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import weft.interop.peers.PeerMessage;
import weft.interop.peers.ReferencePeer;

/** A node's member and a stock peer that both ask for work, and then give each other tickets. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StampsWithPeersTest {

    private static final int COST = 8;
    private static final int PAID_BY_TICKET = 256;

    private static Neighbours neighbours;

    @BeforeAll
    static void meet(@TempDir Path directory) {
        neighbours = Neighbours.meet(directory, UnaryOperator.identity(), peer -> peer.asking(COST));
    }

    @AfterAll
    static void part() {
        neighbours.close();
    }

    @Test
    @Order(1)
    void aPeerThatEnforcesStampsTakesTheStampedMessage() {
        for (String method : new String[] {"opportunistic", "direct"}) {
            JsonNode delivered = sent(Map.of("content", "paid with work, " + method, "method", method));
            JsonNode atPeer = atPeer(delivered);
            assertThat(atPeer.get("stampValid").asBoolean()).isTrue();
            assertThat(atPeer.get("stampValue").asInt()).isGreaterThanOrEqualTo(COST);
            assertThat(delivered.get("stampValue").asInt())
                    .isEqualTo(atPeer.get("stampValue").asInt());
        }
    }

    @Test
    @Order(2)
    void anIdentityThatEnforcesStampsTakesThePeersStampedMessage() {
        Member member = neighbours.member();
        member.api()
                .patch("/api/v1/identities/" + member.identity(), Map.of("stampCost", COST, "enforceStamps", true))
                .expect(200);
        member.announce();
        neighbours.peer().awaitStampCost(member.address(), COST, Neighbours.SOON);
        JsonNode atMember = received(message("paid with work"));
        assertThat(atMember.get("stampValid").asBoolean()).isTrue();
        assertThat(atMember.get("stampValue").asInt()).isBetween(COST, PAID_BY_TICKET - 1);
    }

    @Test
    @Order(3)
    void withAMembersTicketThePeerNeedsNoWork() {
        atPeer(sent(Map.of("content", "a ticket for you", "includeTicket", true)));
        JsonNode atMember = received(message("paid with your ticket"));
        assertThat(atMember.get("stampValid").asBoolean()).isTrue();
        assertThat(atMember.get("stampValue").asInt()).isEqualTo(PAID_BY_TICKET);
    }

    @Test
    @Order(4)
    void withAPeersTicketTheMemberNeedsNoWork() {
        JsonNode ticket = received(message("a ticket for you").withTicket());
        assertThat(ticket.get("ticket").get("expiresAt").isTextual()).isTrue();
        JsonNode delivered = sent(Map.of("content", "paid with your ticket"));
        assertThat(delivered.get("stampValue").asInt()).isEqualTo(PAID_BY_TICKET);
        JsonNode atPeer = atPeer(delivered);
        assertThat(atPeer.get("stampValid").asBoolean()).isTrue();
        assertThat(atPeer.get("stampValue").asInt()).isEqualTo(PAID_BY_TICKET);
    }

    private static PeerMessage message(String content) {
        return PeerMessage.of(neighbours.member().address(), content.getBytes(StandardCharsets.UTF_8), "direct");
    }

    private static JsonNode sent(Map<String, Object> message) {
        Member member = neighbours.member();
        Map<String, Object> whole = new HashMap<>(message);
        whole.put("to", neighbours.peer().address());
        String id = member.send(whole).expect(202).get("id").asText();
        return member.awaitState(id, "delivered", Neighbours.SOON);
    }

    private static JsonNode atPeer(JsonNode delivered) {
        return neighbours.peer().awaitHash(delivered.get("hash").asText(), Neighbours.SOON);
    }

    private static JsonNode received(PeerMessage message) {
        ReferencePeer peer = neighbours.peer();
        JsonNode ended = peer.awaitEnd(peer.send(message), Neighbours.SOON);
        assertThat(ended.get("state").asText()).isEqualTo("delivered");
        return neighbours.member().awaitHash(ended.get("hash").asText(), Neighbours.SOON);
    }
}
