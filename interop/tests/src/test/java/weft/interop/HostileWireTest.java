package weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import weft.interop.peers.FreePorts;
import weft.interop.peers.PeerConfig;
import weft.interop.peers.ReferencePeer;

/** Strangers send what they like to the node's TCP interface, while a member and a stock peer write to each other over it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileWireTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int MAX_CLIENTS = 24;
    /** As many as an address has places for links of peers. */
    private static final int LINKS = 64;

    private static final int FLAG = 0x7E;
    private static final int ESCAPE = 0x7D;
    private static final int MEGABYTE = 1 << 20;

    /** What a heap may have grown by after it was collected: caches that fill, classes that were loaded. */
    private static final long GROWTH = 16L * MEGABYTE;

    private final Random random = new Random(7);
    private Path directory;
    private int port;
    private WeftNode weft;
    private Member member;
    private ReferencePeer peer;

    @BeforeAll
    void meet(@TempDir Path directory) {
        this.directory = directory;
        port = FreePorts.next();
        weft = WeftNode.in(directory.resolve("weft"))
                .withInterface(
                        "server",
                        Map.of("type", "tcp-server", "host", "127.0.0.1", "port", port, "max-clients", MAX_CLIENTS))
                .start();
        member = weft.operator().withIdentity("Member");
        peer = peer("Peer");
        weft.awaitConnections(1);
        exchange("before");
    }

    /** A stock peer that the member has heard, and that has heard the member. */
    private ReferencePeer peer(String name) {
        ReferencePeer started = ReferencePeer.start(
                PeerConfig.in(directory.resolve(name)).named(name).dialling(port));
        started.announce();
        member.announce();
        started.awaitAnnounce(member.address(), SOON);
        return started;
    }

    @AfterAll
    void end() {
        peer.close();
        weft.close();
    }

    @Test
    void garbageCostsNoMessageAndNoMemory() {
        long before = heapAfterCollection();
        long badFrames = counter("badFrames");
        List<byte[]> garbage = List.of(
                noise(8 * MEGABYTE),
                framed(IntStream.range(0, 20_000)
                        .mapToObj(i -> noise(random.nextInt(600)))
                        .toList()),
                framed(IntStream.range(0, 40).mapToObj(_ -> noise(300_000)).toList()),
                endless(32 * MEGABYTE),
                escapesOnly(4 * MEGABYTE),
                framed(headersOfEveryKind()));
        for (int round = 0; round < garbage.size(); round++) {
            byte[] bytes = garbage.get(round);
            pour(bytes);
            exchange("round " + round);
        }
        assertThat(counter("badFrames")).isGreaterThan(badFrames + 40);
        assertThat(heapAfterCollection() - before).isLessThan(GROWTH);
    }

    /** Both have proven each of these before they look into it. */
    @Test
    void whatAStockPeerDeliversIsDeliveredHereToo() {
        String text = "c40474657874";
        String time = "cb41d954fc40200000";
        String nan = "cb7ff8000000000000";
        String infinite = "cb7ff0000000000000";
        String map = "80";
        String nil = "c0";
        List<String> payloads = new ArrayList<>(
                List.of(time + text + text + nil, nan + text + text + map, infinite + text + text + map));
        // nil, a word, a number, a boolean, an array, a map, an extension
        for (String odd : List.of(nil, "a4776f7264", "05", "c2", "9101", map, "d40501")) {
            payloads.addAll(List.of(odd + text + text + map, time + odd + text + map, time + text + odd + map));
        }
        try (ReferencePeer stock = peer("Stock")) {
            for (String payload : payloads) {
                byte[] packed = HexFormat.of().parseHex("94" + payload);
                JsonNode there = stock.awaitHash(hash(stock.address(), packed), SOON);
                JsonNode here = member.awaitHash(hash(member.address(), packed), SOON);
                assertThat(here.get("signature").asText()).as(payload).isEqualTo("valid");
                assertThat(here.get("content").asText())
                        .as(payload)
                        .isEqualTo(new String(
                                Base64.getDecoder().decode(there.get("content").asText()), StandardCharsets.UTF_8));
                assertThat(Instant.parse(here.get("sentAt").asText())).isBetween(Instant.EPOCH, Instant.now());
            }
        }
    }

    private String hash(String to, byte[] payload) {
        return peer.awaitEnd(peer.sendPayload(to, payload), SOON).get("hash").asText();
    }

    @Test
    void linksOnWhichAStrangerSendsNothingKeepNobodyOut() {
        peer.openLinks(member.address(), LINKS, LINKS - 4, SOON);
        try (ReferencePeer late = peer("Late")) {
            exchange(late, "past idle links");
        }
        exchange("with idle links of its own");
    }

    @Test
    void clientsPastTheBoundAreClosedAndCounted() throws IOException {
        List<Socket> others = new ArrayList<>();
        try {
            for (int i = 1; i < MAX_CLIENTS; i++) {
                Socket other = dial();
                others.add(other);
                // Who has sent a packet keeps its place.
                other.getOutputStream().write(framed(List.of(new byte[40])));
            }
            weft.awaitConnections(MAX_CLIENTS);
            long refused = counter("refusedClients");
            try (Socket oneMore = dial()) {
                assertThat(oneMore.getInputStream().read()).isEqualTo(-1);
            }
            assertThat(counter("refusedClients")).isEqualTo(refused + 1);
            exchange("with every place taken");
        } finally {
            for (Socket socket : others) {
                socket.close();
            }
        }
        weft.awaitConnections(1);
    }

    /** Every stream of every member hears of an interface. */
    @Test
    void strangersThatComeAndGoWakeNobodyMoreThanOnceInFiveSeconds() throws IOException {
        try (EventStream live = member.api().stream("/api/v1/events")) {
            long begun = System.nanoTime();
            for (int round = 0; round < 4; round++) {
                List<Socket> strangers = new ArrayList<>();
                for (int i = 0; i < MAX_CLIENTS - 4; i++) {
                    strangers.add(dial());
                }
                weft.awaitConnections(strangers.size() + 1);
                for (Socket stranger : strangers) {
                    stranger.close();
                }
                weft.awaitConnections(1);
            }
            Api.await("the last state of the interface", SOON, () -> told(live) > 0);
            long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
            assertThat(told(live)).isLessThanOrEqualTo(2 + seconds / 5);
        }
    }

    private static long told(EventStream live) {
        return live.events().stream()
                .filter(event -> event.name().equals("interface.state"))
                .count();
    }

    /** Both ways, both methods; proofs seen. */
    private void exchange(String when) {
        exchange(peer, when);
    }

    private void exchange(ReferencePeer peer, String when) {
        List<String> ids = List.of(
                member.send(peer.address(), "direct to the peer " + when, "direct"),
                member.send(peer.address(), "opportunistic to the peer " + when, "opportunistic"));
        List<Long> refs = List.of(
                peer.send(member.address(), "direct to the node " + when, "direct"),
                peer.send(member.address(), "opportunistic to the node " + when, "opportunistic"));
        ids.forEach(id -> member.awaitState(id, "delivered", SOON));
        refs.forEach(ref -> assertThat(peer.awaitState(ref, SOON)).isEqualTo("delivered"));
        for (String method : List.of("direct", "opportunistic")) {
            member.awaitContent(method + " to the node " + when, SOON);
            peer.awaitContent(method + " to the peer " + when, SOON);
        }
    }

    private Socket dial() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    /** From four connections at once; the node may close them. */
    private void pour(byte[] bytes) {
        List<Thread> strangers = IntStream.range(0, 4)
                .mapToObj(_ -> Thread.ofVirtual().start(() -> {
                    try (Socket socket = dial()) {
                        OutputStream out = socket.getOutputStream();
                        out.write(bytes);
                        out.flush();
                    } catch (IOException closed) {
                        // Also an answer.
                    }
                }))
                .toList();
        strangers.forEach(HostileWireTest::join);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private byte[] noise(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A frame that begins and never ends. */
    private static byte[] endless(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 1);
        bytes[0] = FLAG;
        return bytes;
    }

    private static byte[] escapesOnly(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) ESCAPE);
        bytes[0] = FLAG;
        return bytes;
    }

    /** Every first byte and context there is, at lengths around those of headers, keys and signatures. */
    private List<byte[]> headersOfEveryKind() {
        List<byte[]> packets = new ArrayList<>();
        for (int flags = 0; flags < 256; flags++) {
            for (int length : new int[] {1, 2, 18, 19, 34, 35, 51, 67, 83, 115, 147, 167, 180, 400, 500, 501}) {
                byte[] packet = noise(length);
                packet[0] = (byte) flags;
                packets.add(packet);
            }
        }
        return packets;
    }

    private static byte[] framed(List<byte[]> packets) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(FLAG);
        for (byte[] packet : packets) {
            for (byte each : packet) {
                if (each == FLAG || each == ESCAPE) {
                    out.write(ESCAPE);
                    out.write(each ^ 0x20);
                } else {
                    out.write(each);
                }
            }
            out.write(FLAG);
        }
        return out.toByteArray();
    }

    private long counter(String name) {
        return weft.interfaceNamed("server").get("counters").get(name).asLong();
    }

    /** Bytes on the node's heap that are in use when everything unreachable has been collected. */
    private long heapAfterCollection() {
        jcmd("GC.run");
        Matcher used = Pattern.compile("used (\\d+)K").matcher(jcmd("GC.heap_info"));
        long total = 0;
        while (used.find()) {
            total += Long.parseLong(used.group(1)) * 1024;
        }
        return total;
    }

    private String jcmd(String command) {
        try {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            String.valueOf(weft.pid()),
                            command)
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
