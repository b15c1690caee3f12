package weft.reticulum.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import weft.reticulum.Address;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.interfaces.IngressControl;
import weft.reticulum.router.interfaces.InterfaceMode;
import weft.reticulum.router.interfaces.InterfaceProperties;
import weft.reticulum.router.interfaces.InterfaceSnapshot;
import weft.reticulum.router.paths.PathRow;
import weft.reticulum.router.table.Bound;

/** Announces of others: taken up, checked, passed on. */
class AnnouncesTest {

    private static final MeshPackets.Stranger PEER = new MeshPackets.Stranger(1);

    private final TestRouter node = TestRouter.transportNode();

    @Test
    void tellsTheHostWhatItHeard() {
        node.up(1);
        byte[] raw = PEER.announce(5, 2, MeshPackets.node(1));
        node.receive(1, raw);
        assertThat(node.takeEmitted(RouterOutput.AnnounceHeard.class))
                .singleElement()
                .satisfies(heard -> {
                    assertThat(heard.announce().destination()).isEqualTo(PEER.address());
                    assertThat(heard.announce().identity())
                            .isEqualTo(PEER.identity().identity());
                    assertThat(heard.hops()).isEqualTo(3);
                    assertThat(heard.interfaceId()).isEqualTo(1);
                    assertThat(heard.raw()).isEqualTo(raw);
                });
        assertThat(node.takeEmitted(RouterOutput.PathChanged.class))
                .singleElement()
                .satisfies(changed -> {
                    assertThat(changed.path().nextHop()).isEqualTo(MeshPackets.node(1));
                    assertThat(changed.path().hops()).isEqualTo(3);
                });
        assertThat(node.snapshot(1).announcesIn()).isEqualTo(1);
    }

    @Test
    void tellsWhatAnotherAnnounceOfTheSameSecondSaysAndKeepsThePath() {
        node.up(1);
        node.up(2);
        node.receive(1, PEER.announce(5, 2, MeshPackets.node(1)));
        PathRow path = node.router.path(PEER.address()).orElseThrow();
        node.takeEmitted(RouterOutput.AnnounceHeard.class);
        node.advance(20);
        node.sent.clear();
        byte[] another = PEER.announce(77, 5, false);
        node.receive(2, another);
        assertThat(node.takeEmitted(RouterOutput.AnnounceHeard.class))
                .singleElement()
                .satisfies(heard -> assertThat(heard.raw()).isEqualTo(another));
        assertThat(node.router.path(PEER.address())).hasValueSatisfying(kept -> {
            assertThat(kept.nextHop()).isEqualTo(path.nextHop());
            assertThat(kept.interfaceId()).isEqualTo(path.interfaceId());
            assertThat(kept.announce()).isEqualTo(path.announce());
        });
        node.advance(20);
        assertThat(node.takeSent(1)).isEmpty();
        // Neither is told again, and an older one never.
        node.receive(1, another);
        node.receive(2, PEER.announce(5, 2, MeshPackets.node(1)));
        node.receive(2, PEER.announce(78, 4, false));
        assertThat(node.takeEmitted(RouterOutput.AnnounceHeard.class)).isEmpty();
    }

    @Test
    void anEndNodePassesNothingOn() {
        TestRouter end = TestRouter.endNode();
        end.up(1);
        end.up(2);
        end.receive(1, PEER.announce(1));
        end.advance(20);
        assertThat(end.router.path(PEER.address())).isPresent();
        assertThat(end.sent).isEmpty();
    }

    @Test
    void repeatsOnceAfterSixSeconds() {
        node.up(1);
        node.up(2);
        node.receive(1, PEER.announce(1, 4, MeshPackets.node(1)));
        MeshPackets.Stranger near = new MeshPackets.Stranger(2);
        node.receive(1, near.announce(1));
        node.advance(1);
        byte[] far5 = PEER.announce(1, 5, node.id());
        byte[] near1 = near.announce(1, 1, node.id());
        assertThat(hex(node.takeSent(2))).containsExactlyInAnyOrder(hex(far5), hex(near1));
        node.advance(4.7);
        assertThat(node.takeSent(2)).isEmpty();
        node.advance(2);
        assertThat(node.takeSent(2)).hasSize(2);
        node.advance(30);
        assertThat(node.takeSent(2)).isEmpty();
        assertThat(node.size(Bound.ANNOUNCE_TABLE)).isZero();
    }

    @Test
    void doesNotRepeatWhatTwoNeighboursRepeated() {
        node.up(1);
        node.up(2);
        node.receive(1, PEER.announce(1));
        node.advance(1);
        assertThat(node.takeSent(2)).hasSize(1);
        node.receive(2, PEER.announce(1, 1, MeshPackets.node(1)));
        node.receive(2, PEER.announce(1, 1, MeshPackets.node(2)));
        node.advance(20);
        assertThat(node.takeSent(2)).isEmpty();
    }

    @Test
    void doesNotRepeatWhatWasPassedOn() {
        node.up(1);
        node.up(2);
        node.receive(1, PEER.announce(1));
        node.advance(1);
        node.takeSent(2);
        node.receive(2, PEER.announce(1, 2, MeshPackets.node(1)));
        node.advance(20);
        assertThat(node.takeSent(2)).isEmpty();
    }

    @Test
    void oneNeighbourIsNotEnough() {
        node.up(1);
        node.up(2);
        node.receive(1, PEER.announce(1));
        node.advance(1);
        node.takeSent(2);
        node.receive(2, PEER.announce(1, 1, MeshPackets.node(1)));
        node.advance(20);
        assertThat(node.takeSent(2)).hasSize(1);
    }

    @Test
    void pathResponsesAreNotPassedOn() {
        node.up(1);
        node.up(2);
        node.receive(1, PEER.announce(1, 1, true));
        node.advance(20);
        assertThat(node.router.path(PEER.address())).isPresent();
        assertThat(node.sent).isEmpty();
    }

    @Test
    void whatCannotGrowStaysHere() {
        node.up(1);
        node.up(2);
        node.receive(1, PEER.announce(1, 127, MeshPackets.node(1)));
        node.advance(20);
        assertThat(node.router.path(PEER.address()).orElseThrow().hops()).isEqualTo(128);
        assertThat(node.sent).isEmpty();
    }

    @Test
    void refusesForgeries() {
        node.up(1);
        byte[] badSignature = PEER.announce(1);
        badSignature[badSignature.length - 1] ^= 1;
        node.receive(1, badSignature);
        byte[] wrongHash = PEER.announce(1);
        wrongHash[5] ^= 1;
        node.receive(1, wrongHash);
        byte[] link = PEER.announce(1);
        link[0] |= 0x0C;
        node.receive(1, link);
        byte[] tooLong = new byte[501];
        System.arraycopy(PEER.announce(1), 0, tooLong, 0, 170);
        node.receive(1, tooLong);
        assertThat(node.router.paths()).isEmpty();
        assertThat(node.takeEmitted(RouterOutput.AnnounceHeard.class)).isEmpty();
        assertThat(node.drops(1, DropReason.BAD_SIGNATURE)).isEqualTo(1);
        assertThat(node.drops(1, DropReason.WRONG_HASH)).isEqualTo(1);
        assertThat(node.drops(1, DropReason.BAD_ANNOUNCE)).isEqualTo(2);
        assertThat(node.snapshot(1).violations()).isEqualTo(3);
    }

    @Test
    void ignoresBlackholedIdentitiesUntilTheirTimeIsOver() {
        node.up(1);
        node.receive(1, PEER.announce(1));
        Address identity = PEER.identity().identity().hash();
        node.handle(new RouterInput.Blackhole(identity, node.unix() + 100));
        assertThat(node.router.paths()).isEmpty();
        node.receive(1, PEER.announce(2));
        assertThat(node.drops(1, DropReason.BLACKHOLED)).isEqualTo(1);
        node.advance(101);
        node.receive(1, PEER.announce(3));
        assertThat(node.router.paths()).hasSize(1);
        node.handle(new RouterInput.Blackhole(identity, Long.MAX_VALUE));
        node.advance(1_000_000);
        node.receive(1, PEER.announce(4));
        assertThat(node.router.paths()).isEmpty();
        node.handle(new RouterInput.LiftBlackhole(identity));
        node.receive(1, PEER.announce(5));
        assertThat(node.router.paths()).hasSize(1);
    }

    @Test
    void keepsTheOrderOfOneDestinationWhateverTheOrderOfAnswers() {
        node.up(1);
        node.checksAtOnce = false;
        for (int emission = 1; emission <= 5; emission++) {
            node.receive(1, PEER.announce(emission));
        }
        List<RouterOutput.VerifySignature> work = new ArrayList<>(node.work);
        assertThat(work).hasSize(5);
        Collections.reverse(work);
        for (RouterOutput.VerifySignature each : work) {
            assertThat(node.takeEmitted(RouterOutput.AnnounceHeard.class)).isEmpty();
            node.handle(each.check());
            node.handle(each.check());
        }
        assertThat(node.takeEmitted(RouterOutput.AnnounceHeard.class))
                .extracting(heard -> heard.announce().emission().random())
                .containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void checksCopiesOfOneAnnounceOnce() {
        node.up(1);
        node.up(2);
        node.up(3);
        node.checksAtOnce = false;
        node.receive(1, PEER.announce(1, 3, MeshPackets.node(1)));
        node.receive(2, PEER.announce(1, 1, MeshPackets.node(2)));
        assertThat(node.work).hasSize(1);
        node.handle(node.work.removeFirst().check());
        node.receive(3, PEER.announce(1, 3, MeshPackets.node(3)));
        assertThat(node.work).isEmpty();
        assertThat(node.snapshot(1).announcesIn()
                        + node.snapshot(2).announcesIn()
                        + node.snapshot(3).announcesIn())
                .isEqualTo(3);
    }

    @Test
    void doesNotWaitForeverForAnAnswer() {
        node.up(1);
        node.checksAtOnce = false;
        node.receive(1, PEER.announce(1));
        node.advance(16);
        assertThat(node.drops(1, DropReason.UNVERIFIED)).isEqualTo(1);
        node.handle(node.work.removeFirst().check());
        assertThat(node.router.paths()).isEmpty();
        node.receive(1, PEER.announce(1));
        node.handle(node.work.removeFirst().check());
        assertThat(node.router.paths()).hasSize(1);
    }

    @Test
    void holdsAnnouncesOfStrangersDuringABurst() {
        node.up(1);
        node.receive(1, PEER.announce(1));
        for (int i = 10; i < 20; i++) {
            node.receive(1, new MeshPackets.Stranger(i).announce(1));
            node.advance(0.1);
        }
        InterfaceSnapshot burst = node.snapshot(1);
        assertThat(burst.announceBurst()).isTrue();
        assertThat(burst.heldAnnounces()).isGreaterThan(4);
        int known = node.router.paths().size();
        // Who is known, or asked for, gets through.
        node.receive(1, PEER.announce(2));
        assertThat(node.router.path(PEER.address()).orElseThrow().emissions()).hasSize(2);
        MeshPackets.Stranger wanted = new MeshPackets.Stranger(30);
        node.handle(new RouterInput.RequestPath(wanted.address()));
        node.receive(1, wanted.announce(1));
        assertThat(node.router.path(wanted.address())).isPresent();
        // Afterwards the others come one by one.
        node.advance(30);
        assertThat(node.router.paths()).hasSize(known + 1);
        node.advance(5 * 11);
        assertThat(node.snapshot(1).heldAnnounces()).isZero();
        assertThat(node.router.paths()).hasSize(known + 1 + burst.heldAnnounces());
    }

    @Test
    void lettingAllInIsAChoice() {
        node.up(
                1,
                InterfaceProperties.builder(10_000_000)
                        .ingress(IngressControl.OFF)
                        .build());
        for (int i = 0; i < 50; i++) {
            node.receive(1, new MeshPackets.Stranger(i).announce(1));
        }
        assertThat(node.router.paths()).hasSize(50);
    }

    @Test
    void forgetsPathsThatNobodyUsed() {
        node.up(1);
        node.up(
                2,
                InterfaceProperties.builder(10_000_000)
                        .mode(InterfaceMode.ROAMING)
                        .build());
        node.receive(1, PEER.announce(1));
        MeshPackets.Stranger roaming = new MeshPackets.Stranger(2);
        node.receive(2, roaming.announce(1));
        node.advance(21_600 - 10);
        assertThat(node.router.paths()).hasSize(2);
        node.advance(100);
        assertThat(node.router.paths()).extracting(PathRow::destination).containsExactly(PEER.address());
        node.advance(604_800);
        assertThat(node.router.paths()).isEmpty();
        assertThat(node.router.nextDeadline()).isEqualTo(Router.NONE);
    }

    @Test
    void usePutsTheEndOff() {
        node.up(1);
        node.up(2);
        node.receive(2, PEER.announce(1));
        node.advance(600_000);
        node.receive(1, MeshPackets.inTransport(MeshPackets.data(PEER.address(), "x"), 0, node.id()));
        node.advance(10_000);
        assertThat(node.router.path(PEER.address())).isPresent();
    }

    @Test
    void dropsPathsOnDemand() {
        node.up(1);
        node.receive(1, PEER.announce(1));
        for (int i = 2; i < 5; i++) {
            node.receive(1, new MeshPackets.Stranger(i).announce(1, 2, MeshPackets.node(1)));
        }
        node.handle(new RouterInput.DropPathsVia(MeshPackets.node(1)));
        assertThat(node.router.paths()).hasSize(1);
        node.handle(new RouterInput.DropPath(PEER.address()));
        assertThat(node.router.paths()).isEmpty();
    }

    @Test
    void announcesThatWaitForBandwidthLeaveNearestFirst() {
        node.up(1);
        node.up(2, InterfaceProperties.automatic(100_000));
        for (int i = 0; i < 6; i++) {
            node.receive(1, new MeshPackets.Stranger(i).announce(1, 10 - i, MeshPackets.node(1)));
        }
        node.advance(0.6);
        int waiting = node.snapshot(2).queuedAnnounces();
        assertThat(waiting).isPositive();
        node.takeSent(2);
        node.advance(4.5);
        assertThat(node.takeSent(2))
                .hasSize(waiting)
                .extracting(packet -> packet[1])
                .isSorted();
        node.handle(new RouterInput.DropAnnounceQueues());
        assertThat(node.size(Bound.ANNOUNCE_QUEUE)).isZero();
    }

    private static String hex(byte[] packet) {
        return HexFormat.of().formatHex(packet);
    }

    private static List<String> hex(List<byte[]> packets) {
        return packets.stream().map(AnnouncesTest::hex).toList();
    }
}
