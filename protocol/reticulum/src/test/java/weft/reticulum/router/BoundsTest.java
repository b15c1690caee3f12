package weft.reticulum.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static weft.reticulum.Vectors.valueOf;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import weft.reticulum.Address;
import weft.reticulum.Digest;
import weft.reticulum.crypto.Hashes;
import weft.reticulum.hosting.HostedRole;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.packet.Packet;
import weft.reticulum.path.PathRequest;
import weft.reticulum.path.PathTag;
import weft.reticulum.path.TunnelSynthesis;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.interfaces.IngressControl;
import weft.reticulum.router.interfaces.InterfaceMode;
import weft.reticulum.router.interfaces.InterfaceProperties;
import weft.reticulum.router.interfaces.InterfaceSnapshot;
import weft.reticulum.router.table.Bound;

/** Each table and queue of a Router at its bound: what goes, and that it is counted. */
class BoundsTest {

    static final int ROOM = 3;
    private static final Address OWNER = new Address(7, 7);

    @Test
    void theLeastUsedPathGoes() {
        TestRouter node = transport(Bound.PATHS);
        for (int i = 1; i <= ROOM; i++) {
            node.receive(2, new MeshPackets.Stranger(i).announce(1));
        }
        node.receive(
                1,
                MeshPackets.inTransport(MeshPackets.data(new MeshPackets.Stranger(1).address(), "used"), 0, node.id()));
        node.emitted.clear();
        node.receive(2, new MeshPackets.Stranger(9).announce(1));
        Address second = new MeshPackets.Stranger(2).address();
        assertThat(node.router.path(second)).isEmpty();
        assertThat(node.router.paths()).hasSize(ROOM);
        assertThat(node.takeEmitted(RouterOutput.PathsLost.class))
                .singleElement()
                .satisfies(lost -> assertThat(lost.destinations()).containsExactly(second));
        counted(node, Bound.PATHS);
    }

    @Test
    void theOlderGenerationOfHashesGoes() {
        TestRouter node = end(Bound.DUPLICATES);
        node.host(OWNER);
        for (int i = 0; i < 20; i++) {
            node.receive(1, MeshPackets.data(OWNER, "packet " + i));
            assertThat(node.size(Bound.DUPLICATES)).isLessThanOrEqualTo(2 * ROOM);
        }
        node.told.clear();
        node.receive(1, MeshPackets.data(OWNER, "packet 19"));
        node.receive(1, MeshPackets.data(OWNER, "packet 0"));
        assertThat(node.takeTold(ToEndpoint.Inbound.class)).hasSize(1);
    }

    @Test
    void theOldestWayBackGoes() {
        TestRouter node = transport(Bound.REVERSE_ENTRIES);
        Address destination = new MeshPackets.Stranger(1).address();
        node.receive(2, new MeshPackets.Stranger(1).announce(1));
        for (int i = 0; i < ROOM + 1; i++) {
            node.receive(1, MeshPackets.inTransport(MeshPackets.data(destination, "packet " + i), 0, node.id()));
        }
        assertThat(node.size(Bound.REVERSE_ENTRIES)).isEqualTo(ROOM);
        counted(node, Bound.REVERSE_ENTRIES);
    }

    @Test
    void theQuietestLinkGoes() {
        TestRouter node = transport(Bound.TRANSIT_LINKS);
        Address destination = new MeshPackets.Stranger(1).address();
        node.receive(2, new MeshPackets.Stranger(1).announce(1));
        for (int i = 0; i < ROOM + 1; i++) {
            node.receive(1, MeshPackets.inTransport(MeshPackets.linkRequest(destination, i + 1, 500), 0, node.id()));
        }
        assertThat(node.size(Bound.TRANSIT_LINKS)).isEqualTo(ROOM);
        counted(node, Bound.TRANSIT_LINKS);
        node.advance(60);
        assertThat(node.size(Bound.TRANSIT_LINKS)).isZero();
    }

    @Test
    void noMoreAnnouncesAreRebroadcastThanThereIsRoomFor() {
        TestRouter node = transport(Bound.ANNOUNCE_TABLE);
        for (int i = 0; i < ROOM + 2; i++) {
            node.receive(1, new MeshPackets.Stranger(i).announce(1));
        }
        assertThat(node.size(Bound.ANNOUNCE_TABLE)).isEqualTo(ROOM);
        assertThat(node.router.paths()).hasSize(ROOM + 2);
        assertThat(node.drops(1, DropReason.TABLE_FULL)).isEqualTo(2);
    }

    @Test
    void noMoreAnnouncesWaitForBandwidthThanThereIsRoomFor() {
        TestRouter node = transport(Bound.ANNOUNCE_QUEUE);
        node.up(3, InterfaceProperties.automatic(10));
        for (int i = 0; i < ROOM + 3; i++) {
            node.receive(1, new MeshPackets.Stranger(i).announce(1));
        }
        node.advance(1);
        assertThat(node.size(Bound.ANNOUNCE_QUEUE)).isEqualTo(ROOM);
        assertThat(node.drops(3, DropReason.ANNOUNCE_QUEUE_FULL)).isEqualTo(2);
    }

    @Test
    void noMoreSignaturesAreOutThanThereIsRoomFor() {
        TestRouter node = transport(Bound.VERIFICATIONS);
        node.checksAtOnce = false;
        for (int i = 0; i < ROOM + 2; i++) {
            node.receive(1, new MeshPackets.Stranger(i).announce(1));
        }
        assertThat(node.work).hasSize(ROOM);
        assertThat(node.drops(1, DropReason.UNVERIFIED)).isEqualTo(2);
    }

    @Test
    void theDestinationLongestSilentLeavesTheRates() {
        TestRouter node = transport(Bound.ANNOUNCE_RATES);
        for (int i = 0; i < ROOM + 2; i++) {
            node.receive(1, new MeshPackets.Stranger(i).announce(1));
        }
        assertThat(node.size(Bound.ANNOUNCE_RATES)).isEqualTo(ROOM);
        assertThat(node.drops(DropReason.TABLE_FULL)).isEqualTo(2);
    }

    @Test
    void tagsAndWaitingRequestsStayWithinTheirBounds() {
        RouterConfig config = RouterConfig.transportNode(TestRouter.identity(7), 1)
                .with(Bound.REQUEST_TAGS, ROOM)
                .with(Bound.WAITING_REQUESTS, ROOM);
        TestRouter node = new TestRouter(config);
        node.up(
                1,
                InterfaceProperties.builder(10_000_000)
                        .mode(InterfaceMode.GATEWAY)
                        .build());
        for (int i = 0; i < 10; i++) {
            node.receive(1, request(new Address(1, i), i));
            node.advance(1);
        }
        assertThat(node.size(Bound.REQUEST_TAGS)).isBetween(ROOM, 2 * ROOM);
        assertThat(node.size(Bound.WAITING_REQUESTS)).isEqualTo(ROOM);
        assertThat(node.drops(DropReason.TABLE_FULL)).isEqualTo(7);
    }

    @Test
    void noMoreQuestionsWaitThanThereIsRoomFor() {
        TestRouter node = end(Bound.REQUEST_QUEUE);
        for (int i = 0; i < ROOM + 3; i++) {
            node.handle(new RouterInput.RequestPath(new Address(1, i)));
        }
        assertThat(node.size(Bound.REQUEST_QUEUE)).isEqualTo(ROOM);
        assertThat(node.drops(DropReason.TABLE_FULL)).isEqualTo(2);
    }

    @Test
    void questionsForLinksOfOthersMakeRoomForThoseOfThisNodeAndWaitBehindThem() {
        TestRouter node = transport(Bound.REQUEST_QUEUE);
        for (int i = 1; i <= ROOM + 1; i++) {
            Address destination = new MeshPackets.Stranger(i).address();
            node.receive(2, new MeshPackets.Stranger(i).announce(1));
            node.receive(1, MeshPackets.inTransport(MeshPackets.linkRequest(destination, i, 500), 0, node.id()));
        }
        for (int tenths = 0; node.size(Bound.REQUEST_QUEUE) < ROOM && tenths < 600; tenths++) {
            node.advance(0.1);
        }
        assertThat(node.size(Bound.REQUEST_QUEUE)).isEqualTo(ROOM);
        node.takeSent(2);
        Address wanted = new Address(1, 1);
        node.handle(new RouterInput.RequestPath(wanted));
        assertThat(node.size(Bound.REQUEST_QUEUE)).isEqualTo(ROOM);
        assertThat(node.drops(DropReason.TABLE_FULL)).isEqualTo(1);
        node.advance(0.5);
        assertThat(node.takeSent(2)).singleElement().satisfies(question -> assertThat(Address.of(
                        Arrays.copyOf(valueOf(Packet.decode(question)).data(), Address.LENGTH)))
                .isEqualTo(wanted));
        assertThat(node.size(Bound.REQUEST_QUEUE)).isEqualTo(ROOM - 1);
    }

    @Test
    void tunnelsAndTheirPathsStayWithinTheirBounds() {
        RouterConfig config = RouterConfig.transportNode(TestRouter.identity(7), 1)
                .with(Bound.TUNNELS, ROOM)
                .with(Bound.TUNNEL_PATHS, ROOM);
        TestRouter node = new TestRouter(config);
        for (int i = 1; i <= ROOM + 1; i++) {
            node.up(
                    i,
                    InterfaceProperties.builder(10_000_000)
                            .ingress(IngressControl.OFF)
                            .build());
            Digest description = Hashes.sha256(new byte[] {(byte) i});
            node.receive(
                    i,
                    TunnelSynthesis.build(TestRouter.identity(70), description, new byte[16])
                            .encode());
        }
        assertThat(node.size(Bound.TUNNELS)).isEqualTo(ROOM);
        for (int i = 0; i < ROOM + 1; i++) {
            node.receive(ROOM + 1, new MeshPackets.Stranger(i).announce(1));
        }
        assertThat(node.size(Bound.TUNNEL_PATHS)).isEqualTo(ROOM);
        assertThat(node.drops(DropReason.TABLE_FULL)).isEqualTo(2);
    }

    @Test
    void noMoreDestinationsAreHostedThanThereIsRoomFor() {
        TestRouter node = end(Bound.HOSTED);
        for (int i = 0; i < ROOM + 1; i++) {
            node.host(new Address(1, i));
        }
        assertThat(node.size(Bound.HOSTED)).isEqualTo(ROOM);
        counted(node, Bound.HOSTED);
        node.host(new Address(1, 0));
        node.receive(1, MeshPackets.data(new Address(1, 0), "x"));
        assertThat(node.takeTold(ToEndpoint.Inbound.class)).hasSize(1);
    }

    /** What the node itself offers must not hang on how many members it has. */
    @Test
    void theNodesOwnDestinationIsHostedWhereMembersHaveTakenAllTheRoom() {
        TestRouter node = end(Bound.HOSTED);
        for (int i = 0; i < ROOM; i++) {
            node.host(new Address(1, i));
        }
        for (int i = 0; i < ROOM; i++) {
            node.endpoint(new ToRouter.Host(new Address(2, i), 1, HostedRole.NODE));
            node.receive(1, MeshPackets.data(new Address(2, i), "x"));
            node.receive(1, MeshPackets.data(new Address(1, i), "x"));
            assertThat(node.takeTold(ToEndpoint.Inbound.class))
                    .extracting(ToEndpoint.Inbound::owner)
                    .containsExactly(new Address(2, i));
        }
        assertThat(node.size(Bound.HOSTED)).isEqualTo(ROOM);
        assertThat(node.drops(DropReason.TABLE_FULL)).isEqualTo(ROOM);

        node.endpoint(new ToRouter.Host(new Address(3, 0), 1, HostedRole.NODE));
        node.host(new Address(1, 0));

        assertThat(node.size(Bound.HOSTED)).isEqualTo(ROOM);
        assertThat(node.drops(DropReason.TABLE_FULL)).isEqualTo(ROOM + 2);
    }

    @Test
    void theQuietestHostedLinkGoes() {
        TestRouter node = end(Bound.HOSTED_LINKS);
        node.host(OWNER);
        for (int i = 0; i < ROOM + 1; i++) {
            node.receive(1, MeshPackets.linkRequest(OWNER, i + 1, 500));
        }
        assertThat(node.size(Bound.HOSTED_LINKS)).isEqualTo(ROOM);
        counted(node, Bound.HOSTED_LINKS);
    }

    @Test
    void theOldestUnprovenPacketGoes() {
        TestRouter node = end(Bound.SENT_PACKETS);
        for (int i = 0; i < ROOM + 1; i++) {
            node.endpoint(new ToRouter.Outbound(
                    new Address(2, i), 1, Optional.empty(), MeshPackets.data(new Address(1, 1), "packet " + i)));
        }
        assertThat(node.size(Bound.SENT_PACKETS)).isEqualTo(ROOM);
        counted(node, Bound.SENT_PACKETS);
    }

    @Test
    void wantsStayWithinTheirBounds() {
        RouterConfig config = RouterConfig.endNode(TestRouter.identity(7), 1)
                .with(Bound.WANTED_PATHS, 2 * ROOM)
                .with(Bound.WANTED_PER_OWNER, ROOM);
        TestRouter node = new TestRouter(config);
        node.up(1);
        for (int i = 0; i < ROOM + 1; i++) {
            node.endpoint(new ToRouter.PathWanted(OWNER, new MeshPackets.Stranger(i).address()));
        }
        assertThat(node.size(Bound.WANTED_PER_OWNER)).isEqualTo(ROOM);
        for (int i = 0; i < ROOM + 1; i++) {
            node.endpoint(new ToRouter.PathWanted(new Address(2, i), new Address(3, 3)));
        }
        assertThat(node.size(Bound.WANTED_PATHS)).isEqualTo(2 * ROOM);
        assertThat(node.drops(DropReason.TABLE_FULL)).isEqualTo(2);
        // The owner's first want went; its last is met.
        node.receive(1, new MeshPackets.Stranger(0).announce(1));
        assertThat(node.takeTold(ToEndpoint.PathKnown.class)).isEmpty();
        node.receive(1, new MeshPackets.Stranger(ROOM).announce(1));
        assertThat(node.takeTold(ToEndpoint.PathKnown.class)).hasSize(1);
        node.advance(700);
        assertThat(node.size(Bound.WANTED_PATHS)).isZero();
    }

    @Test
    void aSlowInterfaceHoldsOnlySoMuchTransit() {
        RouterConfig config = RouterConfig.transportNode(TestRouter.identity(7), 1)
                .with(Bound.EGRESS_PACKETS, 100)
                .with(Bound.EGRESS_BYTES, 1000);
        TestRouter node = new TestRouter(config);
        node.up(1);
        node.handle(new RouterInput.InterfaceUp(2, InterfaceProperties.automatic(1200)));
        node.receive(2, new MeshPackets.Stranger(1).announce(1));
        Address destination = new MeshPackets.Stranger(1).address();
        for (int i = 0; i < 30; i++) {
            node.receive(1, MeshPackets.inTransport(MeshPackets.data(destination, "x".repeat(81) + i), 0, node.id()));
        }
        InterfaceSnapshot slow = node.snapshot(2);
        assertThat(slow.queuedBytes()).isBetween(900L, 1000L);
        assertThat(slow.drops().get(DropReason.EGRESS_FULL) + slow.queuedPackets())
                .isEqualTo(30);
        node.handle(new RouterInput.InterfaceWritable(2, Long.MAX_VALUE));
        assertThat(node.takeSent(2)).hasSize(slow.queuedPackets());
        assertThat(node.snapshot(2).queuedPackets()).isZero();
    }

    /** Whoever opens many and reads from none would else fill the memory. */
    @Test
    void manySlowInterfacesTogetherHoldNoMoreThanAFewAlone() {
        int interfaces = 200;
        RouterConfig config = RouterConfig.transportNode(TestRouter.identity(7), 1)
                .with(Bound.EGRESS_PACKETS, 400)
                .with(Bound.ANNOUNCE_QUEUE, 400);
        TestRouter node = new TestRouter(config);
        node.up(1);
        for (int i = 2; i < interfaces + 2; i++) {
            node.handle(new RouterInput.InterfaceUp(i, InterfaceProperties.automatic(10)));
        }
        for (int i = 0; i < 500; i++) {
            node.receive(1, new MeshPackets.Stranger(i).announce(1));
            node.advance(2);
        }
        assertThat(node.size(Bound.ANNOUNCE_QUEUE)).isBetween(1, 4 * 400 / interfaces);
        assertThat(node.drops(3, DropReason.ANNOUNCE_QUEUE_FULL)).isPositive();
        for (int i = 2; i < interfaces + 2; i++) {
            assertThat(node.snapshot(i).queuedPackets()).isLessThanOrEqualTo(4 * 400 / interfaces);
        }
    }

    @Test
    void noMoreIdentitiesAreIgnoredThanThereIsRoomFor() {
        TestRouter node = end(Bound.BLACKHOLES);
        for (int i = 0; i < ROOM + 1; i++) {
            node.handle(new RouterInput.Blackhole(new Address(1, i), Long.MAX_VALUE));
        }
        assertThat(node.size(Bound.BLACKHOLES)).isEqualTo(ROOM);
        counted(node, Bound.BLACKHOLES);
    }

    @Test
    void refusesMisuseByItsHost() {
        TestRouter node = end(Bound.PATHS);
        assertThatThrownBy(() -> node.up(1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> node.up(0)).isInstanceOf(IllegalArgumentException.class);
        RouterSink callsBack = new RouterSink() {
            @Override
            public void transmit(int interfaceId, byte[] buffer, int offset, int length) {
                node.router.onDeadline(0, 0, this);
            }

            @Override
            public boolean toEndpoint(ToEndpoint record) {
                return true;
            }

            @Override
            public void emit(RouterOutput output) {}
        };
        RouterInput question = new RouterInput.RequestPath(new Address(1, 1));
        assertThatThrownBy(() -> node.router.handle(0, 0, question, callsBack))
                .isInstanceOf(IllegalStateException.class);
        // It is none the worse for it.
        node.handle(new RouterInput.InterfaceDown(55));
        node.handle(new RouterInput.InterfaceOffline(55));
        node.handle(new RouterInput.InterfaceWritable(55, 1));
        node.handle(new RouterInput.SignatureChecked(12345, true));
    }

    static TestRouter end(Bound small) {
        TestRouter node =
                new TestRouter(RouterConfig.endNode(TestRouter.identity(7), 1).with(small, ROOM));
        node.up(1);
        return node;
    }

    static TestRouter transport(Bound small) {
        TestRouter node = new TestRouter(
                RouterConfig.transportNode(TestRouter.identity(7), 1).with(small, ROOM));
        InterfaceProperties open = InterfaceProperties.builder(10_000_000)
                .ingress(IngressControl.OFF)
                .build();
        node.up(1, open);
        node.up(2, open);
        return node;
    }

    private static void counted(TestRouter node, Bound bound) {
        assertThat(node.drops(DropReason.TABLE_FULL)).as(bound.name()).isEqualTo(1);
        assertThat(node.size(bound)).isEqualTo(ROOM);
    }

    static byte[] request(Address destination, int tag) {
        return new PathRequest(destination, Optional.empty(), PathTag.of(new byte[] {(byte) tag, 1}))
                .packet()
                .encode();
    }
}
