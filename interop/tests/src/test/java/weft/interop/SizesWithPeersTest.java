package weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import weft.interop.peers.PeerMessage;
import weft.interop.peers.ReferencePeer;

/** Contents of every size that takes another way on the wire, files and pictures, both ways between a node and a stock peer. */
class SizesWithPeersTest {

    /** The largest text without title that fits one packet; a byte more goes over a link. */
    private static final int ONE_PACKET = 287;

    /** The largest text without title that fits one packet of a link; a byte more is a resource. */
    private static final int ONE_LINK_PACKET = 319;

    private static Neighbours neighbours;

    @BeforeAll
    static void meet(@TempDir Path directory) {
        neighbours = Neighbours.meet(directory);
    }

    @AfterAll
    static void part() {
        neighbours.close();
    }

    static Stream<Arguments> contents() {
        Map<String, String> contents = new LinkedHashMap<>();
        contents.put("empty", "");
        contents.put("1 byte", "x");
        contents.put("UTF-8", "Zażółć gęślą jaźń · 你好 · שלום · 👩‍👩‍👧‍👦 · e\u0301 · \u0000 · \r\n\t");
        contents.put("287 bytes", "a".repeat(ONE_PACKET));
        contents.put("288 bytes", "b".repeat(ONE_PACKET + 1));
        contents.put("319 bytes", "c".repeat(ONE_LINK_PACKET));
        contents.put("320 bytes", "d".repeat(ONE_LINK_PACKET + 1));
        contents.put("20 kB that compress well", "0123456789".repeat(2_000));
        contents.put("20 kB that don't", noise(20_000));
        return contents.entrySet().stream().flatMap(content -> Stream.of("opportunistic", "direct")
                .map(method -> Arguments.of(content.getKey(), method, content.getValue())));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("contents")
    void aTextArrivesAsItWasWritten(String size, String method, String content) {
        Member member = neighbours.member();
        ReferencePeer peer = neighbours.peer();
        String travels = content.getBytes(StandardCharsets.UTF_8).length <= ONE_PACKET ? method : "direct";

        JsonNode delivered =
                member.awaitState(member.send(peer.address(), content, method), "delivered", Neighbours.SOON);
        assertThat(delivered.get("method").asText()).isEqualTo(travels);
        JsonNode atPeer = peer.awaitHash(delivered.get("hash").asText(), Neighbours.SOON);
        assertThat(ReferencePeer.content(atPeer)).isEqualTo(content);

        JsonNode ended = peer.awaitEnd(peer.send(member.address(), content, method), Neighbours.SOON);
        assertThat(ended.get("state").asText()).isEqualTo("delivered");
        JsonNode atMember = member.awaitHash(ended.get("hash").asText(), Neighbours.SOON);
        assertThat(atMember.get("content").asText()).isEqualTo(content);
        assertThat(atMember.get("method").asText()).isEqualTo(travels);
        assertThat(atMember.get("signature").asText()).isEqualTo("valid");
    }

    @Test
    void filesOfTheMemberReachThePeerWithNamesAndBytes() {
        Map<String, byte[]> files = files();
        List<Map<String, String>> attachments = files.entrySet().stream()
                .map(file -> Map.of("name", file.getKey(), "data", base64(file.getValue())))
                .toList();
        JsonNode atPeer = sent(Map.of("attachments", attachments, "content", "three files"));
        assertThat(atPeer.get("attachments")).hasSize(files.size());
        for (JsonNode file : atPeer.get("attachments")) {
            assertThat(file.get(1).asText())
                    .isEqualTo(base64(files.get(file.get(0).asText())));
        }
    }

    @Test
    void filesOfThePeerReachTheMemberWithNamesAndBytes() {
        Map<String, byte[]> files = files();
        JsonNode atMember =
                received(PeerMessage.of(to(), utf8("three files"), "direct").with(files));
        assertThat(atMember.get("attachments")).hasSize(files.size());
        for (JsonNode file : atMember.get("attachments")) {
            byte[] data = neighbours
                    .member()
                    .api()
                    .download("/api/v1/messages/" + atMember.get("id").asText() + "/attachments/"
                            + file.get("n").asInt());
            assertThat(data).isEqualTo(files.get(file.get("name").asText()));
            assertThat(file.get("size").asInt()).isEqualTo(data.length);
        }
    }

    @Test
    void picturesGoBothWays() {
        byte[] picture = bytes(30_000);
        Map<String, Object> field = Map.of("6", List.of("webp", Map.of("$bytes", base64(picture))));
        JsonNode atPeer = sent(Map.of("content", "look", "fields", field));
        assertThat(atPeer.get("image").get(0).asText()).isEqualTo("webp");
        assertThat(atPeer.get("image").get(1).asText()).isEqualTo(base64(picture));

        JsonNode atMember =
                received(PeerMessage.of(to(), utf8("look"), "direct").with(new PeerMessage.Image("png", picture)));
        assertThat(atMember.get("image").get("type").asText()).isEqualTo("png");
        assertThat(atMember.get("image").get("data").asText()).isEqualTo(base64(picture));
        assertThat(atMember.get("fields").has("6")).isFalse();
    }

    private static JsonNode sent(Map<String, Object> message) {
        Member member = neighbours.member();
        Map<String, Object> whole = new LinkedHashMap<>(message);
        whole.put("to", neighbours.peer().address());
        String id = member.send(whole).expect(202).get("id").asText();
        JsonNode delivered = member.awaitState(id, "delivered", Neighbours.SOON);
        return neighbours.peer().awaitHash(delivered.get("hash").asText(), Neighbours.SOON);
    }

    private static JsonNode received(PeerMessage message) {
        ReferencePeer peer = neighbours.peer();
        JsonNode ended = peer.awaitEnd(peer.send(message), Neighbours.SOON);
        assertThat(ended.get("state").asText()).isEqualTo("delivered");
        return neighbours.member().awaitHash(ended.get("hash").asText(), Neighbours.SOON);
    }

    private static String to() {
        return neighbours.member().address();
    }

    private static Map<String, byte[]> files() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("tide table.pdf", bytes(40_000));
        files.put("żaglówka 船.png", bytes(1));
        files.put("empty.txt", new byte[0]);
        return files;
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    private static String noise(int length) {
        return new Random(length)
                .ints(length, ' ', '~')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
