package weft.reticulum.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import weft.reticulum.Address;
import weft.reticulum.Digest;
import weft.reticulum.Vectors;
import weft.reticulum.announce.AnnounceForm;
import weft.reticulum.crypto.Hashes;
import weft.reticulum.packet.Context;
import weft.reticulum.packet.DestinationType;
import weft.reticulum.packet.Packet;
import weft.reticulum.packet.Proof;
import weft.reticulum.path.PathRequest;
import weft.reticulum.path.PathTag;
import weft.reticulum.path.TunnelSynthesis;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.interfaces.IngressControl;
import weft.reticulum.router.interfaces.InterfaceMode;
import weft.reticulum.router.interfaces.InterfaceProperties;
import weft.reticulum.router.paths.PathState;
import weft.reticulum.router.table.Bound;

/** What a transport node does for others: packets, proofs, links, path requests, tunnels. */
class TransitTest {

    private static final MeshPackets.Stranger PEER = new MeshPackets.Stranger(1);
    private static final int IN = 1;
    private static final int OUT = 2;

    private final TestRouter node = TestRouter.transportNode();

    @Test
    void forwardsAPacketOnce() {
        ready(2);
        byte[] packet = MeshPackets.inTransport(MeshPackets.data(PEER.address(), "x"), 0, node.id());
        node.receive(IN, packet);
        node.receive(IN, packet);
        node.receive(OUT, MeshPackets.withHops(packet, 5));
        assertThat(node.takeSent(OUT)).hasSize(1);
        assertThat(node.takeSent(IN)).isEmpty();
    }

    @Test
    void stopsAtTheLastHop() {
        ready(2);
        node.receive(IN, MeshPackets.inTransport(MeshPackets.data(PEER.address(), "x"), 127, node.id()));
        assertThat(node.sent).isEmpty();
        assertThat(node.drops(IN, DropReason.HOPS_EXHAUSTED)).isEqualTo(1);
        node.receive(IN, MeshPackets.inTransport(MeshPackets.data(PEER.address(), "y"), 126, node.id()));
        assertThat(node.takeSent(OUT)).singleElement().satisfies(packet -> assertThat(packet[1])
                .isEqualTo((byte) 127));
    }

    /** Seen at a stock node (docs/protocol-notes.md): broadcasts stay, what names a next transport node goes on. */
    @Test
    void passesPlainPacketsOnThatNameThisNode() {
        ready(0);
        byte[] plain = MeshPackets.data(PEER.address(), "x");
        plain[0] |= (byte) (DestinationType.PLAIN.ordinal() << 2);
        node.receive(IN, plain);
        node.receive(IN, MeshPackets.inTransport(plain, 0, MeshPackets.node(3)));
        assertThat(node.takeSent(OUT)).isEmpty();
        node.receive(IN, MeshPackets.inTransport(plain, 0, node.id()));
        assertThat(node.takeSent(OUT)).containsExactly(MeshPackets.withHops(plain, 1));
    }

    @Test
    void theWayBackClosesAfter480Seconds() {
        ready(0);
        byte[] packet = MeshPackets.data(PEER.address(), "x");
        node.receive(IN, MeshPackets.inTransport(packet, 0, node.id()));
        node.advance(490);
        node.receive(OUT, proofOf(packet));
        assertThat(node.takeSent(IN)).isEmpty();
        assertThat(node.drops(OUT, DropReason.UNKNOWN_PROOF)).isEqualTo(1);
    }

    @Test
    void aProofFromElsewhereUsesTheWayBackUp() {
        ready(0);
        node.up(3);
        byte[] packet = MeshPackets.data(PEER.address(), "x");
        node.receive(IN, MeshPackets.inTransport(packet, 0, node.id()));
        node.receive(3, proofOf(packet));
        node.receive(OUT, proofOf(packet));
        assertThat(node.takeSent(IN)).isEmpty();
    }

    @Test
    void refusesWhatIsMalformed() {
        node.up(IN, InterfaceProperties.automatic(62_500));
        node.receive(IN, new byte[0]);
        node.receive(IN, new byte[19]);
        node.receive(IN, MeshPackets.withHops(MeshPackets.data(PEER.address(), "x"), 128));
        node.receive(IN, new byte[1025]);
        byte[] group = MeshPackets.data(PEER.address(), "x");
        group[0] |= 0x04;
        node.receive(IN, MeshPackets.withHops(group, 2));
        assertThat(node.drops(IN, DropReason.MALFORMED)).isEqualTo(3);
        assertThat(node.drops(IN, DropReason.OVERSIZED)).isEqualTo(1);
        assertThat(node.drops(IN, DropReason.PLAIN_TOO_FAR)).isEqualTo(1);
        assertThat(node.snapshot(IN).violations()).isEqualTo(5);
        node.router.onPacket(0, 0, 77, new byte[50], 0, 50, node);
    }

    @Test
    void aLinkLivesOnItsTraffic() {
        ready(0);
        Address link = openLink(1);
        for (int i = 0; i < 3; i++) {
            node.advance(890);
            node.receive(IN, MeshPackets.linkData(link, "packet " + i));
            assertThat(node.takeSent(OUT)).hasSize(1);
        }
        node.advance(910);
        node.receive(IN, MeshPackets.linkData(link, "late"));
        assertThat(node.takeSent(OUT)).isEmpty();
        assertThat(node.size(Bound.TRANSIT_LINKS)).isZero();
    }

    @Test
    void aLinkDiesWithItsInterface() {
        ready(0);
        Address link = openLink(1);
        node.down(OUT);
        node.receive(IN, MeshPackets.linkData(link, "x"));
        assertThat(node.drops(IN, DropReason.NOT_FOR_US)).isEqualTo(1);
        assertThat(node.size(Bound.TRANSIT_LINKS)).isZero();
    }

    /** The check of a proof takes a while, in which packets come in on other interfaces. */
    @Test
    void aProofSpeaksForThePathThatItCameInOnHoweverLateItIsChecked() {
        ready(0);
        byte[] request = MeshPackets.linkRequest(PEER.address(), 1, 500);
        node.receive(IN, MeshPackets.inTransport(request, 0, node.id()));
        node.checksAtOnce = false;
        node.receive(OUT, MeshPackets.linkProof(MeshPackets.linkId(request), PEER.identity(), 500));
        node.receive(IN, MeshPackets.data(PEER.address(), "meanwhile"));
        node.checksAtOnce = true;
        node.handle(node.work.removeFirst().check());
        assertThat(node.router.path(PEER.address()).orElseThrow().state()).isEqualTo(PathState.RESPONSIVE);
    }

    @Test
    void aSecondProofIsNotPassedOn() {
        ready(0);
        Address link = openLink(1);
        node.receive(OUT, MeshPackets.linkProof(link, PEER.identity(), 600));
        assertThat(node.takeSent(IN)).isEmpty();
    }

    @Test
    void aLinkThatIsNotProvenCastsDoubtOnThePath() {
        ready(0);
        byte[] request = MeshPackets.linkRequest(PEER.address(), 1, 500);
        node.receive(IN, MeshPackets.inTransport(request, 0, node.id()));
        node.sent.clear();
        node.advance(5.9);
        assertThat(node.router.path(PEER.address()).orElseThrow().state()).isEqualTo(PathState.UNKNOWN);
        node.advance(2);
        assertThat(node.router.path(PEER.address()).orElseThrow().state()).isEqualTo(PathState.UNRESPONSIVE);
        assertThat(node.takeSent(IN)).isEmpty();
        assertThat(node.takeSent(OUT)).singleElement().satisfies(asked -> assertThat(
                        Vectors.valueOf(Packet.decode(asked)).destination())
                .isEqualTo(PathRequest.ADDRESS));
        // The same announce by a longer way is better than nothing now.
        node.up(3);
        node.receive(3, PEER.announce(1, 3, MeshPackets.node(4)));
        assertThat(node.router.path(PEER.address()).orElseThrow().interfaceId()).isEqualTo(3);
    }

    @Test
    void linkRequestsOfTheWrongSizeGoNoFurther() {
        ready(0);
        byte[] request = MeshPackets.linkRequest(PEER.address(), 1, 500);
        byte[] short1 = Arrays.copyOf(request, request.length - 1);
        node.receive(IN, MeshPackets.inTransport(short1, 0, node.id()));
        assertThat(node.sent).isEmpty();
        assertThat(node.drops(IN, DropReason.BAD_SIGNALLING)).isEqualTo(1);
    }

    @Test
    void whoWaitsForAPathGetsItAtOnce() {
        node.up(
                1,
                InterfaceProperties.builder(10_000_000)
                        .mode(InterfaceMode.GATEWAY)
                        .build());
        node.up(2);
        node.up(3);
        PathTag tag = PathTag.of(new byte[] {1});
        node.receive(1, request(PEER.address(), tag));
        assertThat(node.takeSent(2)).hasSize(1);
        // Another asks meanwhile: not searched again, but answered too.
        node.receive(3, request(PEER.address(), PathTag.of(new byte[] {2})));
        node.sent.clear();
        node.receive(2, PEER.announce(1, 1, true));
        byte[] answer = AnnounceForm.inTransport(PEER.announce(1), 1, Context.PATH_RESPONSE, node.id());
        assertThat(node.takeSent(1)).containsExactly(answer);
        assertThat(node.takeSent(3)).containsExactly(answer);
        assertThat(node.takeSent(2)).isEmpty();
    }

    @Test
    void nobodyWaitsForever() {
        node.up(
                1,
                InterfaceProperties.builder(10_000_000)
                        .mode(InterfaceMode.GATEWAY)
                        .build());
        node.up(2);
        node.receive(1, request(PEER.address(), PathTag.of(new byte[] {1})));
        node.advance(60);
        assertThat(node.size(Bound.WAITING_REQUESTS)).isZero();
        node.sent.clear();
        node.receive(2, PEER.announce(1, 1, true));
        assertThat(node.takeSent(1)).isEmpty();
    }

    @Test
    void aBurstOfRequestsIsNotSearchedFor() {
        node.up(
                1,
                InterfaceProperties.builder(10_000_000)
                        .mode(InterfaceMode.GATEWAY)
                        .build());
        node.up(2);
        for (int i = 0; i < 40; i++) {
            node.receive(1, request(new Address(9, i), PathTag.of(new byte[] {(byte) (i + 1)})));
            node.advance(0.05);
        }
        assertThat(node.takeSent(2).size()).isLessThan(10);
        assertThat(node.snapshot(1).requestBurst()).isTrue();
        node.advance(60);
        for (int i = 0; i < 6; i++) {
            node.receive(1, request(new Address(8, i), PathTag.of(new byte[] {(byte) (i + 1)})));
            node.advance(5);
        }
        assertThat(node.takeSent(2)).isNotEmpty();
    }

    @Test
    void egressControlLimitsSearches() {
        IngressControl control = new IngressControl(false, false, 0, 3, 10, 3, 8, 15, 15, 256, 5, 2);
        node.up(
                1,
                InterfaceProperties.builder(10_000_000)
                        .mode(InterfaceMode.GATEWAY)
                        .ingress(control)
                        .build());
        node.up(2, InterfaceProperties.builder(10_000_000).ingress(control).build());
        for (int i = 0; i < 40; i++) {
            node.receive(1, request(new Address(9, i), PathTag.of(new byte[] {(byte) (i + 1)})));
            node.advance(0.1);
        }
        assertThat(node.takeSent(2).size()).isBetween(1, 12);
    }

    @Test
    void aClientThatComesBackFindsItsPathsAgain() {
        Digest description = Hashes.sha256(new byte[] {5});
        node.up(1);
        node.up(2);
        node.receive(1, tunnel(description, 1));
        node.receive(1, PEER.announce(1));
        node.receive(1, new MeshPackets.Stranger(2).announce(1, 3, MeshPackets.node(1)));
        node.down(1);
        assertThat(node.router.paths()).isEmpty();
        node.advance(100);
        node.up(5);
        node.receive(5, tunnel(description, 2));
        assertThat(node.router.paths()).hasSize(2).allSatisfy(path -> assertThat(path.interfaceId())
                .isEqualTo(5));
        // A newer way elsewhere is not taken back.
        node.receive(2, PEER.announce(2));
        node.down(5);
        node.up(6);
        node.receive(6, tunnel(description, 3));
        assertThat(node.router.path(PEER.address()).orElseThrow().interfaceId()).isEqualTo(2);
        node.down(6);
        node.advance(8 * 3600 + 100);
        assertThat(node.size(Bound.TUNNELS)).isZero();
    }

    @Test
    void believesOnlySignedTunnels() {
        node.up(1);
        byte[] forged = tunnel(Hashes.sha256(new byte[] {5}), 1);
        forged[forged.length - 1] ^= 1;
        node.receive(1, forged);
        node.receive(1, Arrays.copyOf(forged, forged.length - 1));
        assertThat(node.size(Bound.TUNNELS)).isZero();
        assertThat(node.drops(1, DropReason.BAD_TUNNEL)).isEqualTo(2);
    }

    private void ready(int wireHops) {
        node.up(IN);
        node.up(OUT);
        node.receive(OUT, wireHops == 0 ? PEER.announce(1) : PEER.announce(1, wireHops, MeshPackets.node(1)));
        node.advance(30);
        node.sent.clear();
    }

    /** A proven link from IN to the peer on OUT. */
    private Address openLink(int seed) {
        byte[] request = MeshPackets.linkRequest(PEER.address(), seed, 500);
        Address link = MeshPackets.linkId(request);
        node.receive(IN, MeshPackets.inTransport(request, 0, node.id()));
        node.receive(OUT, MeshPackets.linkProof(link, PEER.identity(), 500));
        assertThat(node.takeSent(IN)).hasSize(1);
        node.sent.clear();
        return link;
    }

    private static byte[] request(Address destination, PathTag tag) {
        return new PathRequest(destination, Optional.empty(), tag).packet().encode();
    }

    private static byte[] tunnel(Digest description, int random) {
        byte[] bytes = new byte[16];
        bytes[0] = (byte) random;
        return TunnelSynthesis.build(TestRouter.identity(77), description, bytes)
                .encode();
    }

    private static byte[] proofOf(byte[] packet) {
        return Proof.implicit(
                        PEER.identity(), Vectors.valueOf(Packet.decode(packet)).hash())
                .encode();
    }
}
