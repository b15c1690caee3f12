package weft.reticulum.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.Digest;
import weft.reticulum.hosting.InterfaceRef;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.packet.Context;
import weft.reticulum.packet.DestinationType;
import weft.reticulum.packet.Packet;
import weft.reticulum.packet.PacketType;
import weft.reticulum.path.PathRequest;
import weft.reticulum.path.PathTag;
import weft.reticulum.path.TunnelSynthesis;
import weft.reticulum.router.interfaces.InterfaceMode;
import weft.reticulum.router.interfaces.InterfaceProperties;
import weft.reticulum.router.interfaces.InterfaceSnapshot;
import weft.reticulum.router.interfaces.ReceivedPacket;
import weft.reticulum.router.interfaces.RouterInterface;
import weft.reticulum.router.table.Bound;

/** Whatever comes, in whatever order: a Router does not throw, keeps its bounds, and does not make loops. */
class RouterPropertiesTest {

    private static final int ROOM = 8;
    private static final int INTERFACES = 4;
    private static final Digest TUNNEL = Digest.of(new byte[Digest.LENGTH]);

    @Property(tries = 150)
    void survivesEverything(@ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int steps) {
        Run run = new Run(seed);
        for (int step = 0; step < steps; step++) {
            run.step();
            run.check();
        }
        run.node.advance(3600);
        run.check();
        for (InterfaceSnapshot each : run.node.router.interfaces()) {
            run.node.down(each.interfaceId());
        }
        assertThat(run.node.outcomes).as("one outcome for each packet").isEqualTo(run.outbound);
    }

    /** Interfaces come and go at any moment, all of them too. */
    @Property(tries = 100)
    void nothingIsKeptOfAnInterfaceThatIsGone(@ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int steps) {
        Run run = new Run(seed);
        for (int step = 0; step < steps; step++) {
            run.stepOrInterface();
            run.check();
        }
        for (InterfaceSnapshot each : run.node.router.interfaces()) {
            run.node.down(each.interfaceId());
        }
        run.checkNothingIsKept();
        assertThat(run.node.outcomes).as("one outcome for each packet").isEqualTo(run.outbound);
    }

    @Example
    void aRunCanBeRepeatedToTheByte() {
        assertThat(new Run(42).trace(2000)).isEqualTo(new Run(42).trace(2000));
    }

    /** One Router among strangers who do anything. */
    private static final class Run {

        private final SplittableRandom random;
        private final TestRouter node;
        private final boolean small;
        private final List<byte[]> heard = new ArrayList<>();
        private final Set<Digest> forwarded = new HashSet<>();
        private final List<MeshPackets.Stranger> strangers = new ArrayList<>();
        private long outbound;
        private int nextInterface = INTERFACES + 1;

        private Run(long seed) {
            random = new SplittableRandom(seed);
            RouterConfig config = random.nextInt(4) == 0
                    ? RouterConfig.endNode(TestRouter.identity(7), 1)
                    : RouterConfig.transportNode(TestRouter.identity(7), 1).withProbes(random.nextBoolean());
            small = random.nextBoolean();
            if (small) {
                for (Bound bound : Bound.values()) {
                    config = config.with(bound, bound == Bound.EGRESS_BYTES ? 4000 : ROOM);
                }
            }
            node = new TestRouter(config, seed);
            for (int i = 0; i < 12; i++) {
                strangers.add(STRANGERS.get(i));
            }
            for (int i = 1; i <= INTERFACES; i++) {
                node.up(i, properties());
            }
        }

        private static final List<MeshPackets.Stranger> STRANGERS = strangers();

        private static List<MeshPackets.Stranger> strangers() {
            List<MeshPackets.Stranger> all = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                all.add(new MeshPackets.Stranger(i));
            }
            return all;
        }

        private InterfaceProperties properties() {
            InterfaceMode[] modes = InterfaceMode.values();
            return InterfaceProperties.builder(random.nextBoolean() ? 10_000_000 : 1200)
                    .mode(modes[random.nextInt(modes.length)])
                    .outgoing(random.nextInt(8) != 0)
                    .build();
        }

        private List<String> trace(int steps) {
            for (int i = 0; i < steps; i++) {
                step();
            }
            return node.sent.stream().map(frame -> frame.at() + frame.hex()).toList();
        }

        private void step() {
            switch (random.nextInt(16)) {
                case 0 -> node.advance(random.nextDouble() * 3);
                case 1 -> node.advance(random.nextInt(10) == 0 ? 1000 : 0.1);
                case 2 -> changeInterface();
                case 3 -> node.handle(new RouterInput.InterfaceWritable(iface(), random.nextInt(3000)));
                case 4 -> host();
                case 5, 6 -> send();
                case 7 ->
                    node.endpoint(new ToRouter.PathWanted(
                            stranger().address(), stranger().address()));
                case 8 -> node.busTakes = random.nextInt(4) != 0;
                default -> receive();
            }
        }

        private void changeInterface() {
            int id = iface();
            if (random.nextBoolean()) {
                node.handle(new RouterInput.InterfaceOffline(id));
                if (node.router.interfaces().stream().anyMatch(each -> each.interfaceId() == id)) {
                    node.handle(new RouterInput.InterfaceUp(id, properties()));
                }
            } else {
                node.down(id);
                node.up(nextInterface++, properties());
            }
        }

        /** Up to eight interfaces, or none; and now and then a signature is not checked before its interface is gone. */
        private void stepOrInterface() {
            int there = node.router.interfaces().size();
            switch (random.nextInt(8)) {
                case 0 -> {
                    if (there < 2 * INTERFACES) {
                        node.up(
                                nextInterface++,
                                properties().but().tunnel(TUNNEL).build());
                    }
                }
                case 1 -> {
                    if (there > 0) {
                        node.down(iface());
                        checkNothingIsKept();
                    }
                }
                case 2 -> node.checksAtOnce = random.nextBoolean();
                default -> {
                    if (there > 0) {
                        step();
                    }
                }
            }
        }

        /** Checks that are out for work know where their packet came from until they are answered. */
        private void checkNothingIsKept() {
            boolean atOnce = node.checksAtOnce;
            node.checksAtOnce = true;
            node.handle(new RouterInput.InterfaceDown(Integer.MAX_VALUE));
            node.checksAtOnce = atOnce;
            assertThat(Reached.from(node.router, RouterInterface.class, ReceivedPacket.class))
                    .extracting(RouterInterface::id)
                    .containsExactlyInAnyOrderElementsOf(node.router.interfaces().stream()
                            .map(InterfaceSnapshot::interfaceId)
                            .toList());
        }

        private void host() {
            Address owner = stranger().address();
            node.endpoint(
                    random.nextInt(4) == 0
                            ? new ToRouter.Withdraw(owner, random.nextInt(3))
                            : new ToRouter.Host(owner, random.nextInt(3)));
        }

        private void send() {
            if (random.nextInt(8) == 0) {
                sendElsewhere();
                return;
            }
            outbound++;
            byte[] raw = random.nextInt(6) == 0 ? garbage() : originated();
            Optional<InterfaceRef> on =
                    random.nextBoolean() ? Optional.empty() : Optional.of(node.interfaceRef(random.nextInt(6)));
            node.endpoint(new ToRouter.Outbound(stranger().address(), outbound, on, raw));
        }

        /** Bound to another Router: no outcome comes of it. */
        private void sendElsewhere() {
            Address other = stranger().address();
            byte[] raw = random.nextInt(6) == 0 ? garbage() : originated();
            Optional<InterfaceRef> on = random.nextBoolean()
                    ? Optional.empty()
                    : Optional.of(new InterfaceRef(other, 1, random.nextInt(6)));
            node.endpoint(new ToRouter.Outbound(stranger().address(), -1, on, Optional.of(other), raw));
        }

        private byte[] originated() {
            MeshPackets.Stranger to = stranger();
            return switch (random.nextInt(4)) {
                case 0 -> MeshPackets.data(to.address(), "out " + random.nextLong());
                case 1 -> MeshPackets.linkRequest(to.address(), random.nextInt(50), 500 + random.nextInt(60_000));
                case 2 -> to.announce(random.nextInt(50));
                default -> MeshPackets.linkData(link(), "data " + random.nextLong());
            };
        }

        private void receive() {
            byte[] packet = received();
            if (random.nextInt(8) == 0 && packet.length > 0) {
                packet = packet.clone();
                packet[random.nextInt(packet.length)] ^= (byte) (1 << random.nextInt(8));
            }
            if (random.nextInt(16) == 0) {
                packet = Arrays.copyOf(packet, random.nextInt(packet.length + 4));
            }
            heard.add(packet);
            int before = node.sent.size();
            node.receive(iface(), packet);
            for (TestRouter.Frame frame : node.sent.subList(before, node.sent.size())) {
                checkForwarded(packet, frame.packet());
            }
        }

        /** What leaves with the hash of what came in has one hop more, and leaves once. */
        private void checkForwarded(byte[] in, byte[] out) {
            if (!(Packet.decode(in) instanceof Decoded.Value<Packet>(Packet came))
                    || !(Packet.decode(out) instanceof Decoded.Value<Packet>(Packet left))
                    || came.type() == PacketType.ANNOUNCE
                    || left.type() == PacketType.ANNOUNCE
                    || !came.hash().equals(left.hash())
                    || came.destinationType() == DestinationType.PLAIN) {
                return;
            }
            assertThat(left.hops()).isEqualTo(came.hops() + 1);
            // A tiny duplicate filter forgets.
            if (!small && came.context() == Context.NONE) {
                assertThat(forwarded.add(came.hash())).as("forwarded once").isTrue();
            }
        }

        private byte[] received() {
            MeshPackets.Stranger from = stranger();
            return switch (random.nextInt(11)) {
                case 0 -> garbage();
                case 1 -> from.announce(random.nextInt(100));
                case 2 -> from.announce(random.nextInt(100), random.nextInt(128), MeshPackets.node(random.nextInt(3)));
                case 3 ->
                    MeshPackets.inTransport(MeshPackets.data(from.address(), "d" + random.nextInt(30)), hops(), via());
                case 4 ->
                    MeshPackets.inTransport(
                            MeshPackets.linkRequest(from.address(), random.nextInt(50), random.nextInt(70_000)),
                            hops(),
                            via());
                case 5 -> MeshPackets.withHops(MeshPackets.linkProof(link(), from.identity(), 500), hops());
                case 6 -> MeshPackets.withHops(MeshPackets.linkData(link(), "l" + random.nextInt(100)), hops());
                case 7 ->
                    new PathRequest(from.address(), Optional.empty(), PathTag.of(new byte[] {(byte) random.nextInt(100)
                            }))
                            .packet()
                            .encode();
                case 8 -> MeshPackets.data(from.address(), "h" + random.nextInt(30));
                case 9 ->
                    TunnelSynthesis.build(from.identity(), TUNNEL, new byte[TunnelSynthesis.RANDOM_LENGTH])
                            .encode();
                default -> heard.isEmpty() ? garbage() : heard.get(random.nextInt(heard.size()));
            };
        }

        private int hops() {
            return random.nextInt(3) == 0 ? random.nextInt(128) : 0;
        }

        private Address via() {
            return random.nextInt(5) == 0 ? MeshPackets.node(1) : node.id();
        }

        private Address link() {
            return MeshPackets.linkId(MeshPackets.linkRequest(stranger().address(), random.nextInt(50), 500));
        }

        private byte[] garbage() {
            byte[] bytes = new byte[random.nextInt(600)];
            random.nextBytes(bytes);
            return bytes;
        }

        private MeshPackets.Stranger stranger() {
            return strangers.get(random.nextInt(strangers.size()));
        }

        private int iface() {
            List<InterfaceSnapshot> all = node.router.interfaces();
            return all.get(random.nextInt(all.size())).interfaceId();
        }

        private void check() {
            node.router.sizes().forEach((bound, size) -> {
                int limit =
                        switch (bound) {
                            case DUPLICATES, REQUEST_TAGS ->
                                2 * node.router.config().bound(bound);
                            default -> node.router.config().bound(bound);
                        };
                assertThat(size).as(bound.name()).isLessThanOrEqualTo(limit);
            });
            node.told.clear();
            node.sent.clear();
            node.emitted.clear();
        }
    }
}
