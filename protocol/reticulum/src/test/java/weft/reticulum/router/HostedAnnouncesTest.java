package weft.reticulum.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import weft.reticulum.Address;
import weft.reticulum.Digest;
import weft.reticulum.announce.AnnounceForm;
import weft.reticulum.crypto.Hashes;
import weft.reticulum.hosting.InterfaceRef;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.packet.Context;
import weft.reticulum.path.PathRequest;
import weft.reticulum.path.PathTag;
import weft.reticulum.path.TunnelSynthesis;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.interfaces.InterfaceProperties;
import weft.reticulum.router.table.Bound;

/** How hosted destinations become known. */
class HostedAnnouncesTest {

    private static final MeshPackets.Stranger OWN = new MeshPackets.Stranger(1);
    private static final Address OWNER = OWN.address();
    private static final Digest UPLINK = Hashes.sha256(new byte[] {1});

    private final TestRouter node = TestRouter.endNode();

    @Test
    void sendsAtMostOneASecondOnEachInterfaceWithJitter() {
        node.up(1);
        node.up(2);
        for (int i = 0; i < 20; i++) {
            announce(new MeshPackets.Stranger(i), 1);
        }
        assertThat(node.takeTold(ToEndpoint.Sent.class)).hasSize(20);
        node.advance(30);
        for (int on = 1; on <= 2; on++) {
            List<Double> times = new ArrayList<>();
            for (TestRouter.Frame frame : node.sent) {
                if (frame.interfaceId() == on) {
                    times.add(frame.seconds());
                }
            }
            assertThat(times).hasSize(20);
            List<Double> gaps = new ArrayList<>();
            for (int i = 1; i < times.size(); i++) {
                gaps.add(times.get(i) - times.get(i - 1));
            }
            assertThat(gaps).allSatisfy(gap -> assertThat(gap).isBetween(1.0, 1.26));
            assertThat(gaps.stream().distinct().count()).isGreaterThan(10);
        }
    }

    @Test
    void aNewerAnnounceTakesThePlaceOfOneThatWaits() {
        node.up(1);
        announce(new MeshPackets.Stranger(9), 1);
        announce(OWN, 1);
        announce(OWN, 2);
        node.takeSent(1);
        node.advance(10);
        assertThat(node.takeSent(1)).containsExactly(OWN.announce(2));
    }

    @Test
    void nothingIsKeptOfDestinationsThatAreNotRepeated() {
        node.up(1, uplink());
        for (int i = 0; i < 5; i++) {
            node.host(new Address(1, i));
        }
        node.advance(10);
        assertThat(node.takeTold(ToEndpoint.PathRequested.class)).hasSize(5);
        assertThat(node.size(Bound.OWN_ANNOUNCES)).isEqualTo(5);
        node.advance(100);
        assertThat(node.size(Bound.HOSTED)).isZero();
        assertThat(node.size(Bound.OWN_ANNOUNCES)).isZero();
    }

    @Test
    void showsHostedDestinationsWithNoHops() {
        node.up(1);
        announce(OWN, 1);
        assertThat(node.takeEmitted(RouterOutput.AnnounceHeard.class))
                .singleElement()
                .satisfies(heard -> {
                    assertThat(heard.announce().destination()).isEqualTo(OWNER);
                    assertThat(heard.hops()).isZero();
                    assertThat(heard.interfaceId()).isZero();
                });
        // The echo from the mesh is nothing new.
        node.receive(1, AnnounceForm.inTransport(OWN.announce(1), 1, Context.NONE, MeshPackets.node(1)));
        assertThat(node.router.path(OWNER)).isEmpty();
        assertThat(node.drops(1, DropReason.OWN_ANNOUNCE)).isEqualTo(1);
    }

    @Test
    void tellsOtherHostedDestinationsToo() {
        Address other = new Address(5, 5);
        node.host(OWNER);
        node.endpoint(new ToRouter.PathWanted(other, OWNER));
        assertThat(node.takeTold(ToEndpoint.PathRequested.class))
                .containsExactly(new ToEndpoint.PathRequested(OWNER, node.interfaceRef(0)));
        node.endpoint(new ToRouter.Outbound(OWNER, 1, Optional.of(node.interfaceRef(0)), OWN.announce(1)));
        assertThat(node.takeTold(ToEndpoint.PathKnown.class)).singleElement().satisfies(known -> {
            assertThat(known.owner()).isEqualTo(other);
            assertThat(known.hops()).isZero();
        });
        node.endpoint(new ToRouter.PathWanted(other, OWNER));
        assertThat(node.takeTold(ToEndpoint.PathKnown.class)).hasSize(1);
        assertThat(node.sent).isEmpty();
    }

    @Test
    void asksTheEndpointAtMostOnceASecondForEachInterface() {
        node.up(1);
        node.up(2);
        node.host(OWNER);
        for (int i = 0; i < 5; i++) {
            node.receive(1, request(i));
            node.receive(2, request(10 + i));
        }
        assertThat(node.takeTold(ToEndpoint.PathRequested.class))
                .containsExactly(
                        new ToEndpoint.PathRequested(OWNER, node.interfaceRef(1)),
                        new ToEndpoint.PathRequested(OWNER, node.interfaceRef(2)));
        node.advance(1.1);
        node.receive(1, request(20));
        assertThat(node.takeTold(ToEndpoint.PathRequested.class)).hasSize(1);
    }

    @Test
    void sendsTheLastAnnounceAgainWhenTheEndpointIsSilent() {
        node.up(1);
        announce(OWN, 1);
        node.takeSent(1);
        node.receive(1, request(1));
        node.advance(0.49);
        assertThat(node.takeSent(1)).isEmpty();
        node.advance(0.02);
        byte[] replay = OWN.announce(1, 1, true);
        assertThat(node.takeSent(1)).containsExactly(replay);
        node.advance(10);
        assertThat(node.takeSent(1)).isEmpty();
    }

    @Test
    void aFreshAnswerIsEnough() {
        node.up(1);
        node.up(2);
        announce(OWN, 1);
        node.sent.clear();
        node.receive(1, request(1));
        byte[] fresh = OWN.announce(2, 2, true);
        node.endpoint(new ToRouter.Outbound(OWNER, 5, Optional.of(node.interfaceRef(1)), fresh));
        node.advance(10);
        assertThat(node.takeSent(1)).containsExactly(fresh);
        assertThat(node.takeSent(2)).isEmpty();
    }

    @Test
    void anAnswerDoesNotOvertakeTheAnnounceThatWaits() {
        node.up(1);
        announce(new MeshPackets.Stranger(9), 1);
        announce(OWN, 1);
        node.takeSent(1);
        node.endpoint(new ToRouter.Outbound(OWNER, 5, Optional.of(node.interfaceRef(1)), OWN.announce(2, 2, true)));
        assertThat(node.takeSent(1)).containsExactly(OWN.announce(1, 1, true));
        node.advance(10);
        assertThat(node.takeSent(1)).containsExactly(OWN.announce(2, 2, false));
    }

    @Test
    void anAnnounceThatWaitsIsTheAnswerWhenTheEndpointIsSilent() {
        node.up(1);
        for (int i = 10; i < 15; i++) {
            announce(new MeshPackets.Stranger(i), 1);
        }
        announce(OWN, 1);
        node.takeSent(1);
        node.receive(1, request(1));
        node.advance(0.51);
        assertThat(node.takeSent(1)).containsExactly(OWN.announce(1));
        node.advance(10);
        assertThat(node.takeSent(1)).hasSize(4).doesNotContain(OWN.announce(1));
    }

    @Test
    void anUplinkThatComesBackHearsTheTunnelFirstAndThenEverybody() {
        node.up(1, uplink());
        assertThat(node.takeSent(1)).hasSize(1);
        for (int i = 1; i <= 4; i++) {
            announce(new MeshPackets.Stranger(i), 1);
            node.advance(2);
        }
        // The second was used last.
        Address second = new MeshPackets.Stranger(2).address();
        node.endpoint(new ToRouter.Outbound(second, 9, Optional.empty(), MeshPackets.data(new Address(1, 1), "x")));
        node.handle(new RouterInput.InterfaceOffline(1));
        node.sent.clear();
        node.advance(5);
        for (int i = 1; i <= 4; i++) {
            node.host(new MeshPackets.Stranger(i).address());
        }
        assertThat(node.sent).isEmpty();
        node.up(1, uplink());
        node.advance(10);
        List<byte[]> sent = node.takeSent(1);
        assertThat(Address.read(sent.getFirst(), 2)).isEqualTo(TunnelSynthesis.ADDRESS);
        assertThat(sent.subList(1, sent.size()))
                .extracting(packet -> Address.read(packet, 2))
                .containsExactly(
                        second,
                        new MeshPackets.Stranger(4).address(),
                        new MeshPackets.Stranger(3).address(),
                        new MeshPackets.Stranger(1).address());
    }

    @Test
    void asksForTheAnnouncesItDoesNotHave() {
        node.up(1, uplink());
        node.sent.clear();
        node.host(OWNER);
        assertThat(node.takeTold(ToEndpoint.PathRequested.class))
                .containsExactly(new ToEndpoint.PathRequested(OWNER, node.interfaceRef(1)));
        node.host(OWNER);
        node.advance(5);
        assertThat(node.told).isEmpty();
    }

    @Test
    void anAnnounceThatItAskedForIsForEverybodyBehindTheUplink() {
        node.up(1, uplink());
        node.sent.clear();
        node.host(OWNER);
        Optional<InterfaceRef> there = Optional.of(node.interfaceRef(1));
        node.endpoint(new ToRouter.Outbound(OWNER, 5, there, OWN.announce(1, 1, true)));
        assertThat(node.takeSent(1)).containsExactly(OWN.announce(1, 1, false));
        // The next answers somebody's path request, who alone wants it.
        node.endpoint(new ToRouter.Outbound(OWNER, 6, there, OWN.announce(2, 2, true)));
        assertThat(node.takeSent(1)).containsExactly(OWN.announce(2, 2, true));
    }

    @Test
    void pathsOverAnUplinkOutliveItsAbsence() {
        node.up(1, uplink());
        MeshPackets.Stranger far = new MeshPackets.Stranger(5);
        node.receive(1, far.announce(1));
        node.handle(new RouterInput.InterfaceOffline(1));
        node.sent.clear();
        node.endpoint(new ToRouter.PathWanted(OWNER, far.address()));
        assertThat(node.told).isEmpty();
        assertThat(node.router.path(far.address())).isPresent();
        node.up(1, uplink());
        assertThat(node.takeTold(ToEndpoint.PathKnown.class)).hasSize(1);
        node.down(1);
        assertThat(node.router.path(far.address())).isEmpty();
        assertThat(node.takeEmitted(RouterOutput.PathsLost.class))
                .containsExactly(new RouterOutput.PathsLost(List.of(far.address())));
    }

    @Test
    void anotherWayReplacesThePathOfAnInterfaceThatIsAway() {
        node.up(1);
        node.up(2);
        MeshPackets.Stranger far = new MeshPackets.Stranger(5);
        node.receive(1, far.announce(1));
        byte[] sameByALongerWay = far.announce(1, 3, MeshPackets.node(1));
        node.receive(2, sameByALongerWay);
        assertThat(node.router.path(far.address()).orElseThrow().interfaceId()).isEqualTo(1);
        node.handle(new RouterInput.InterfaceOffline(1));
        node.receive(2, sameByALongerWay);
        assertThat(node.router.path(far.address()).orElseThrow().interfaceId()).isEqualTo(2);
    }

    /** Whoever is behind this Router hears of the destination from nobody else: it does not pass on what it hosts. */
    @Test
    void anAnnounceLeavesThroughEveryRouterAndTheHomeAloneSaysSo() {
        Optional<Address> other = Optional.of(new Address(7, 7));
        node.up(1);
        node.host(OWNER);
        node.endpoint(new ToRouter.Outbound(OWNER, 1, Optional.empty(), other, OWN.announce(1)));
        assertThat(node.takeSent(1)).containsExactly(OWN.announce(1));
        node.down(1);
        node.endpoint(new ToRouter.Outbound(OWNER, 2, Optional.empty(), other, OWN.announce(2)));
        assertThat(node.takeTold(ToEndpoint.Outcome.class)).isEmpty();
        node.endpoint(new ToRouter.Outbound(OWNER, 3, Optional.empty(), Optional.of(node.id()), OWN.announce(3)));
        assertThat(node.takeTold(ToEndpoint.Outcome.class)).containsExactly(new ToEndpoint.NoPath(OWNER, 3));
    }

    private void announce(MeshPackets.Stranger own, long emission) {
        node.host(own.address());
        node.endpoint(new ToRouter.Outbound(own.address(), emission, Optional.empty(), own.announce(emission)));
    }

    private static InterfaceProperties uplink() {
        return InterfaceProperties.builder(10_000_000).tunnel(UPLINK).build();
    }

    private static byte[] request(int tag) {
        return new PathRequest(OWNER, Optional.empty(), PathTag.of(new byte[] {1, (byte) tag}))
                .packet()
                .encode();
    }
}
