package weft.reticulum.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import weft.reticulum.Address;
import weft.reticulum.hosting.InterfaceRef;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.interfaces.InterfaceProperties;
import weft.reticulum.router.interfaces.MtuKind;
import weft.reticulum.router.table.Bound;

/** Links of hosted destinations, as far as they are a Router's business. */
class HostedLinksTest {

    private static final MeshPackets.Stranger OWN = new MeshPackets.Stranger(1);
    private static final Address OWNER = OWN.address();
    private static final MeshPackets.Stranger PEER = new MeshPackets.Stranger(2);
    private static final int BIG = 65_536;

    private final TestRouter node = TestRouter.endNode();

    @Test
    void lowersTheMtuOfRequestsThatComeIn() {
        node.up(1, InterfaceProperties.automatic(1_000_000));
        node.up(
                2,
                InterfaceProperties.builder(10_000_000).mtu(MtuKind.NONE, 1064).build());
        node.host(OWNER);
        node.receive(1, MeshPackets.linkRequest(OWNER, 1, 8192));
        node.receive(2, MeshPackets.linkRequest(OWNER, 2, 8192));
        node.receive(1, MeshPackets.linkRequest(OWNER, 3, 500));
        assertThat(node.takeTold(ToEndpoint.Inbound.class))
                .extracting(HostedLinksTest::signalledMtu)
                .containsExactly(2048, 500, 500);
    }

    @Test
    void refusesRequestsThatAreNone() {
        node.up(1);
        node.host(OWNER);
        byte[] request = MeshPackets.linkRequest(OWNER, 1, 8192);
        for (int length : List.of(63, 65, 66)) {
            node.receive(1, Arrays.copyOf(request, 19 + length));
        }
        node.receive(1, Arrays.copyOf(request, 19 + 68));
        assertThat(node.told).isEmpty();
        assertThat(node.drops(1, DropReason.BAD_SIGNALLING)).isEqualTo(4);
        node.receive(1, Arrays.copyOf(request, 19 + 64));
        assertThat(node.takeTold(ToEndpoint.Inbound.class)).hasSize(1);
    }

    @Test
    void packetsOfALinkComeAndGoOnItsInterfaceOnly() {
        node.up(1);
        node.up(2);
        node.host(OWNER);
        byte[] request = MeshPackets.linkRequest(OWNER, 1, 500);
        Address linkId = MeshPackets.linkId(request);
        node.receive(1, request);
        byte[] proof = MeshPackets.linkProof(linkId, OWN.identity(), 500);
        send(1, Optional.of(node.interfaceRef(1)), proof);
        assertThat(node.takeSent(1)).containsExactly(proof);
        node.told.clear();

        node.receive(1, MeshPackets.linkData(linkId, "hello"));
        node.receive(2, MeshPackets.linkData(linkId, "from elsewhere"));
        assertThat(node.takeTold(ToEndpoint.Inbound.class)).singleElement().satisfies(in -> {
            assertThat(in.owner()).isEqualTo(OWNER);
            assertThat(in.raw()).isEqualTo(MeshPackets.linkData(linkId, "hello"));
        });
        assertThat(node.drops(2, DropReason.WRONG_WAY)).isEqualTo(1);
        // What was dropped was not seen: it may still come the right way.
        node.receive(1, MeshPackets.linkData(linkId, "from elsewhere"));
        assertThat(node.takeTold(ToEndpoint.Inbound.class)).hasSize(1);

        send(2, Optional.empty(), MeshPackets.linkData(linkId, "answer"));
        assertThat(node.takeSent(1)).containsExactly(MeshPackets.linkData(linkId, "answer"));
        assertThat(node.takeSent(2)).isEmpty();
    }

    @Test
    void forgetsALinkAfter900SecondsOfSilence() {
        node.up(1);
        node.host(OWNER);
        byte[] request = MeshPackets.linkRequest(OWNER, 1, 500);
        Address linkId = MeshPackets.linkId(request);
        node.receive(1, request);
        send(1, Optional.of(node.interfaceRef(1)), MeshPackets.linkProof(linkId, OWN.identity(), 500));
        node.advance(890);
        node.receive(1, MeshPackets.linkData(linkId, "a"));
        node.advance(890);
        assertThat(node.size(Bound.HOSTED_LINKS)).isEqualTo(1);
        node.advance(20);
        assertThat(node.size(Bound.HOSTED_LINKS)).isZero();
        node.told.clear();
        send(2, Optional.empty(), MeshPackets.linkData(linkId, "b"));
        assertThat(node.told).containsExactly(new ToEndpoint.InterfaceGone(OWNER, 2));
    }

    @Test
    void fitsOwnRequestsToTheInterfaceTheyLeaveOn() {
        node.up(1, InterfaceProperties.automatic(2_000_000));
        node.receive(1, PEER.announce(1));
        send(1, Optional.empty(), MeshPackets.linkRequest(PEER.address(), 1, BIG));
        byte[] lowered = MeshPackets.linkRequest(PEER.address(), 1, 4096);
        assertThat(node.takeSent(1)).containsExactly(lowered);

        node.up(2, InterfaceProperties.automatic(1200));
        MeshPackets.Stranger far = new MeshPackets.Stranger(3);
        node.receive(2, far.announce(1, 2, MeshPackets.node(1)));
        send(2, Optional.empty(), MeshPackets.linkRequest(far.address(), 1, BIG));
        byte[] bare = Arrays.copyOf(MeshPackets.linkRequest(far.address(), 1, BIG), 19 + 64);
        assertThat(node.takeSent(2)).containsExactly(MeshPackets.inTransport(bare, 0, MeshPackets.node(1)));
    }

    @Test
    void passesTheProofOfAnOwnRequestOnWhenItsHopsAreRight() {
        Address linkId = request(2);
        byte[] proof = MeshPackets.linkProof(linkId, PEER.identity(), 500);
        node.receive(1, MeshPackets.withHops(proof, 2));
        assertThat(node.takeTold(ToEndpoint.Inbound.class)).singleElement().satisfies(in -> {
            assertThat(in.owner()).isEqualTo(OWNER);
            assertThat(in.hops()).isEqualTo(3);
        });
        assertThat(node.work).isEmpty();
        node.receive(1, MeshPackets.linkData(linkId, "then data"));
        assertThat(node.takeTold(ToEndpoint.Inbound.class)).hasSize(1);
    }

    @Test
    void believesAnotherNumberOfHopsWhenTheDestinationSignedIt() {
        Address linkId = request(2);
        byte[] forged = MeshPackets.linkProof(linkId, OWN.identity(), 500);
        node.receive(1, MeshPackets.withHops(forged, 4));
        assertThat(node.told).isEmpty();
        assertThat(node.drops(1, DropReason.BAD_SIGNATURE)).isEqualTo(1);

        byte[] proof = MeshPackets.linkProof(linkId, PEER.identity(), 500);
        node.receive(1, MeshPackets.withHops(proof, 4));
        assertThat(node.takeTold(ToEndpoint.Inbound.class)).hasSize(1);
        assertThat(node.router.path(PEER.address()).orElseThrow().hops()).isEqualTo(5);
        // Only once.
        node.receive(1, MeshPackets.withHops(MeshPackets.linkProof(linkId, PEER.identity(), 600), 6));
        assertThat(node.told).isEmpty();
    }

    @Test
    void anUnansweredRequestCostsAnEndNodeThePathAndAsksAgain() {
        request(0);
        node.advance(11);
        assertThat(node.router.path(PEER.address())).isPresent();
        node.advance(7);
        assertThat(node.router.path(PEER.address())).isEmpty();
        assertThat(node.takeSent(1)).hasSize(1);
    }

    @Test
    void anUnansweredRequestLeavesANewerPathAlone() {
        request(0);
        node.receive(1, PEER.announce(2));
        node.advance(30);
        assertThat(node.router.path(PEER.address())).isPresent();
    }

    @Test
    void twoHostedDestinationsReachEachOtherWithoutTheMesh() {
        node.up(1);
        Address peer = PEER.address();
        node.host(OWNER);
        node.host(peer);
        send(1, Optional.empty(), MeshPackets.data(peer, "hello"));
        assertThat(node.takeTold(ToEndpoint.Inbound.class)).singleElement().satisfies(in -> {
            assertThat(in.owner()).isEqualTo(peer);
            assertThat(in.hops()).isZero();
            assertThat(in.from()).isEqualTo(node.interfaceRef(0));
            assertThat(in.linkMtu()).isEqualTo(BIG);
        });
        byte[] request = MeshPackets.linkRequest(peer, 1, 100_000);
        Address linkId = MeshPackets.linkId(request);
        send(2, Optional.empty(), request);
        assertThat(node.takeTold(ToEndpoint.Inbound.class))
                .extracting(HostedLinksTest::signalledMtu)
                .containsExactly(BIG);
        byte[] proof = MeshPackets.linkProof(linkId, PEER.identity(), BIG);
        node.endpoint(new ToRouter.Outbound(peer, 1, Optional.of(node.interfaceRef(0)), proof));
        send(3, Optional.empty(), MeshPackets.linkData(linkId, "there"));
        node.endpoint(new ToRouter.Outbound(peer, 2, Optional.empty(), MeshPackets.linkData(linkId, "and back")));
        assertThat(node.takeTold(ToEndpoint.Inbound.class))
                .extracting(ToEndpoint.Inbound::owner)
                .containsExactly(OWNER, peer, OWNER);
        assertThat(node.takeTold(ToEndpoint.Sent.class)).hasSize(5).allSatisfy(sent -> assertThat(sent.hops())
                .isZero());
        assertThat(node.sent).isEmpty();
    }

    private Address request(int wireHops) {
        node.up(1);
        node.receive(1, wireHops == 0 ? PEER.announce(1) : PEER.announce(1, wireHops, MeshPackets.node(1)));
        byte[] request = MeshPackets.linkRequest(PEER.address(), 1, 500);
        send(1, Optional.empty(), request);
        node.sent.clear();
        node.told.clear();
        return MeshPackets.linkId(request);
    }

    private void send(long ref, Optional<InterfaceRef> on, byte[] packet) {
        node.endpoint(new ToRouter.Outbound(OWNER, ref, on, packet));
    }

    private static int signalledMtu(ToEndpoint.Inbound in) {
        byte[] raw = in.raw();
        return (raw[raw.length - 3] & 0x1F) << 16 | (raw[raw.length - 2] & 0xFF) << 8 | raw[raw.length - 1] & 0xFF;
    }
}
