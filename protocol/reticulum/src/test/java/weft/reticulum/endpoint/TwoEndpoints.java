package weft.reticulum.endpoint;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.Entropy;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.hosting.InterfaceRef;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.link.LinkRequest;
import weft.reticulum.link.Signalling;
import weft.reticulum.packet.Packet;
import weft.reticulum.packet.PacketType;

/**
 * Two Endpoints on a bus and a medium that lose, repeat and reorder, in virtual time. Everything follows from the seed; {@link
 * #trace} is the same for two runs with the same one.
 */
final class TwoEndpoints {

    static final long MILLI = 1_000_000L;
    static final long SECOND = 1_000_000_000L;
    private static final int MAX_EVENTS = 3_000_000;

    final TestHost alice;
    final TestHost bob;
    final Medium medium;
    long now;
    long trace = 17;
    int packets;

    /** Which packets never arrive, besides those that the medium loses. */
    Predicate<Packet> swallowed = packet -> false;

    /** Records that never reach the Router; nothing comes back. */
    Predicate<ToRouter.Outbound> lostOnTheBus = _ -> false;

    /** What the Router says instead of Sent; then the packet does not leave. */
    Function<ToRouter.Outbound, Optional<ToEndpoint>> refusal = outbound -> Optional.empty();

    /** Sees every packet that arrives somewhere. */
    Consumer<byte[]> watcher = raw -> {};

    private final PriorityQueue<Due> queue =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
    private final SplittableRandom dice;
    private long order;

    private record Due(long at, long order, Runnable action) {}

    /**
     * What lies between the two.
     *
     * @param loss probability that a packet does not arrive
     * @param duplication probability that it arrives twice
     * @param latency one way, in nanoseconds
     * @param jitter added to the latency, evenly distributed; packets overtake each other
     * @param mtu largest packet on a link
     */
    record Medium(double loss, double duplication, long latency, long jitter, int mtu) {

        static final Medium PERFECT = new Medium(0, 0, 20 * MILLI, 0, 500);

        Medium withLoss(double probability) {
            return new Medium(probability, duplication, latency, jitter, mtu);
        }

        Medium withDuplication(double probability) {
            return new Medium(loss, probability, latency, jitter, mtu);
        }

        Medium withJitter(long nanos) {
            return new Medium(loss, duplication, latency, nanos, mtu);
        }

        Medium withMtu(int bytes) {
            return new Medium(loss, duplication, latency, jitter, bytes);
        }
    }

    TwoEndpoints(long seed, Medium medium, EndpointOptions options) {
        this(seed, medium, options, options);
    }

    TwoEndpoints(long seed, Medium medium, EndpointOptions forAlice, EndpointOptions forBob) {
        this.medium = medium;
        this.dice = new SplittableRandom(seed);
        this.alice = host(seed * 31 + 1, forAlice, 1);
        this.bob = host(seed * 31 + 2, forBob, 2);
    }

    private TestHost host(long seed, EndpointOptions options, int interfaceId) {
        SplittableRandom secrets = new SplittableRandom(seed);
        Entropy entropy = secrets::nextBytes;
        PrivateIdentity identity = PrivateIdentity.generate(entropy);
        Endpoint endpoint = new Endpoint(
                identity,
                DestinationName.LXMF_DELIVERY,
                RetainedRatchets.NONE,
                options,
                entropy,
                new SplittableRandom(seed + 7));
        InterfaceRef interfaceRef = new InterfaceRef(new Address(0, interfaceId), 1, interfaceId);
        return new TestHost(endpoint, identity.identity(), interfaceRef, this);
    }

    TestHost other(TestHost host) {
        return host == alice ? bob : alice;
    }

    /** Lets time pass until the condition holds; false when it does not within {@code limit}, or nothing is left to happen. */
    boolean runUntil(BooleanSupplier condition, long limit) {
        long end = now + limit;
        for (int events = 0; events < MAX_EVENTS; events++) {
            if (condition.getAsBoolean()) {
                return true;
            }
            long wake = Math.min(alice.nextDeadline(), bob.nextDeadline());
            long next = Math.min(
                    wake, queue.isEmpty() ? Long.MAX_VALUE : queue.peek().at());
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

    void run(long duration) {
        runUntil(() -> false, duration);
    }

    void at(long time, Runnable action) {
        queue.add(new Due(time, order++, action));
    }

    /** A record of one endpoint's: what its Router would do. */
    void carry(TestHost from, ToRouter record) {
        if (!(record instanceof ToRouter.Outbound outbound)) {
            return;
        }
        if (lostOnTheBus.test(outbound)) {
            return;
        }
        Optional<ToEndpoint> refused = refusal.apply(outbound);
        if (refused.isPresent()) {
            at(now, () -> from.receive(refused.get()));
            return;
        }
        packets++;
        trace = trace * 31 + Arrays.hashCode(outbound.raw()) + now;
        Packet packet = decode(outbound.raw());
        at(
                now,
                () -> from.receive(new ToEndpoint.Sent(
                        from.endpoint.destination(),
                        outbound.ref(),
                        packet.hash(),
                        1,
                        Optional.of(from.interfaceRef),
                        6 * SECOND,
                        1_000_000)));
        int copies = (dice.nextDouble() < medium.loss() ? 0 : 1) + (dice.nextDouble() < medium.duplication() ? 1 : 0);
        for (int i = 0; i < copies && !swallowed.test(packet); i++) {
            long jitter = medium.jitter() == 0 ? 0 : dice.nextLong(medium.jitter());
            deliver(other(from), clamped(packet), now + medium.latency() + jitter);
        }
    }

    /** Puts raw bytes before an endpoint, as if they had come over the medium. */
    void deliver(TestHost to, byte[] raw, long time) {
        watcher.accept(raw);
        at(
                time,
                () -> to.receive(new ToEndpoint.Inbound(
                        to.endpoint.destination(), to.interfaceRef, 1, Optional.empty(), medium.mtu(), raw)));
    }

    private byte[] clamped(Packet packet) {
        if (packet.type() == PacketType.LINK_REQUEST
                && LinkRequest.decode(packet) instanceof Decoded.Value<LinkRequest>(LinkRequest request)) {
            int mtu = Math.min(medium.mtu(), request.signalling().orElseThrow().mtu());
            Signalling signalling = new Signalling(Signalling.AES_256, mtu);
            return new LinkRequest(request.encryptionKey(), request.signingKey(), Optional.of(signalling))
                    .packet(packet.destination())
                    .encode();
        }
        if (packet.length() > medium.mtu()) {
            throw new AssertionError("a packet of " + packet.length() + " bytes on a medium of " + medium.mtu());
        }
        return packet.encode();
    }

    private static Packet decode(byte[] raw) {
        if (Packet.decode(raw) instanceof Decoded.Value<Packet>(Packet packet)) {
            return packet;
        }
        throw new AssertionError("an endpoint sent what nobody can read");
    }
}
