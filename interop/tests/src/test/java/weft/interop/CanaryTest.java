package weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.interop.peers.FreePorts;
import weft.interop.peers.PeerConfig;
import weft.interop.peers.ReferencePeer;

/** What is nobody's business stands in clear nowhere among the files of a node: database, WAL, logs, whatever there is. */
class CanaryTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void textsTitlesFilesNamesAndPrivateKeysStandNowhereInClear() {
        int port = FreePorts.next();
        byte[] key = new byte[64];
        new SecureRandom().nextBytes(key);
        Path data = directory.resolve("weft");
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
        }
        // The search itself works: what is said to stay visible is found.
        assertThat(hits(data, Map.of("address", HexFormat.of().parseHex(address))))
                .isNotEmpty();
        assertThat(hits(data, secrets(key))).isEmpty();
    }

    private static Map<String, byte[]> secrets(byte[] key) {
        Map<String, byte[]> secrets = new LinkedHashMap<>();
        for (int half = 0; half < 2; half++) {
            byte[] bytes = Arrays.copyOfRange(key, half * 32, half * 32 + 32);
            secrets.put("key " + half, bytes);
            secrets.put("key " + half + " in hex", ascii(HexFormat.of().formatHex(bytes)));
        }
        secrets.put("key in base64", ascii(Base64.getEncoder().encodeToString(key)));
        for (String text : List.of("canary-title", "canary-text", "canary-name", "canary-file", "canary-short")) {
            secrets.put(text, ascii(text));
            secrets.put(text + " in UTF-16", text.getBytes(StandardCharsets.UTF_16LE));
            secrets.put(text + " in base64", ascii(base64(text).substring(0, text.length() / 3 * 4)));
        }
        return secrets;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(ascii(text));
    }

    /** Where each of them stands, in the files below a directory. */
    private static List<String> hits(Path data, Map<String, byte[]> wanted) {
        List<String> hits = new ArrayList<>();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                // Latin-1 keeps each byte as one character, so a text search finds bytes.
                String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                wanted.forEach((name, bytes) -> {
                    if (content.contains(new String(bytes, StandardCharsets.ISO_8859_1))) {
                        hits.add(name + " in " + data.relativize(file));
                    }
                });
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return hits;
    }
}
