package weft.reticulum.packet;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.security.MessageDigest;
import java.util.Random;
import org.junit.jupiter.api.Test;
import weft.reticulum.Address;
import weft.reticulum.crypto.Hashes;

class PacketViewAllocationTest {

    private static final int PACKETS = 200_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final PacketView view = new PacketView();
    private final MessageDigest sha256 = Hashes.newDigest();
    private final byte[] hash = new byte[32];
    private final Address self = new Address(1, 2);
    private final Address next = new Address(3, 4);

    @Test
    void forwardingAPacketAllocatesNothing() {
        byte[] original = new byte[PacketView.HEADROOM + 200];
        new Random(1).nextBytes(original);
        original[PacketView.HEADROOM] = 0x50;
        original[PacketView.HEADROOM + 1] = 3;
        self.write(original, PacketView.HEADROOM + 2);
        byte[] buffer = original.clone();
        forward(original, buffer);
        long before = threads.getCurrentThreadAllocatedBytes();
        forward(original, buffer);
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(bytes).as("bytes for %d packets", PACKETS).isLessThan(PACKETS);
    }

    private void forward(byte[] original, byte[] buffer) {
        for (int i = 0; i < PACKETS; i++) {
            System.arraycopy(original, 0, buffer, 0, original.length);
            if (view.wrap(buffer, PacketView.HEADROOM, 200).isPresent() || !view.isFor(self) || view.isTo(next)) {
                throw new AssertionError();
            }
            view.hashInto(sha256, hash);
            view.setHops(view.hops() + 1);
            if ((i & 1) == 0) {
                view.replaceTransportId(next);
            } else {
                view.removeTransportId();
                view.insertTransportId(next);
            }
        }
    }
}
