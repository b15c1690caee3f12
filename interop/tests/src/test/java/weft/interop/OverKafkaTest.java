package weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.events.Channels;
import weft.interop.peers.FreePorts;
import weft.interop.peers.PeerConfig;
import weft.interop.peers.ReferencePeer;

/** The two halves of a node as services of their own, over a real broker that is slow, loses and doubles. */
class OverKafkaTest {

    private static final Duration SOON = Duration.ofMinutes(3);
    private static final int MESSAGES = 10;
    private static final long SEED = 20261126;

    @TempDir
    Path directory;

    @Test
    void tenMessagesEachWayArriveOnceOverABadBusAndTheDeathOfEachService() {
        byte[] key = identityKey();
        Path services = directory.resolve("services");
        int port = FreePorts.next();
        String address;
        try (TwoServices weft = TwoServices.start(services, port, SEED);
                ReferencePeer peer = ReferencePeer.start(
                        PeerConfig.in(directory.resolve("peer")).named("Peer").dialling(port))) {
            Member member = weft.member().withIdentity("Member", key);
            address = member.address();
            meet(member, peer);

            exchange(member, peer, "direct", () -> weft.message.kill(), () -> weft.message
                    .launch()
                    .awaitReady());
            exchange(member, peer, "opportunistic", () -> weft.transport.kill(), () -> weft.transport
                    .launch()
                    .awaitReady());

            assertThat(counts(
                            peer.received().stream().map(ReferencePeer::content).toList()))
                    .isEqualTo(expected("to the peer"));
            assertThat(member.receivedContents()).isEqualTo(expected("to the node"));
            System.out.printf(
                    "over Kafka: %d records carried %d ms late, %d lost, %d doubled; each service killed once; %d messages"
                            + " each way, lost 0, doubled 0%n",
                    weft.relay.carried(),
                    TwoServices.DELAY.toMillis(),
                    weft.relay.lost(),
                    weft.relay.doubled(),
                    2 * MESSAGES);
            assertThat(weft.relay.lost()).isPositive();
            assertThat(weft.relay.doubled()).isPositive();
            anEndThatIsToldWhileTheConsumerIsAwayIsHeard(weft);
        }
        // The search itself works: what is said to stay visible is found, in the broker's log too.
        Secrets visible = Secrets.bytes("address", HexFormat.of().parseHex(address));
        assertThat(visible.hitsIn(services.resolve("broker"))).isNotEmpty();
        assertThat(visible.hitsIn(services.resolve("database"))).isNotEmpty();
        assertThat(Secrets.of(key, "canary direct", "canary opportunistic").hitsIn(services))
                .isEmpty();
    }

    /** The broker takes the message service for dead, and a session ends just then. */
    private static void anEndThatIsToldWhileTheConsumerIsAwayIsHeard(TwoServices weft) {
        UUID account = UUID.randomUUID();
        UUID session = UUID.randomUUID();
        Member member = weft.member(account).withIdentity("Signed out", identityKey());
        try (EventStream stream = member.api().stream("/api/v1/events")) {
            weft.message.pause(true);
            try {
                Api.await("the broker to give the consumer up", SOON, () -> weft.hasLost(Channels.SESSION_EVENTS));
                weft.tellOfEnd(account, session);
            } finally {
                weft.message.pause(false);
            }

            Api.await("the stream to be ended", SOON, stream::hasEnded);
        }
        try (EventStream again = member.api().stream("/api/v1/events", 0)) {
            Api.await("the end that was told meanwhile", SOON, () -> again.events().stream()
                    .anyMatch(event -> event.data().toString().contains(session.toString())));
        }
    }

    private static byte[] identityKey() {
        byte[] key = new byte[64];
        new SecureRandom().nextBytes(key);
        return key;
    }

    /** Announces cross the bus too, and one in a hundred is lost: the member's is said again until it is heard. */
    private static void meet(Member member, ReferencePeer peer) {
        peer.announce();
        for (int attempt = 1; peer.hops(member.address()).isEmpty(); attempt++) {
            assertThat(attempt).as("announces in vain").isLessThan(5);
            member.announce();
            try {
                peer.awaitAnnounce(member.address(), Duration.ofSeconds(15));
            } catch (AssertionError lost) {
                System.out.println("announce " + attempt + " was not heard");
            }
        }
    }

    /** Messages both ways; in the middle of it a service dies and comes back. */
    private static void exchange(Member member, ReferencePeer peer, String method, Runnable kill, Runnable restart) {
        List<String> ids = new ArrayList<>();
        List<Long> refs = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            ids.add(member.send(peer.address(), content("to the peer", method, i), method));
            refs.add(peer.send(member.address(), content("to the node", method, i), method));
            if (i == MESSAGES / 2) {
                member.awaitState(ids.getFirst(), "delivered", SOON);
                kill.run();
                restart.run();
            }
        }
        for (String id : ids) {
            JsonNode delivered = member.awaitState(id, "delivered", SOON);
            assertThat(delivered.get("method").asText()).isEqualTo(method);
        }
        refs.forEach(ref -> assertThat(peer.awaitState(ref, SOON)).isEqualTo("delivered"));
        IntStream.range(0, MESSAGES).forEach(i -> peer.awaitContent(content("to the peer", method, i), SOON));
        IntStream.range(0, MESSAGES).forEach(i -> member.awaitContent(content("to the node", method, i), SOON));
    }

    private static String content(String way, String method, int number) {
        return "canary " + method + " " + way + " " + number;
    }

    private static Map<String, Integer> expected(String way) {
        List<String> contents = new ArrayList<>();
        for (String method : List.of("direct", "opportunistic")) {
            IntStream.range(0, MESSAGES).forEach(i -> contents.add(content(way, method, i)));
        }
        return counts(contents);
    }

    private static Map<String, Integer> counts(List<String> contents) {
        Map<String, Integer> counts = new HashMap<>();
        contents.forEach(content -> counts.merge(content, 1, Integer::sum));
        return counts;
    }
}
