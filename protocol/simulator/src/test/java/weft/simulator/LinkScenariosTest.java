package weft.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.simulator.Pair.SECOND;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import weft.reticulum.endpoint.EndpointCommand;
import weft.reticulum.endpoint.EndpointEvent;

class LinkScenariosTest {

    private static final long MILLISECOND = 1_000_000L;

    @Test
    void neighboursHearEachOther() {
        Seeds.play(3, mesh -> {
            Pair pair = Pair.direct(mesh, LinkModel.CLEAN, BusModel.CLEAN);
            pair.announce();
            assertThat(pair.hops()).isEqualTo(1);
        });
    }

    @Test
    void aPathLeadsThroughTransportNodes() {
        Seeds.play(3, mesh -> {
            Pair pair = Pair.through(mesh, 4, LinkModel.CLEAN, BusModel.CLEAN);
            pair.announce();
            assertThat(pair.hops()).isEqualTo(5);
        });
    }

    @Test
    void aPacketIsProvenThroughATransportNode() {
        Seeds.play(3, mesh -> {
            Pair pair = Pair.through(mesh, 1, LinkModel.CLEAN, BusModel.CLEAN);
            pair.announce();
            pair.leftHost.command(
                    pair.leftAddress,
                    new EndpointCommand.SendPacket(
                            pair.leftHost.nextRef(),
                            pair.rightHost.identity(pair.rightAddress).identity(),
                            pair.rightAddress,
                            Optional.empty(),
                            new byte[] {1, 2, 3}));
            mesh.simulation()
                    .runUntil(
                            "a proof",
                            60 * SECOND,
                            () -> pair.leftHost
                                            .events(pair.leftAddress, EndpointEvent.Delivered.class)
                                            .count()
                                    == 1);
            assertThat(pair.rightHost.packets(pair.rightAddress)).containsExactly(new byte[] {1, 2, 3});
        });
    }

    @Test
    void resourcesCrossACleanLinkBothWays() {
        Seeds.play(2, mesh -> {
            Pair pair = Pair.direct(mesh, LinkModel.CLEAN, BusModel.CLEAN);
            pair.announce();
            pair.exchangeResources(50_000, 600 * SECOND);
        });
    }

    @Test
    void resourcesCrossATransportNodeUnderLossAndDuplicates() {
        LinkModel poor = LinkModel.CLEAN
                .withLoss(0.03)
                .withDuplication(0.05)
                .withReordering(0.05)
                .withLatency(20 * MILLISECOND, 30 * MILLISECOND);
        Seeds.play(5, mesh -> {
            Pair pair = Pair.through(mesh, 1, LinkModel.CLEAN, BusModel.CLEAN);
            pair.announce();
            pair.become(poor);
            pair.exchangeResources(20_000, 1800 * SECOND);
        });
    }

    @Test
    void resourcesCrossARoughBus() {
        Seeds.play(5, mesh -> {
            Pair pair = Pair.direct(mesh, LinkModel.CLEAN, BusModel.CLEAN);
            pair.announce();
            pair.left.bus().become(BusModel.ROUGH);
            pair.right.bus().become(BusModel.ROUGH);
            pair.exchangeResources(20_000, 1800 * SECOND);
        });
    }

    @Test
    void aLinkDiesWithItsInterfaceAndANewOneCanBeOpened() {
        Seeds.play(3, mesh -> {
            Pair pair = Pair.direct(mesh, LinkModel.CLEAN, BusModel.CLEAN);
            pair.announce();
            pair.link();
            pair.wires.getFirst().disconnect();
            pair.wires.getFirst().connect();
            mesh.simulation()
                    .runUntil(
                            "the end of the link",
                            1200 * SECOND,
                            () -> pair.leftHost
                                            .events(pair.leftAddress, EndpointEvent.LinkClosed.class)
                                            .count()
                                    == 1);
            pair.announce();
            pair.exchangeResources(1000, 600 * SECOND);
        });
    }
}
