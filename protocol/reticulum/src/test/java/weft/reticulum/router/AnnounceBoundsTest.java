package weft.reticulum.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import weft.reticulum.Address;
import weft.reticulum.announce.Emission;
import weft.reticulum.crypto.Hashes;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.interfaces.IngressControl;
import weft.reticulum.router.interfaces.InterfaceProperties;
import weft.reticulum.router.paths.PathEntry;
import weft.reticulum.router.table.Bound;

/** Announces that are asked for, held, wait or are remembered, at their bounds. */
class AnnounceBoundsTest {

    private static final int ROOM = BoundsTest.ROOM;

    @Test
    void noMoreRequestsAreAnsweredFromThePathTableThanThereIsRoomFor() {
        TestRouter node = BoundsTest.transport(Bound.PATH_ANSWERS);
        for (int i = 0; i < ROOM + 2; i++) {
            node.receive(2, new MeshPackets.Stranger(i).announce(1));
        }
        node.advance(60);
        node.sent.clear();
        for (int i = 0; i < ROOM + 2; i++) {
            node.receive(1, BoundsTest.request(new MeshPackets.Stranger(i).address(), i));
        }
        assertThat(node.size(Bound.PATH_ANSWERS)).isEqualTo(ROOM);
        assertThat(node.drops(1, DropReason.TABLE_FULL)).isEqualTo(2);
        node.advance(1);
        assertThat(node.takeSent(1)).hasSize(ROOM);
        assertThat(node.size(Bound.PATH_ANSWERS)).isZero();
    }

    @Test
    void noMoreHostedDestinationsAreAskedForAnAnswerThanThereIsRoomFor() {
        TestRouter node = BoundsTest.end(Bound.HOSTED_ANSWERS);
        for (int i = 0; i < ROOM + 2; i++) {
            node.host(new Address(1, i));
            node.receive(1, BoundsTest.request(new Address(1, i), i));
        }
        assertThat(node.takeTold(ToEndpoint.PathRequested.class)).hasSize(ROOM);
        assertThat(node.size(Bound.HOSTED_ANSWERS)).isEqualTo(ROOM);
        assertThat(node.drops(1, DropReason.TABLE_FULL)).isEqualTo(2);
        node.advance(2);
        assertThat(node.size(Bound.HOSTED_ANSWERS)).isZero();
    }

    @Test
    void noMoreOwnAnnouncesWaitThanThereIsRoomFor() {
        TestRouter node = BoundsTest.end(Bound.OWN_ANNOUNCES);
        for (int i = 0; i < ROOM + 3; i++) {
            MeshPackets.Stranger own = new MeshPackets.Stranger(i);
            node.host(own.address());
            node.endpoint(new ToRouter.Outbound(own.address(), 1, Optional.empty(), own.announce(1)));
        }
        assertThat(node.size(Bound.OWN_ANNOUNCES)).isEqualTo(ROOM);
        assertThat(node.drops(1, DropReason.ANNOUNCE_QUEUE_FULL)).isEqualTo(2);
        node.advance(30);
        assertThat(node.takeSent(1)).hasSize(ROOM + 1);
    }

    @Test
    void noMoreOwnAnnouncesAreAskedForThanThereIsRoomFor() {
        TestRouter node =
                new TestRouter(RouterConfig.endNode(TestRouter.identity(7), 1).with(Bound.OWN_ANNOUNCES, ROOM));
        node.up(
                1,
                InterfaceProperties.builder(10_000_000)
                        .tunnel(Hashes.sha256(new byte[] {1}))
                        .build());
        for (int i = 0; i < ROOM + 2; i++) {
            node.host(new Address(1, i));
            node.advance(0.5);
        }
        node.advance(10);
        assertThat(node.takeTold(ToEndpoint.PathRequested.class)).hasSize(ROOM);
        assertThat(node.size(Bound.OWN_ANNOUNCES)).isEqualTo(ROOM);
        assertThat(node.drops(1, DropReason.ANNOUNCE_QUEUE_FULL)).isEqualTo(2);
    }

    @Test
    void noMoreAnnouncesAreHeldDuringABurstThanThereIsRoomFor() {
        IngressControl few = new IngressControl(true, true, 7200, 3, 10, 3, 8, 15, 15, ROOM, 5, 0);
        TestRouter node = TestRouter.endNode();
        node.up(1, InterfaceProperties.builder(10_000_000).ingress(few).build());
        for (int i = 0; i < 20; i++) {
            node.receive(1, new MeshPackets.Stranger(i).announce(1));
            node.advance(0.1);
        }
        assertThat(node.snapshot(1).heldAnnounces()).isEqualTo(ROOM);
        int paths = node.router.paths().size();
        assertThat(node.drops(1, DropReason.BURST)).isEqualTo(20 - paths - ROOM);
        node.advance(60);
        assertThat(node.router.paths()).hasSize(paths + ROOM);
    }

    @Test
    void theOldestEmissionOfAPathIsForgotten() {
        TestRouter node = BoundsTest.transport(Bound.TUNNELS);
        MeshPackets.Stranger stranger = new MeshPackets.Stranger(1);
        for (int emission = 1; emission <= PathEntry.MAX_EMISSIONS + 1; emission++) {
            node.receive(1, stranger.announce(emission));
        }
        assertThat(node.router.path(stranger.address()).orElseThrow().emissions())
                .hasSize(PathEntry.MAX_EMISSIONS)
                .doesNotContain(new Emission(1, TestRouter.UNIX_START + 1))
                .contains(new Emission(2, TestRouter.UNIX_START + 2));
    }
}
