package weft.benchmarks;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import weft.interop.WeftNode;
import weft.interop.peers.FreePorts;
import weft.interop.peers.PeerConfig;
import weft.interop.peers.ReferencePeer;
import weft.reticulum.Address;
import weft.reticulum.packet.Packet;

/**
 * Packets per second that a transport node takes from one TCP interface and gives to another, each way through its path table.
 * At most {@value #UNDER_WAY} are under way, so that nothing is measured that the node throws away.
 */
final class Forwarding {

    private static final int UNDER_WAY = 512;
    private static final int AT_ONCE = 32;
    private static final int PAYLOAD = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path directory;
    private final Duration warmUp;
    private final Duration measured;
    private final List<String> remarks = new ArrayList<>();

    Forwarding(Path directory, Duration warmUp, Duration measured) {
        this.directory = directory;
        this.warmUp = warmUp;
        this.measured = measured;
    }

    Figure measure(int rounds) {
        List<Double> weft = new ArrayList<>();
        List<Double> reference = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            weft.add(ofWeft(round));
            reference.add(ofReference(round));
        }
        remarks.add("Packets of " + (Packet.HEADER_2 + PAYLOAD) + " bytes for a destination one hop behind the node; "
                + measured.toSeconds() + " s after " + warmUp.toSeconds() + " s of warming up; at most " + UNDER_WAY
                + " packets under way. The device that sends and counts shares the machine's cores with the node.");
        return new Figure(
                "Packets forwarded",
                "per second",
                Figure.Target.timesTheReference(3),
                weft,
                reference,
                List.copyOf(remarks));
    }

    private double ofWeft(int round) {
        int port = FreePorts.next();
        try (WeftNode _ = WeftNode.in(directory.resolve("forwarding-" + round))
                .listening(port)
                .start()) {
            return through(port, "Weft, round " + (round + 1));
        }
    }

    private double ofReference(int round) {
        int port = FreePorts.next();
        try (ReferencePeer _ = ReferencePeer.start(PeerConfig.in(directory.resolve("reference-hub-" + round))
                .forwarding()
                .listening(port))) {
            return through(port, "reference, round " + (round + 1));
        }
    }

    private double through(int port, String whose) {
        MeasuredDestination recipient = MeasuredDestination.unheardOf();
        CompletableFuture<Address> hub = new CompletableFuture<>();
        AtomicLong arrived = new AtomicLong();
        try (HubLine sender = new HubLine(
                        port, packet -> recipient.transportId(packet).ifPresent(hub::complete));
                HubLine receiver = new HubLine(port, packet -> {
                    if (recipient.isPacket(packet, PAYLOAD)) {
                        arrived.incrementAndGet();
                    }
                })) {
            receiver.send(recipient.announce());
            Address through =
                    hub.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
            Pump pump = new Pump(sender, through, recipient, arrived);
            pump.run(warmUp);
            long before = arrived.get();
            long begun = System.nanoTime();
            pump.run(measured);
            double rate = (arrived.get() - before) * 1e9 / (System.nanoTime() - begun);
            if (pump.lost > 0) {
                remarks.add(whose + ": " + pump.lost + " of " + pump.sent + " packets did not arrive.");
            }
            return rate;
        }
    }

    /** Keeps the node busy. */
    private static final class Pump {
        private final HubLine line;
        private final Address hub;
        private final MeasuredDestination recipient;
        private final AtomicLong arrived;
        private final byte[] noise = new byte[PAYLOAD];
        private long sent;
        private long lost;

        Pump(HubLine line, Address hub, MeasuredDestination recipient, AtomicLong arrived) {
            this.line = line;
            this.hub = hub;
            this.recipient = recipient;
            this.arrived = arrived;
            new SecureRandom().nextBytes(noise);
        }

        void run(Duration time) {
            long end = System.nanoTime() + time.toNanos();
            long progress = System.nanoTime();
            long seen = arrived.get();
            while (System.nanoTime() < end) {
                if (sent - lost - arrived.get() <= UNDER_WAY - AT_ONCE) {
                    line.send(next());
                } else {
                    LockSupport.parkNanos(20_000);
                }
                if (arrived.get() != seen) {
                    seen = arrived.get();
                    progress = System.nanoTime();
                } else if (System.nanoTime() - progress > 1_000_000_000L) {
                    // What has not come for a second will not come: it makes room for others.
                    lost = sent - arrived.get();
                    progress = System.nanoTime();
                }
            }
        }

        private byte[][] next() {
            byte[][] packets = new byte[AT_ONCE][];
            for (int i = 0; i < AT_ONCE; i++) {
                byte[] data = noise.clone();
                ByteBuffer.wrap(data).putLong(sent++);
                packets[i] = recipient.packet(hub, data);
            }
            return packets;
        }
    }
}
