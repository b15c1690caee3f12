package weft.reticulum.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import weft.reticulum.Address;
import weft.reticulum.Vectors;
import weft.reticulum.endpoint.EndpointLimits;
import weft.reticulum.hosting.InterfaceRef;
import weft.reticulum.hosting.Signal;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.packet.Context;
import weft.reticulum.packet.DestinationType;
import weft.reticulum.packet.Packet;
import weft.reticulum.packet.PacketType;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.interfaces.InterfaceProperties;
import weft.reticulum.router.interfaces.InterfaceRefs;
import weft.reticulum.router.table.Bound;

/** What a Router does for Endpoints: packets in, packets out, one outcome for each. */
class HostingTest {

    private static final Address OWNER = new MeshPackets.Stranger(1).address();
    private static final MeshPackets.Stranger PEER = new MeshPackets.Stranger(2);

    private final TestRouter node = TestRouter.endNode();

    @Test
    void deliversPacketsWithTheHopsCounted() {
        node.up(1, InterfaceProperties.automatic(10_000_000));
        node.host(OWNER);
        byte[] packet = MeshPackets.withHops(MeshPackets.data(OWNER, "hello"), 3);
        node.router.onPacket(0, 0, 1, packet.clone(), 0, packet.length, Optional.of(new Signal(-90, 5)), node);
        assertThat(node.takeTold(ToEndpoint.Inbound.class)).singleElement().satisfies(in -> {
            assertThat(in.owner()).isEqualTo(OWNER);
            assertThat(in.hops()).isEqualTo(4);
            assertThat(in.from()).isEqualTo(node.interfaceRef(1));
            assertThat(in.linkMtu()).isEqualTo(16_384);
            assertThat(in.signal()).contains(new Signal(-90, 5));
            assertThat(in.raw()).isEqualTo(packet);
        });
    }

    @Test
    void deliversAPacketOnce() {
        node.up(1);
        node.up(2);
        node.host(OWNER);
        node.receive(1, MeshPackets.data(OWNER, "hello"));
        node.receive(2, MeshPackets.data(OWNER, "hello"));
        assertThat(node.takeTold(ToEndpoint.Inbound.class)).hasSize(1);
        assertThat(node.drops(2, DropReason.DUPLICATE)).isEqualTo(1);
    }

    @Test
    void whatTheBusDidNotTakeMayComeAgain() {
        node.up(1);
        node.host(OWNER);
        node.busTakes = false;
        node.receive(1, MeshPackets.data(OWNER, "hello"));
        assertThat(node.drops(1, DropReason.BUS_FULL)).isEqualTo(1);
        node.busTakes = true;
        node.receive(1, MeshPackets.data(OWNER, "hello"));
        assertThat(node.takeTold(ToEndpoint.Inbound.class)).hasSize(1);
    }

    @Test
    void takesNothingForStrangers() {
        node.up(1);
        node.receive(1, MeshPackets.data(OWNER, "hello"));
        node.receive(1, MeshPackets.linkData(new Address(1, 1), "x"));
        node.receive(1, MeshPackets.inTransport(MeshPackets.data(OWNER, "hi"), 1, node.id()));
        assertThat(node.told).isEmpty();
        assertThat(node.sent).isEmpty();
        assertThat(node.drops(1, DropReason.NOT_FOR_US)).isEqualTo(3);
    }

    @Test
    void forgetsWhoIsNotRepeated() {
        node.up(1);
        node.host(OWNER);
        node.advance(60);
        node.host(OWNER);
        node.advance(60);
        node.receive(1, MeshPackets.data(OWNER, "a"));
        assertThat(node.takeTold(ToEndpoint.Inbound.class)).hasSize(1);
        node.advance(40);
        node.receive(1, MeshPackets.data(OWNER, "b"));
        assertThat(node.takeTold(ToEndpoint.Inbound.class)).isEmpty();
        assertThat(node.size(Bound.HOSTED)).isZero();
    }

    @Test
    void ignoresOlderEpochs() {
        node.endpoint(new ToRouter.Host(OWNER, 5));
        node.endpoint(new ToRouter.Withdraw(OWNER, 4));
        assertThat(node.size(Bound.HOSTED)).isEqualTo(1);
        node.advance(60);
        node.endpoint(new ToRouter.Host(OWNER, 4));
        node.advance(60);
        assertThat(node.size(Bound.HOSTED)).isZero();
        node.endpoint(new ToRouter.Host(OWNER, 6));
        node.endpoint(new ToRouter.Withdraw(OWNER, 6));
        assertThat(node.size(Bound.HOSTED)).isZero();
    }

    @Test
    void sendsToANeighbourAsItIs() {
        node.up(1);
        node.up(2);
        node.receive(2, PEER.announce(1));
        byte[] packet = MeshPackets.data(PEER.address(), "hello");
        send(1, Optional.empty(), packet);
        assertThat(node.takeSent(1)).isEmpty();
        assertThat(node.takeSent(2)).containsExactly(packet);
        assertThat(node.takeTold(ToEndpoint.Sent.class)).singleElement().satisfies(sent -> {
            assertThat(sent.ref()).isEqualTo(1);
            assertThat(sent.packetHash())
                    .isEqualTo(Vectors.valueOf(Packet.decode(packet)).hash());
            assertThat(sent.hops()).isEqualTo(1);
            assertThat(sent.on()).contains(node.interfaceRef(2));
            assertThat(sent.firstHopTimeoutNanos()).isEqualTo(6_000_400_000L);
            assertThat(sent.slowestBitrate()).isEqualTo(10_000_000);
        });
    }

    @Test
    void sendsFurtherThroughTheNextHop() {
        node.up(1);
        node.receive(1, PEER.announce(1, 4, MeshPackets.node(1)));
        byte[] packet = MeshPackets.data(PEER.address(), "hello");
        send(1, Optional.empty(), packet);
        assertThat(node.takeSent(1)).containsExactly(MeshPackets.inTransport(packet, 0, MeshPackets.node(1)));
        assertThat(node.takeTold(ToEndpoint.Sent.class)).singleElement().satisfies(sent -> assertThat(sent.hops())
                .isEqualTo(5));
    }

    @Test
    void withoutAPathAsksEverybodyOnce() {
        node.up(1);
        node.up(2, InterfaceProperties.automatic(1200));
        node.up(3, InterfaceProperties.builder(10_000_000).outgoing(false).build());
        byte[] packet = MeshPackets.data(PEER.address(), "hello");
        send(1, Optional.empty(), packet);
        assertThat(node.takeSent(1)).containsExactly(packet);
        assertThat(node.takeSent(2)).containsExactly(packet);
        assertThat(node.takeSent(3)).isEmpty();
        assertThat(node.takeTold(ToEndpoint.Sent.class)).singleElement().satisfies(sent -> {
            assertThat(sent.hops()).isEqualTo(128);
            assertThat(sent.on()).isEmpty();
            assertThat(sent.slowestBitrate()).isEqualTo(1200);
        });
        // It comes back as an echo and is known.
        node.receive(2, packet);
        assertThat(node.drops(2, DropReason.DUPLICATE)).isEqualTo(1);
    }

    @Test
    void linkRequestsNeedAPath() {
        node.up(1);
        send(7, Optional.empty(), MeshPackets.linkRequest(PEER.address(), 1, 500));
        assertThat(node.told).containsExactly(new ToEndpoint.NoPath(OWNER, 7));
        assertThat(node.sent).isEmpty();
    }

    @Test
    void saysWhenThereIsNoWayOut() {
        send(1, Optional.empty(), MeshPackets.data(PEER.address(), "x"));
        send(2, Optional.of(node.interfaceRef(1)), MeshPackets.data(PEER.address(), "x"));
        send(3, Optional.empty(), MeshPackets.linkData(new Address(8, 8), "x"));
        send(4, Optional.empty(), new byte[] {1, 2, 3});
        send(5, Optional.empty(), MeshPackets.withHops(MeshPackets.data(PEER.address(), "x"), 1));
        node.up(1);
        send(6, Optional.of(new InterfaceRef(node.id(), 99, 1)), MeshPackets.data(PEER.address(), "x"));
        node.down(1);
        send(7, Optional.of(node.interfaceRef(1)), MeshPackets.data(PEER.address(), "x"));
        assertThat(node.told)
                .containsExactly(
                        new ToEndpoint.NoPath(OWNER, 1),
                        new ToEndpoint.InterfaceGone(OWNER, 2),
                        new ToEndpoint.InterfaceGone(OWNER, 3),
                        new ToEndpoint.NoPath(OWNER, 4),
                        new ToEndpoint.NoPath(OWNER, 5),
                        new ToEndpoint.InterfaceGone(OWNER, 6),
                        new ToEndpoint.InterfaceGone(OWNER, 7));
        assertThat(node.drops(DropReason.MALFORMED)).isEqualTo(2);
    }

    /** Every Router reads all records: the one that they are for answers, and no other. */
    @Test
    void whatIsBoundToAnotherRouterIsNothingToThisOne() {
        Optional<Address> other = Optional.of(new Address(7, 7));
        InterfaceRef there = new InterfaceRef(other.get(), 1, 1);
        Address link = new Address(8, 8);
        node.up(1);
        node.receive(1, PEER.announce(1));
        send(1, Optional.of(there), MeshPackets.linkData(link, "x"));
        send(2, Optional.of(there), PEER.announce(2));
        send(3, Optional.of(new InterfaceRef(other.get(), 1, InterfaceRefs.LOCAL)), MeshPackets.data(OWNER, "x"));
        // That the Router here is the owner's home makes no difference to what is bound to an interface.
        toHome(4, Optional.of(there), Optional.of(node.id()), MeshPackets.linkData(link, "x"));
        toHome(5, Optional.empty(), other, MeshPackets.data(PEER.address(), "x"));
        toHome(6, Optional.empty(), other, MeshPackets.linkRequest(PEER.address(), 1, 500));
        toHome(7, Optional.empty(), other, MeshPackets.linkData(link, "x"));
        toHome(8, Optional.empty(), other, new byte[] {0, 0});
        node.endpoint(new ToRouter.PathWanted(OWNER, PEER.address(), other));
        node.endpoint(new ToRouter.PathWanted(OWNER, new Address(9, 9), other));
        assertThat(node.told).isEmpty();
        assertThat(node.sent).isEmpty();
        assertThat(node.router.drops()).isEmpty();
        assertThat(node.snapshot(1).drops()).isEmpty();
    }

    @Test
    void whatIsForThisRouterIsAnsweredByIt() {
        Optional<Address> home = Optional.of(node.id());
        node.up(1);
        node.receive(1, PEER.announce(1));
        toHome(1, Optional.empty(), home, MeshPackets.data(PEER.address(), "x"));
        toHome(
                2,
                Optional.of(node.interfaceRef(1)),
                Optional.of(new Address(7, 7)),
                MeshPackets.data(PEER.address(), "y"));
        assertThat(node.takeTold(ToEndpoint.Sent.class))
                .extracting(ToEndpoint.Sent::ref)
                .containsExactly(1L, 2L);
        node.endpoint(new ToRouter.PathWanted(OWNER, PEER.address(), home));
        assertThat(node.takeTold(ToEndpoint.PathKnown.class)).hasSize(1);
        assertThat(node.told).isEmpty();
    }

    @Test
    void proofsFindTheOneWhoSent() {
        node.up(1);
        node.receive(1, PEER.announce(1));
        byte[] packet = MeshPackets.data(PEER.address(), "hello");
        send(1, Optional.empty(), packet);
        node.told.clear();
        byte[] proof = proofOf(packet, 1);
        node.receive(1, proof);
        assertThat(node.takeTold(ToEndpoint.Inbound.class)).singleElement().satisfies(in -> {
            assertThat(in.owner()).isEqualTo(OWNER);
            assertThat(in.raw()).isEqualTo(proof);
        });
        // A forgery may have been first; another proof is still delivered, the same one is not.
        node.receive(1, proofOf(packet, 2));
        node.receive(1, proof);
        assertThat(node.takeTold(ToEndpoint.Inbound.class)).hasSize(1);
        node.advance(500);
        node.receive(1, proofOf(packet, 3));
        assertThat(node.drops(1, DropReason.UNKNOWN_PROOF)).isEqualTo(1);
    }

    @Test
    void keepsTheLast32UnprovenPacketsOfEachOwner() {
        node.up(1);
        node.receive(1, PEER.announce(1));
        for (int i = 0; i < 33; i++) {
            send(i, Optional.empty(), MeshPackets.data(PEER.address(), "packet " + i));
        }
        node.endpoint(new ToRouter.Outbound(
                new Address(3, 3), 1, Optional.empty(), MeshPackets.data(PEER.address(), "another's")));
        node.told.clear();
        node.receive(1, proofOf(MeshPackets.data(PEER.address(), "packet 0"), 1));
        assertThat(node.told).isEmpty();
        for (int i = 1; i < 33; i++) {
            node.receive(1, proofOf(MeshPackets.data(PEER.address(), "packet " + i), 1));
        }
        node.receive(1, proofOf(MeshPackets.data(PEER.address(), "another's"), 1));
        assertThat(node.takeTold(ToEndpoint.Inbound.class)).hasSize(33);
        assertThat(node.drops(DropReason.TABLE_FULL)).isEqualTo(1);
        assertThat(node.size(Bound.UNPROVEN_PER_OWNER)).isEqualTo(32);
    }

    @Test
    void whoIsProvenGivesItsPlaceToWhoIsNot() {
        node.up(1);
        node.receive(1, PEER.announce(1));
        byte[] slow = MeshPackets.data(PEER.address(), "slow");
        send(0, Optional.empty(), slow);
        for (int i = 1; i < 100; i++) {
            byte[] quick = MeshPackets.data(PEER.address(), "quick " + i);
            send(i, Optional.empty(), quick);
            node.receive(1, proofOf(quick, 1));
        }
        node.told.clear();
        node.receive(1, proofOf(slow, 1));
        assertThat(node.takeTold(ToEndpoint.Inbound.class)).hasSize(1);
        assertThat(node.drops(DropReason.TABLE_FULL)).isZero();
    }

    /** Who is far away is waited for longer, so the oldest is not the one that is needed least. */
    @Test
    void whatNobodyWaitsForAnyMoreGivesItsPlaceToWhatIsAwaited() {
        MeshPackets.Stranger far = new MeshPackets.Stranger(3);
        node.up(1);
        node.receive(1, PEER.announce(1));
        node.receive(1, far.announce(1, 20, MeshPackets.node(1)));
        byte[] slow = MeshPackets.data(far.address(), "slow");
        send(0, Optional.empty(), slow);
        for (int i = 1; i < 32; i++) {
            send(i, Optional.empty(), MeshPackets.data(PEER.address(), "near " + i));
        }
        node.advance(30);
        send(32, Optional.empty(), MeshPackets.data(PEER.address(), "one more"));
        node.told.clear();
        node.receive(1, proofOf(slow, 1));
        assertThat(node.takeTold(ToEndpoint.Inbound.class)).hasSize(1);
        assertThat(node.drops(DropReason.TABLE_FULL)).isZero();
        assertThat(EndpointLimits.DEFAULT.unprovenPackets()).isLessThanOrEqualTo(Bound.UNPROVEN_PER_OWNER.standard());
    }

    @Test
    void proofsLeaveWhereTheirPacketsCameIn() {
        node.up(1);
        node.up(2);
        node.host(OWNER);
        byte[] proof = proofOf(MeshPackets.data(OWNER, "hello"), 1);
        send(1, Optional.of(node.interfaceRef(2)), proof);
        assertThat(node.takeSent(2)).containsExactly(proof);
        assertThat(node.takeSent(1)).isEmpty();
        assertThat(node.takeTold(ToEndpoint.Sent.class)).hasSize(1);
    }

    @Test
    void everyOutboundHasExactlyOneOutcomeWhileItsInterfaceIsSlow() {
        TestRouter slow =
                new TestRouter(RouterConfig.endNode(TestRouter.identity(7), 1).with(Bound.EGRESS_PACKETS, 4));
        slow.handle(new RouterInput.InterfaceUp(1, InterfaceProperties.automatic(10_000_000)));
        slow.receive(1, PEER.announce(1));
        for (int i = 0; i < 10; i++) {
            slow.endpoint(new ToRouter.Outbound(OWNER, i, Optional.empty(), MeshPackets.data(PEER.address(), "x" + i)));
        }
        slow.endpoint(new ToRouter.Outbound(
                new Address(3, 3), 10, Optional.empty(), MeshPackets.data(PEER.address(), "modest")));
        assertThat(slow.sent).isEmpty();
        // Four wait; of the greedy one's ten six found no room and one had to go for the modest one's.
        assertThat(slow.takeTold(ToEndpoint.Full.class))
                .extracting(ToEndpoint.Full::ref)
                .containsExactly(4L, 5L, 6L, 7L, 8L, 9L, 3L);
        slow.handle(new RouterInput.InterfaceWritable(1, 30));
        assertThat(slow.takeTold(ToEndpoint.Sent.class)).hasSize(2);
        slow.down(1);
        assertThat(slow.takeTold(ToEndpoint.InterfaceGone.class)).hasSize(2);
        assertThat(slow.told).isEmpty();
    }

    @Test
    void asksForPathsAndTellsWhenTheyAreKnown() {
        node.up(1);
        node.endpoint(new ToRouter.PathWanted(OWNER, PEER.address()));
        List<byte[]> asked = node.takeSent(1);
        assertThat(asked).hasSize(1);
        Packet request = Vectors.valueOf(Packet.decode(asked.getFirst()));
        assertThat(request.data()).hasSize(32).startsWith(PEER.address().bytes());
        assertThat(node.told).isEmpty();
        byte[] answer = PEER.announce(1, 1, true);
        node.receive(1, answer);
        assertThat(node.takeTold(ToEndpoint.PathKnown.class)).singleElement().satisfies(known -> {
            assertThat(known.owner()).isEqualTo(OWNER);
            assertThat(known.destination()).isEqualTo(PEER.address());
            assertThat(known.hops()).isEqualTo(1);
            assertThat(known.announce()).isEqualTo(answer);
        });
        node.endpoint(new ToRouter.PathWanted(OWNER, PEER.address()));
        assertThat(node.takeTold(ToEndpoint.PathKnown.class)).hasSize(1);
        assertThat(node.takeSent(1)).isEmpty();
    }

    @Test
    void asksForOneDestinationEvery20SecondsAndForAllEveryHalfSecond() {
        node.up(1);
        for (int i = 0; i < 3; i++) {
            node.endpoint(new ToRouter.PathWanted(OWNER, new Address(1, i)));
            node.endpoint(new ToRouter.PathWanted(new Address(2, 2), new Address(1, i)));
        }
        assertThat(node.takeSent(1)).hasSize(1);
        node.advance(0.5);
        assertThat(node.takeSent(1)).hasSize(1);
        node.advance(10);
        assertThat(node.takeSent(1)).hasSize(1);
        node.handle(new RouterInput.RequestPath(new Address(1, 0)));
        assertThat(node.takeSent(1)).isEmpty();
        node.advance(10);
        node.handle(new RouterInput.RequestPath(new Address(1, 0)));
        assertThat(node.takeSent(1)).hasSize(1);
    }

    private void send(long ref, Optional<InterfaceRef> on, byte[] packet) {
        node.endpoint(new ToRouter.Outbound(OWNER, ref, on, packet));
    }

    private void toHome(long ref, Optional<InterfaceRef> on, Optional<Address> home, byte[] packet) {
        node.endpoint(new ToRouter.Outbound(OWNER, ref, on, home, packet));
    }

    private static byte[] proofOf(byte[] packet, int signature) {
        byte[] data = new byte[64];
        data[0] = (byte) signature;
        return Packet.originate(
                        DestinationType.SINGLE,
                        PacketType.PROOF,
                        Vectors.valueOf(Packet.decode(packet)).hash().truncated(),
                        Context.NONE,
                        data)
                .encode();
    }
}
