package weft.reticulum.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.reticulum.endpoint.TwoEndpoints.MILLI;
import static weft.reticulum.endpoint.TwoEndpoints.SECOND;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import weft.reticulum.Address;
import weft.reticulum.endpoint.EndpointEvent.MessageReceived;
import weft.reticulum.endpoint.TwoEndpoints.Medium;
import weft.reticulum.link.FailureReason;
import weft.reticulum.link.LinkCloseReason;
import weft.reticulum.packet.Context;

class EndpointChannelTest {

    private static Address channel(TwoEndpoints world) {
        Address link = world.alice.openLink();
        world.alice.command(new EndpointCommand.OpenChannel(link, Set.of(1)));
        world.bob.command(new EndpointCommand.OpenChannel(link, Set.of(1)));
        return link;
    }

    private static List<Integer> received(TestHost host) {
        return host.all(MessageReceived.class)
                .map(message -> (message.payload()[0] & 0xFF) << 8 | message.payload()[1] & 0xFF)
                .toList();
    }

    private static void send(TestHost host, Address link, int number) {
        host.command(new EndpointCommand.SendMessage(
                link, host.newRef(), 1, new byte[] {(byte) (number >> 8), (byte) number}));
    }

    @TestFactory
    Stream<DynamicTest> carriesMessagesInOrderAndOnce() {
        return Stream.of(0.0, 0.05, 0.1).flatMap(loss -> Stream.of(1L, 2L)
                .map(seed -> DynamicTest.dynamicTest("loss " + loss + ", seed " + seed, () -> {
                    Medium medium =
                            Medium.PERFECT.withLoss(loss).withDuplication(0.1).withJitter(15 * MILLI);
                    TwoEndpoints world = new TwoEndpoints(seed, medium, EndpointOptions.DEFAULT);
                    Address link = channel(world);
                    List<Integer> expected = new ArrayList<>();
                    for (int i = 0; i < 300; i++) {
                        expected.add(i);
                        send(world.alice, link, i);
                        send(world.bob, link, i);
                        world.run(100 * MILLI);
                    }
                    world.run(30 * SECOND);
                    if (world.alice.closed(link)) {
                        assertThat(expected).startsWith(received(world.bob).toArray(Integer[]::new));
                    } else {
                        assertThat(received(world.bob)).isEqualTo(expected);
                        assertThat(received(world.alice)).isEqualTo(expected);
                        assertThat(world.alice.all(EndpointEvent.Delivered.class))
                                .hasSize(300);
                    }
                })));
    }

    @Test
    void closesTheLinkWhenAMessageIsNeverProven() {
        TwoEndpoints world = new TwoEndpoints(1, Medium.PERFECT, EndpointOptions.DEFAULT);
        Address link = channel(world);
        world.swallowed = packet -> packet.context() == Context.CHANNEL;
        send(world.alice, link, 1);
        send(world.alice, link, 2);
        send(world.alice, link, 3);
        world.run(20 * SECOND);
        assertThat(world.alice
                        .first(EndpointEvent.LinkClosed.class)
                        .orElseThrow()
                        .reason())
                .isEqualTo(LinkCloseReason.TIMED_OUT);
        assertThat(world.alice.all(EndpointEvent.Failed.class).map(EndpointEvent.Failed::reason))
                .containsExactly(FailureReason.LINK_CLOSED, FailureReason.LINK_CLOSED, FailureReason.LINK_CLOSED);
        assertThat(world.bob.first(EndpointEvent.LinkClosed.class).orElseThrow().reason())
                .isEqualTo(LinkCloseReason.CLOSED_BY_PEER);
    }

    @Test
    void neitherProvesNorDropsWhatComesBeforeTheChannelIsOpen() {
        TwoEndpoints world = new TwoEndpoints(1, Medium.PERFECT, EndpointOptions.DEFAULT);
        Address link = world.alice.openLink();
        world.alice.command(new EndpointCommand.OpenChannel(link, Set.of(1)));
        send(world.alice, link, 7);
        world.run(150 * MILLI);
        assertThat(received(world.bob)).isEmpty();
        world.bob.command(new EndpointCommand.OpenChannel(link, Set.of(1)));
        world.run(SECOND);
        assertThat(received(world.bob)).containsExactly(7);
        assertThat(world.alice.all(EndpointEvent.Delivered.class)).hasSize(1);
    }

    @Test
    void refusesWhatDoesNotFit() {
        TwoEndpoints world = new TwoEndpoints(1, Medium.PERFECT, EndpointOptions.DEFAULT);
        Address link = channel(world);
        world.alice.command(new EndpointCommand.SendMessage(link, 900, 1, new byte[426]));
        assertThat(world.alice.failure(900).orElseThrow().reason()).isEqualTo(FailureReason.TOO_LARGE);
        for (int i = 0; i < 64; i++) {
            send(world.alice, link, i);
        }
        world.alice.command(new EndpointCommand.SendMessage(link, 901, 1, new byte[1]));
        assertThat(world.alice.failure(901).orElseThrow().reason()).isEqualTo(FailureReason.TOO_MANY);
    }
}
