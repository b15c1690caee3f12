package weft.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import weft.interop.Member;
import weft.interop.WeftNode;
import weft.interop.peers.FreePorts;
import weft.interop.peers.PeerConfig;
import weft.interop.peers.ReferencePeer;

/** Seconds from a member's first message to a reference peer to its proof: no link, no key, where wanted no path. */
final class ColdMessage {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path directory;

    ColdMessage(Path directory) {
        this.directory = directory;
    }

    Figure measure(int rounds) {
        int port = FreePorts.next();
        List<Double> seconds = new ArrayList<>();
        List<Double> unheard = new ArrayList<>();
        try (WeftNode node =
                WeftNode.in(directory.resolve("cold")).listening(port).start()) {
            Member member = node.operator().withIdentity("Member");
            for (int round = 0; round < rounds; round++) {
                seconds.add(first(member, port, "cold-heard-" + round, true));
                unheard.add(first(member, port, "cold-unheard-" + round, false));
            }
        }
        return new Figure(
                "First message to a reference peer, from the call to its proof",
                "s",
                Figure.Target.atMost(1.5),
                seconds,
                List.of(),
                List.of(
                        "A new peer each round, heard before; the way is left to the node.",
                        "To a peer that was never heard, so that its path and keys are asked for first: "
                                + String.join(
                                        " · ",
                                        unheard.stream().map(Figure::number).toList()) + " s."));
    }

    private double first(Member member, int port, String name, boolean heard) {
        try (ReferencePeer peer = ReferencePeer.start(
                PeerConfig.in(directory.resolve(name)).named(name).dialling(port))) {
            if (heard) {
                peer.announce();
                member.awaitAnnounce(peer.address(), PATIENCE);
            }
            Instant begun = Instant.now();
            String id = member.send(peer.address(), "hello", "auto");
            JsonNode message = member.awaitState(id, "delivered", PATIENCE);
            Instant proven = Instant.parse(message.get("deliveredAt").asText());
            return Duration.between(begun, proven).toNanos() / 1e9;
        }
    }
}
