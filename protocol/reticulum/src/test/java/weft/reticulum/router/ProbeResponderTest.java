package weft.reticulum.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import weft.reticulum.Address;
import weft.reticulum.Vectors;
import weft.reticulum.announce.Announce;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.packet.Context;
import weft.reticulum.packet.DestinationType;
import weft.reticulum.packet.Packet;
import weft.reticulum.packet.PacketType;
import weft.reticulum.packet.Proof;
import weft.reticulum.path.PathRequest;
import weft.reticulum.path.PathTag;
import weft.reticulum.router.drops.DropReason;

class ProbeResponderTest {

    private final TestRouter node =
            new TestRouter(RouterConfig.transportNode(TestRouter.identity(7), 1).withProbes(true));
    private final Address probe = DestinationName.PROBE.destination(node.id());

    @Test
    void announcesItselfAfter15SecondsAndEveryTwoHours() {
        node.up(1);
        node.advance(14.9);
        assertThat(node.takeSent(1)).isEmpty();
        node.advance(0.2);
        Announce first = announceOf(node.takeSent(1));
        assertThat(first.destination()).isEqualTo(probe);
        assertThat(first.isSigned()).isTrue();
        assertThat(first.emission().unixSeconds()).isEqualTo(TestRouter.UNIX_START + 15);
        node.advance(7200);
        assertThat(announceOf(node.takeSent(1)).emission().unixSeconds()).isEqualTo(TestRouter.UNIX_START + 7215);
    }

    @Test
    void provesWhatItCanDecrypt() {
        node.up(1);
        byte[] packet = packet("are you there?");
        node.receive(1, packet);
        Packet proof = Vectors.valueOf(Packet.decode(node.takeSent(1).getFirst()));
        Packet sent = Vectors.valueOf(Packet.decode(packet));
        assertThat(proof.destination()).isEqualTo(sent.hash().truncated());
        assertThat(Vectors.valueOf(Proof.decode(proof.data()))
                        .proves(sent.hash(), node.router.config().identity().identity()))
                .isTrue();
        byte[] broken = packet("are you there?");
        broken[40] ^= 1;
        node.receive(1, broken);
        node.receive(1, MeshPackets.linkRequest(probe, 1, 500));
        assertThat(node.takeSent(1)).isEmpty();
    }

    @Test
    void takesThePacketsThatNameThisNodeAsTheirNextHop() {
        node.up(1);
        node.receive(1, MeshPackets.inTransport(packet("x"), 0, node.id()));
        assertThat(node.takeSent(1)).hasSize(1);
    }

    @Test
    void answersOnlySoManyInASecond() {
        node.up(1);
        for (int i = 0; i < 50; i++) {
            node.receive(1, packet("probe " + i));
        }
        assertThat(node.takeSent(1)).hasSize(20);
        assertThat(node.drops(1, DropReason.PROBE_LIMIT)).isEqualTo(30);
        node.advance(1);
        node.receive(1, packet("again"));
        assertThat(node.takeSent(1)).hasSize(1);
    }

    @Test
    void answersPathRequests() {
        node.up(1);
        for (int i = 1; i < 5; i++) {
            node.receive(
                    1,
                    new PathRequest(probe, Optional.empty(), PathTag.of(new byte[] {(byte) i}))
                            .packet()
                            .encode());
        }
        assertThat(announceOf(node.takeSent(1)).pathResponse()).isTrue();
    }

    @Test
    void isOffUnlessAskedFor() {
        TestRouter plain = TestRouter.transportNode();
        plain.up(1);
        plain.advance(100);
        plain.receive(1, packet("x"));
        assertThat(plain.sent).isEmpty();
        assertThat(plain.router.nextDeadline()).isEqualTo(Router.NONE);
    }

    private byte[] packet(String content) {
        byte[] sealed = node.router
                .config()
                .identity()
                .identity()
                .encrypt(content.getBytes(), Optional.empty(), TestRouter.entropy(content.hashCode()))
                .orElseThrow();
        return Packet.originate(DestinationType.SINGLE, PacketType.DATA, probe, Context.NONE, sealed)
                .encode();
    }

    private static Announce announceOf(List<byte[]> sent) {
        assertThat(sent).hasSize(1);
        return Vectors.valueOf(Announce.decode(sent.getFirst()));
    }
}
