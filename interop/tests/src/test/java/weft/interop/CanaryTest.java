package weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.interop.peers.FreePorts;
import weft.interop.peers.PeerConfig;
import weft.interop.peers.ReferencePeer;

/**
 * What is nobody's business stands in clear nowhere among the files of a node, database, WAL, logs, whatever there is, nor in the
 * rows of its database, where the files may have it compressed.
 */
class CanaryTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void whatMembersWriteAndTheirPrivateKeysStandNowhereInClear() {
        int port = FreePorts.next();
        byte[] key = key();
        byte[] another = key();
        Path data = directory.resolve("weft");
        Path dump = directory.resolve("dump");
        String address;
        try (WeftNode weft = WeftNode.in(data)
                        .withJavaOption("-Dquarkus.log.level=DEBUG")
                        .listening(port)
                        .start();
                ReferencePeer peer = ReferencePeer.start(
                        PeerConfig.in(directory.resolve("peer")).named("Peer").dialling(port))) {
            Member member = weft.operator().withIdentity("Member", key);
            address = member.address();
            weft.awaitConnections(1);
            peer.announce();
            member.announce();
            peer.awaitAnnounce(address, SOON);
            String id = member.send(Map.of(
                            "to",
                            peer.address(),
                            "title",
                            "canary-title-out",
                            "content",
                            "canary-text-out " + "x".repeat(3_000),
                            "attachments",
                            List.of(Map.of("name", "canary-name-out.txt", "data", base64("canary-file-out")))))
                    .expect(202)
                    .get("id")
                    .asText();
            member.awaitState(id, "delivered", SOON);
            long ref = peer.send(
                    address,
                    "canary-text-in".getBytes(StandardCharsets.UTF_8),
                    "direct",
                    Map.of("canary-name-in.txt", "canary-file-in".getBytes(StandardCharsets.UTF_8)));
            assertThat(peer.awaitState(ref, SOON)).isEqualTo("delivered");
            member.awaitContent("canary-text-in", SOON);
            long opportunistic = peer.send(address, "canary-short-in", "opportunistic");
            assertThat(peer.awaitState(opportunistic, SOON)).isEqualTo("delivered");
            member.awaitContent("canary-short-in", SOON);
            new CanaryWrites(weft, member, peer.address(), another).send();
            DatabaseDump.of(data).into(dump);
        }
        // The search itself works: what is said to stay visible is found.
        assertThat(Secrets.bytes("address", HexFormat.of().parseHex(address)).hitsIn(data))
                .isNotEmpty();
        assertThat(Secrets.bytes("address", address.getBytes(StandardCharsets.US_ASCII))
                        .hitsIn(dump))
                .isNotEmpty();
        for (Path place : List.of(data, dump)) {
            assertThat(Secrets.of(key, CanaryWrites.CANARY).hitsIn(place)).isEmpty();
            assertThat(Secrets.of(another, CanaryWrites.CANARY).hitsIn(place)).isEmpty();
        }
    }

    private static byte[] key() {
        byte[] key = new byte[64];
        new SecureRandom().nextBytes(key);
        return key;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }
}
