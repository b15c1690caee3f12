package weft.reticulum.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import weft.reticulum.Address;
import weft.reticulum.hosting.Attachment;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.router.call.DropReason;
import weft.reticulum.router.interfaces.InterfaceProperties;
import weft.reticulum.router.interfaces.MtuKind;
import weft.reticulum.router.table.Bound;

/** Links of hosted destinations, as far as they are a Router's business. */
class HostedLinksTest {

    private static final Mesh.Stranger OWN = new Mesh.Stranger(1);
    private static final Address OWNER = OWN.address();
    private static final Mesh.Stranger PEER = new Mesh.Stranger(2);
    private static final int BIG = 65_536;

    private final TestRouter node = TestRouter.endNode();

    @Test
    void lowersTheMtuOfRequestsThatComeIn() {
        node.up(1, InterfaceProperties.automatic(1_000_000));
        node.up(2, InterfaceProperties.automatic(10_000_000).withMtu(MtuKind.NONE, 1064));
        node.host(OWNER);
        node.receive(1, Mesh.linkRequest(OWNER, 1, 8192));
        node.receive(2, Mesh.linkRequest(OWNER, 2, 8192));
        node.receive(1, Mesh.linkRequest(OWNER, 3, 500));
        assertThat(node.takeTold(ToEndpoint.Inbound.class))
                .extracting(HostedLinksTest::signalledMtu)
                .containsExactly(2048, 500, 500);
    }

    @Test
    void refusesRequestsThatAreNone() {
        node.up(1);
        node.host(OWNER);
        byte[] request = Mesh.linkRequest(OWNER, 1, 8192);
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
        byte[] request = Mesh.linkRequest(OWNER, 1, 500);
        Address linkId = Mesh.linkId(request);
        node.receive(1, request);
        byte[] proof = Mesh.linkProof(linkId, OWN.identity(), 500);
        send(1, Optional.of(node.attachment(1)), proof);
        assertThat(node.takeSent(1)).containsExactly(proof);
        node.told.clear();

        node.receive(1, Mesh.linkData(linkId, "hello"));
        node.receive(2, Mesh.linkData(linkId, "from elsewhere"));
        assertThat(node.takeTold(ToEndpoint.Inbound.class)).singleElement().satisfies(in -> {
            assertThat(in.owner()).isEqualTo(OWNER);
            assertThat(in.raw()).isEqualTo(Mesh.linkData(linkId, "hello"));
        });
        assertThat(node.drops(2, DropReason.WRONG_WAY)).isEqualTo(1);
        // What was dropped was not seen: it may still come the right way.
        node.receive(1, Mesh.linkData(linkId, "from elsewhere"));
        assertThat(node.takeTold(ToEndpoint.Inbound.class)).hasSize(1);

        send(2, Optional.empty(), Mesh.linkData(linkId, "answer"));
        assertThat(node.takeSent(1)).containsExactly(Mesh.linkData(linkId, "answer"));
        assertThat(node.takeSent(2)).isEmpty();
    }

    @Test
    void forgetsALinkAfter900SecondsOfSilence() {
        node.up(1);
        node.host(OWNER);
        byte[] request = Mesh.linkRequest(OWNER, 1, 500);
        Address linkId = Mesh.linkId(request);
        node.receive(1, request);
        send(1, Optional.of(node.attachment(1)), Mesh.linkProof(linkId, OWN.identity(), 500));
        node.advance(890);
        node.receive(1, Mesh.linkData(linkId, "a"));
        node.advance(890);
        assertThat(node.size(Bound.HOSTED_LINKS)).isEqualTo(1);
        node.advance(20);
        assertThat(node.size(Bound.HOSTED_LINKS)).isZero();
        node.told.clear();
        send(2, Optional.empty(), Mesh.linkData(linkId, "b"));
        assertThat(node.told).containsExactly(new ToEndpoint.InterfaceGone(OWNER, 2));
    }

    @Test
    void fitsOwnRequestsToTheInterfaceTheyLeaveOn() {
        node.up(1, InterfaceProperties.automatic(2_000_000));
        node.receive(1, PEER.announce(1));
        send(1, Optional.empty(), Mesh.linkRequest(PEER.address(), 1, BIG));
        byte[] lowered = Mesh.linkRequest(PEER.address(), 1, 4096);
        assertThat(node.takeSent(1)).containsExactly(lowered);

        node.up(2, InterfaceProperties.automatic(1200));
        Mesh.Stranger far = new Mesh.Stranger(3);
        node.receive(2, far.announce(1, 2, Mesh.node(1)));
        send(2, Optional.empty(), Mesh.linkRequest(far.address(), 1, BIG));
        byte[] bare = Arrays.copyOf(Mesh.linkRequest(far.address(), 1, BIG), 19 + 64);
        assertThat(node.takeSent(2)).containsExactly(Mesh.inTransport(bare, 0, Mesh.node(1)));
    }

    @Test
    void passesTheProofOfAnOwnRequestOnWhenItsHopsAreRight() {
        Address linkId = request(2);
        byte[] proof = Mesh.linkProof(linkId, PEER.identity(), 500);
        node.receive(1, Mesh.withHops(proof, 2));
        assertThat(node.takeTold(ToEndpoint.Inbound.class)).singleElement().satisfies(in -> {
            assertThat(in.owner()).isEqualTo(OWNER);
            assertThat(in.hops()).isEqualTo(3);
        });
        assertThat(node.work).isEmpty();
        node.receive(1, Mesh.linkData(linkId, "then data"));
        assertThat(node.takeTold(ToEndpoint.Inbound.class)).hasSize(1);
    }

    @Test
    void believesAnotherNumberOfHopsWhenTheDestinationSignedIt() {
        Address linkId = request(2);
        byte[] forged = Mesh.linkProof(linkId, OWN.identity(), 500);
        node.receive(1, Mesh.withHops(forged, 4));
        assertThat(node.told).isEmpty();
        assertThat(node.drops(1, DropReason.BAD_SIGNATURE)).isEqualTo(1);

        byte[] proof = Mesh.linkProof(linkId, PEER.identity(), 500);
        node.receive(1, Mesh.withHops(proof, 4));
        assertThat(node.takeTold(ToEndpoint.Inbound.class)).hasSize(1);
        assertThat(node.router.path(PEER.address()).orElseThrow().hops()).isEqualTo(5);
        // Only once.
        node.receive(1, Mesh.withHops(Mesh.linkProof(linkId, PEER.identity(), 600), 6));
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
        send(1, Optional.empty(), Mesh.data(peer, "hello"));
        assertThat(node.takeTold(ToEndpoint.Inbound.class)).singleElement().satisfies(in -> {
            assertThat(in.owner()).isEqualTo(peer);
            assertThat(in.hops()).isZero();
            assertThat(in.from()).isEqualTo(node.attachment(0));
            assertThat(in.linkMtu()).isEqualTo(BIG);
        });
        byte[] request = Mesh.linkRequest(peer, 1, 100_000);
        Address linkId = Mesh.linkId(request);
        send(2, Optional.empty(), request);
        assertThat(node.takeTold(ToEndpoint.Inbound.class))
                .extracting(HostedLinksTest::signalledMtu)
                .containsExactly(BIG);
        byte[] proof = Mesh.linkProof(linkId, PEER.identity(), BIG);
        node.endpoint(new ToRouter.Outbound(peer, 1, Optional.of(node.attachment(0)), proof));
        send(3, Optional.empty(), Mesh.linkData(linkId, "there"));
        node.endpoint(new ToRouter.Outbound(peer, 2, Optional.empty(), Mesh.linkData(linkId, "and back")));
        assertThat(node.takeTold(ToEndpoint.Inbound.class))
                .extracting(ToEndpoint.Inbound::owner)
                .containsExactly(OWNER, peer, OWNER);
        assertThat(node.takeTold(ToEndpoint.Sent.class)).hasSize(5).allSatisfy(sent -> assertThat(sent.hops())
                .isZero());
        assertThat(node.sent).isEmpty();
    }

    private Address request(int wireHops) {
        node.up(1);
        node.receive(1, wireHops == 0 ? PEER.announce(1) : PEER.announce(1, wireHops, Mesh.node(1)));
        byte[] request = Mesh.linkRequest(PEER.address(), 1, 500);
        send(1, Optional.empty(), request);
        node.sent.clear();
        node.told.clear();
        return Mesh.linkId(request);
    }

    private void send(long ref, Optional<Attachment> on, byte[] packet) {
        node.endpoint(new ToRouter.Outbound(OWNER, ref, on, packet));
    }

    private static int signalledMtu(ToEndpoint.Inbound in) {
        byte[] raw = in.raw();
        return (raw[raw.length - 3] & 0x1F) << 16 | (raw[raw.length - 2] & 0xFF) << 8 | raw[raw.length - 1] & 0xFF;
    }
}
