package weft.reticulum.router;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import weft.reticulum.Address;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.router.table.Bound;

/** A packet that only passes through costs the heap nothing. */
class ForwardingAllocationTest {

    private static final int WARM_UP = 300_000;
    private static final int PACKETS = 1_000_000;
    private static final int IN = 1;
    private static final int OUT = 2;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final TestRouter node = new TestRouter(RouterConfig.transportNode(TestRouter.identity(7), 1)
            .with(Bound.DUPLICATES, 20_000)
            .with(Bound.REVERSE_ENTRIES, 20_000));
    private final Counting sink = new Counting();
    private final SplittableRandom random = new SplittableRandom(1);

    private static final class Counting implements RouterSink {
        private long sent;

        @Override
        public void transmit(int interfaceId, byte[] buffer, int offset, int length) {
            sent++;
        }

        @Override
        public boolean toEndpoint(ToEndpoint record) {
            return true;
        }

        @Override
        public void emit(RouterOutput output) {}
    }

    @Test
    void dataInTransitAllocatesNothing() {
        MeshPackets.Stranger far = new MeshPackets.Stranger(1);
        MeshPackets.Stranger near = new MeshPackets.Stranger(2);
        ready(far.announce(1, 3, MeshPackets.node(1)), near.announce(1));
        byte[] toFar = MeshPackets.inTransport(MeshPackets.data(far.address(), "x".repeat(200)), 3, node.id());
        byte[] toNear = MeshPackets.inTransport(MeshPackets.data(near.address(), "x".repeat(200)), 3, node.id());
        measure(toFar, toNear, 60);
    }

    @Test
    void linkPacketsInTransitAllocateNothing() {
        MeshPackets.Stranger near = new MeshPackets.Stranger(2);
        ready(near.announce(1));
        byte[] request = MeshPackets.linkRequest(near.address(), 1, 500);
        Address link = MeshPackets.linkId(request);
        node.receive(IN, MeshPackets.inTransport(request, 0, node.id()));
        node.receive(OUT, MeshPackets.linkProof(link, near.identity(), 500));
        byte[] packet = MeshPackets.linkData(link, "x".repeat(200));
        measure(packet, packet, 40);
    }

    private void ready(byte[]... announces) {
        node.up(IN);
        node.up(OUT);
        for (byte[] announce : announces) {
            node.receive(OUT, announce);
        }
        node.advance(30);
    }

    /** @param payload where bytes may change without the packet becoming another kind of packet */
    private void measure(byte[] even, byte[] odd, int payload) {
        byte[] buffer = new byte[600];
        run(even, odd, payload, buffer, WARM_UP);
        long sentBefore = sink.sent;
        long before = threads.getCurrentThreadAllocatedBytes();
        run(even, odd, payload, buffer, PACKETS);
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(sink.sent - sentBefore).isEqualTo(PACKETS);
        assertThat(bytes).as("bytes for %d packets", PACKETS).isLessThan(PACKETS);
    }

    private void run(byte[] even, byte[] odd, int payload, byte[] buffer, int count) {
        long now = node.now;
        for (int i = 0; i < count; i++) {
            byte[] packet = (i & 1) == 0 ? even : odd;
            System.arraycopy(packet, 0, buffer, 0, packet.length);
            for (int at = payload; at < payload + 8; at++) {
                buffer[at] = (byte) random.nextInt();
            }
            now += 1000;
            node.router.onPacket(now, 0, IN, buffer, 0, packet.length, sink);
            if (node.router.nextDeadline() <= now) {
                node.router.onDeadline(now, 0, sink);
            }
        }
        node.now = now;
    }
}
