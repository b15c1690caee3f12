package weft.lxmf.endpoint;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import weft.lxmf.Vectors;
import weft.lxmf.delivery.DeliverySettings;
import weft.reticulum.Address;
import weft.reticulum.hosting.InterfaceRef;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.link.LinkRequest;
import weft.reticulum.link.Signalling;
import weft.reticulum.packet.Packet;
import weft.reticulum.packet.PacketType;

/**
 * Two members on a bus and a medium that lose and repeat, in virtual time. It plays the Router: hands packets over, remembers
 * the last announce of each member as the path to it, and says what became of what was sent.
 */
final class DeliveryMesh {

    static final long MILLI = 1_000_000L;
    static final long SECOND = 1_000_000_000L;
    static final long UNIX = 1_700_000_000L;
    private static final int MAX_EVENTS = 3_000_000;

    final MeshMember alice;
    final MeshMember bob;
    long now;
    double loss;
    double duplication;
    int mtu = 500;
    int packets;

    private final PriorityQueue<Due> queue =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
    private final SplittableRandom dice;
    private long order;

    private record Due(long at, long order, Runnable action) {}

    DeliveryMesh(long seed) {
        this(seed, DeliverySettings.DEFAULT, DeliverySettings.DEFAULT);
    }

    DeliveryMesh(long seed, DeliverySettings forAlice, DeliverySettings forBob) {
        dice = new SplittableRandom(seed);
        alice = new MeshMember(this, "alice", forAlice, seed * 31 + 1);
        bob = new MeshMember(this, "bob", forBob, seed * 31 + 2);
    }

    /** Both have announced and heard each other. */
    DeliveryMesh acquainted() {
        alice.announce();
        bob.announce();
        run(SECOND);
        return this;
    }

    MeshMember other(MeshMember member) {
        return member == alice ? bob : alice;
    }

    long unixSeconds() {
        return UNIX + now / SECOND;
    }

    void at(long time, Runnable action) {
        queue.add(new Due(time, order++, action));
    }

    void run(long duration) {
        runUntil(() -> false, duration);
    }

    /** Lets time pass until the condition holds; false when it does not within {@code limit}. */
    boolean runUntil(BooleanSupplier condition, long limit) {
        long end = now + limit;
        for (int events = 0; events < MAX_EVENTS; events++) {
            if (condition.getAsBoolean()) {
                return true;
            }
            long next = Math.min(alice.nextDeadline(), bob.nextDeadline());
            next = Math.min(
                    next, queue.isEmpty() ? Long.MAX_VALUE : queue.peek().at());
            if (next > end) {
                now = end;
                return false;
            }
            now = Math.max(now, next);
            if (!queue.isEmpty() && queue.peek().at() <= now) {
                queue.remove().action().run();
            } else {
                alice.wake();
                bob.wake();
            }
        }
        throw new AssertionError("more than " + MAX_EVENTS + " events");
    }

    /** A record for the Router. */
    void carry(MeshMember from, ToRouter record) {
        switch (record) {
            case ToRouter.Outbound outbound -> outbound(from, outbound);
            case ToRouter.PathWanted wanted -> at(now + 10 * MILLI, () -> answerPath(from, wanted.destination()));
            case ToRouter.Host host -> {}
            case ToRouter.Withdraw withdraw -> {}
        }
    }

    private void answerPath(MeshMember asker, Address destination) {
        MeshMember wanted = other(asker);
        if (wanted.address().equals(destination)) {
            wanted.lastAnnounce.ifPresent(announce ->
                    asker.receive(new ToEndpoint.PathKnown(asker.address(), destination, 1, announce, 6 * SECOND)));
        }
    }

    private void outbound(MeshMember from, ToRouter.Outbound outbound) {
        packets++;
        Packet packet = Vectors.valueOf(Packet.decode(outbound.raw()));
        MeshMember to = other(from);
        if (packet.type() == PacketType.LINK_REQUEST && to.lastAnnounce.isEmpty()) {
            at(now, () -> from.receive(new ToEndpoint.NoPath(from.address(), outbound.ref())));
            return;
        }
        int hops = to.lastAnnounce.isEmpty() ? 128 : 1;
        at(
                now,
                () -> from.receive(new ToEndpoint.Sent(
                        from.address(),
                        outbound.ref(),
                        packet.hash(),
                        hops,
                        Optional.of(from.interfaceRef()),
                        6 * SECOND,
                        1_000_000)));
        if (packet.type() == PacketType.ANNOUNCE) {
            from.lastAnnounce = Optional.of(outbound.raw());
            at(now + 20 * MILLI, () -> to.hear(outbound.raw()));
            return;
        }
        int copies = (dice.nextDouble() < loss ? 0 : 1) + (dice.nextDouble() < duplication ? 1 : 0);
        for (int copy = 0; copy < copies; copy++) {
            byte[] raw = clamped(packet);
            at(now + (20 + 7 * copy) * MILLI, () -> deliver(to, raw));
        }
    }

    private void deliver(MeshMember to, byte[] raw) {
        to.receive(new ToEndpoint.Inbound(to.address(), to.interfaceRef(), 1, Optional.empty(), mtu, raw));
    }

    private byte[] clamped(Packet packet) {
        if (packet.type() != PacketType.LINK_REQUEST) {
            return packet.encode();
        }
        LinkRequest request = Vectors.valueOf(LinkRequest.decode(packet));
        int least = Math.min(mtu, request.signalling().orElseThrow().mtu());
        return new LinkRequest(
                        request.encryptionKey(),
                        request.signingKey(),
                        Optional.of(new Signalling(Signalling.AES_256, least)))
                .packet(packet.destination())
                .encode();
    }

    /** A place in the mesh for a member. */
    static InterfaceRef interfaceRef(int number) {
        return new InterfaceRef(new Address(0, number), 1, number);
    }

    /** Everything that the members found wrong, for the end of a test. */
    List<String> complaints() {
        List<String> all = new ArrayList<>(alice.complaints);
        all.addAll(bob.complaints);
        return all;
    }
}
