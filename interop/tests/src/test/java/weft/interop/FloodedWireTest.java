package weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import weft.interop.peers.FreePorts;
import weft.reticulum.announce.Announce;
import weft.reticulum.announce.Emission;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.framing.Hdlc;
import weft.reticulum.identity.PrivateIdentity;

/**
 * Nearly all places of an interface are taken by a stranger who sends announces as fast as they are taken and reads nothing. A node with the
 * heap that it has by default goes on, and so do its members. Only with {@code -Dtest.long=true}.
 */
@EnabledIfSystemProperty(named = "test.long", matches = "true")
class FloodedWireTest {

    private static final int CONNECTIONS = 240;
    private static final int ANNOUNCES = 5_000;
    private static final int AT_ONCE = 32 * 1024;
    private static final Duration FLOOD = Duration.ofSeconds(40);

    @TempDir
    Path directory;

    @Test
    void whoeverFloodsManyConnectionsAndReadsNothingEndsNobody() throws IOException {
        int port = FreePorts.next();
        byte[] announces = announces();
        try (WeftNode weft = WeftNode.in(directory.resolve("weft"))
                .listening(port)
                .withJavaOption("-Xmx256m")
                .start()) {
            Member member = weft.operator().withIdentity("Member");
            CompletableFuture<Long> flood = CompletableFuture.supplyAsync(() -> flood(port, announces));
            List<Double> seconds = new ArrayList<>();
            while (!flood.isDone()) {
                long begun = System.nanoTime();
                member.send(Map.of("to", member.address(), "content", "message " + seconds.size()))
                        .expect(202);
                member.api().get("/api/v1/identities").expect(200);
                seconds.add((System.nanoTime() - begun) / 1e9);
            }
            long sent = flood.join();
            assertThat(sent).as("the flood reached the node").isGreaterThan(100_000_000);
            Api.await(
                    "all that the member wrote to itself",
                    Duration.ofMinutes(1),
                    () -> member.received().size() == seconds.size());
            System.out.printf(
                    "figure: %d MB over %d connections in %d s; of %d calls of a member half took at most %.2f s, the slowest %.2f s%n",
                    sent / 1_000_000,
                    CONNECTIONS,
                    FLOOD.toSeconds(),
                    seconds.size(),
                    seconds.stream().sorted().toList().get(seconds.size() / 2),
                    seconds.stream().max(Double::compare).orElseThrow());
        }
    }

    /** How many bytes were taken. */
    private static long flood(int port, byte[] announces) {
        List<SocketChannel> lines = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                SocketChannel line = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                line.configureBlocking(false);
                lines.add(line);
            }
            long sent = 0;
            int[] at = new int[CONNECTIONS];
            long end = System.nanoTime() + FLOOD.toNanos();
            while (System.nanoTime() < end) {
                long before = sent;
                for (int i = 0; i < CONNECTIONS; i++) {
                    int wrote = write(lines.get(i), announces, at[i]);
                    at[i] = (at[i] + wrote) % announces.length;
                    sent += wrote;
                }
                if (sent == before) {
                    Thread.onSpinWait();
                }
            }
            return sent;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } finally {
            lines.forEach(FloodedWireTest::close);
        }
    }

    /** A line that was given up takes nothing more. */
    private static int write(SocketChannel line, byte[] announces, int from) {
        try {
            return line.isOpen()
                    ? line.write(ByteBuffer.wrap(announces, from, Math.min(AT_ONCE, announces.length - from)))
                    : 0;
        } catch (IOException given) {
            close(line);
            return 0;
        }
    }

    private static void close(SocketChannel line) {
        try {
            line.close();
        } catch (IOException ended) {
            // It is no more than closed.
        }
    }

    private static byte[] announces() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        SecureRandom chance = new SecureRandom();
        for (int i = 0; i < ANNOUNCES; i++) {
            byte[] random = new byte[Emission.RANDOM_LENGTH];
            chance.nextBytes(random);
            all.writeBytes(Hdlc.encode(Announce.build(
                            PrivateIdentity.generate(chance::nextBytes),
                            DestinationName.LXMF_DELIVERY,
                            Emission.of(random, Instant.now().getEpochSecond()),
                            Optional.empty(),
                            new byte[0],
                            false)
                    .encode()));
        }
        return all.toByteArray();
    }
}
