package weft.reticulum.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.reticulum.endpoint.TwoEndpoints.MILLI;
import static weft.reticulum.endpoint.TwoEndpoints.SECOND;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.Digest;
import weft.reticulum.WireRejection;
import weft.reticulum.endpoint.EndpointEvent.LinkClosed;
import weft.reticulum.endpoint.EndpointEvent.LinkEstablished;
import weft.reticulum.endpoint.EndpointEvent.LinkPacketReceived;
import weft.reticulum.endpoint.TwoEndpoints.Medium;
import weft.reticulum.hosting.InterfaceRef;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.link.FailureReason;
import weft.reticulum.link.LinkCloseReason;
import weft.reticulum.packet.Context;
import weft.reticulum.packet.Packet;

class EndpointLinkTest {

    private final TwoEndpoints world = new TwoEndpoints(1, Medium.PERFECT, EndpointOptions.DEFAULT);
    private final TestHost alice = world.alice;
    private final TestHost bob = world.bob;

    private static long send(TestHost from, Address link, byte[] plaintext) {
        long ref = from.newRef();
        from.command(new EndpointCommand.SendOnLink(link, ref, plaintext));
        return ref;
    }

    @Test
    void opensALinkAndMeasuresIt() {
        Address link = alice.openLink();
        LinkEstablished atAlice = alice.first(LinkEstablished.class).orElseThrow();
        LinkEstablished atBob = bob.first(LinkEstablished.class).orElseThrow();
        assertThat(atAlice.link()).isEqualTo(link).isEqualTo(atBob.link());
        assertThat(atAlice.initiator()).isTrue();
        assertThat(atBob.initiator()).isFalse();
        assertThat(atAlice.rttNanos()).isEqualTo(40 * MILLI);
        assertThat(atAlice.mtu()).isEqualTo(500).isEqualTo(atBob.mtu());
        assertThat(atAlice.mdu()).isEqualTo(431);
    }

    @Test
    void givesALinkUpWhoseRequestIsLostOnTheBus() {
        world.lostOnTheBus = _ -> true;
        alice.command(new EndpointCommand.OpenLink(alice.newRef(), bob.identity, bob.endpoint.destination()));

        world.run(9 * SECOND);
        assertThat(alice.first(LinkClosed.class)).isEmpty();
        world.run(2 * SECOND);
        assertThat(alice.first(LinkClosed.class).orElseThrow().reason()).isEqualTo(LinkCloseReason.TIMED_OUT);
    }

    @Test
    void holdsItsAnswerBackSoThatARoundTripHasRoomForACommit() {
        EndpointOptions slow =
                new EndpointOptions(true, true, 0, false, 0, 65_536, 150 * MILLI, EndpointLimits.DEFAULT);
        TwoEndpoints slowWorld = new TwoEndpoints(1, Medium.PERFECT, slow);
        slowWorld.alice.openLink();
        assertThat(slowWorld.alice.first(LinkEstablished.class).orElseThrow().rttNanos())
                .isEqualTo(190 * MILLI);
    }

    @Test
    void usesTheLargestPacketThatBothEndsAndTheMediumTake() {
        EndpointOptions small = new EndpointOptions(true, true, 0, false, 0, 4_096, 0, EndpointLimits.DEFAULT);
        TwoEndpoints large = new TwoEndpoints(1, Medium.PERFECT.withMtu(8_192), EndpointOptions.DEFAULT, small);
        Address link = large.alice.openLink();
        LinkEstablished established = large.alice.first(LinkEstablished.class).orElseThrow();
        assertThat(established.mtu()).isEqualTo(4_096);
        long ref = send(large.alice, link, new byte[established.mdu()]);
        large.run(SECOND);
        assertThat(large.alice.delivered(ref)).isTrue();
        assertThat(large.alice
                        .failure(send(large.alice, link, new byte[established.mdu() + 1]))
                        .orElseThrow()
                        .reason())
                .isEqualTo(FailureReason.TOO_LARGE);
    }

    @TestFactory
    Stream<DynamicTest> deliversPacketsOnceWhateverTheMediumDoes() {
        return Stream.of(0.0, 0.05, 0.2)
                .map(loss -> DynamicTest.dynamicTest("loss " + loss, () -> {
                    Medium medium =
                            Medium.PERFECT.withLoss(loss).withDuplication(0.2).withJitter(15 * MILLI);
                    TwoEndpoints bad = new TwoEndpoints(3, medium, EndpointOptions.DEFAULT);
                    Address link = bad.alice.openLink();
                    List<Long> refs = new ArrayList<>();
                    for (int i = 0; i < 30; i++) {
                        refs.add(send(bad.alice, link, new byte[] {(byte) i}));
                    }
                    bad.run(30 * SECOND);
                    assertThat(refs).allMatch(bad.alice::ended);
                    List<Byte> received = bad.bob
                            .all(LinkPacketReceived.class)
                            .map(event -> event.plaintext()[0])
                            .toList();
                    assertThat(received).doesNotHaveDuplicates();
                    for (int i = 0; i < refs.size(); i++) {
                        if (bad.alice.delivered(refs.get(i))) {
                            assertThat(received).contains((byte) i);
                        }
                    }
                }));
    }

    @Test
    void provesNothingOnALinkOfItsOwnAccord() {
        Address link = alice.openLink();
        bob.proves = false;
        long ref = send(alice, link, new byte[] {1});
        world.run(4 * SECOND);
        assertThat(bob.has(LinkPacketReceived.class)).isTrue();
        assertThat(alice.failure(ref).orElseThrow().reason()).isEqualTo(FailureReason.TIMED_OUT);
    }

    @Test
    void waitsTwoSecondsLongerThanTheProtocolForAPeerThatCommitsFirst() {
        bob.commitTime = 2 * SECOND;
        Address link = alice.openLink();
        long ref = send(alice, link, new byte[] {1});
        world.run(3 * SECOND);
        assertThat(alice.delivered(ref)).isTrue();
    }

    @Test
    void showsItsIdentityToTheResponder() {
        Address link = alice.openLink();
        alice.command(new EndpointCommand.Identify(link));
        send(alice, link, new byte[] {1});
        world.run(SECOND);
        assertThat(bob.first(EndpointEvent.LinkIdentified.class).orElseThrow().identity())
                .isEqualTo(alice.identity);
        assertThat(bob.first(LinkPacketReceived.class).orElseThrow().identified())
                .hasValue(alice.identity);
        bob.command(new EndpointCommand.Identify(link));
        world.run(SECOND);
        assertThat(alice.has(EndpointEvent.LinkIdentified.class)).isFalse();
    }

    @Test
    void staysOpenWhileThePeerAnswersAndEndsWhenItFallsSilent() {
        Address link = alice.openLink();
        world.run(3_600 * SECOND);
        assertThat(alice.closed(link) || bob.closed(link)).isFalse();
        world.swallowed = packet -> true;
        world.run(60 * SECOND);
        assertThat(alice.first(LinkClosed.class).orElseThrow().reason()).isEqualTo(LinkCloseReason.TIMED_OUT);
        assertThat(bob.first(LinkClosed.class).orElseThrow().reason()).isEqualTo(LinkCloseReason.TIMED_OUT);
    }

    @Test
    void comesBackFromBeingStale() {
        Address link = alice.openLink();
        world.swallowed = packet -> true;
        world.run(13 * SECOND);
        world.swallowed = packet -> false;
        long ref = send(alice, link, new byte[] {1});
        world.run(60 * SECOND);
        assertThat(alice.delivered(ref)).isTrue();
        assertThat(alice.closed(link) || bob.closed(link)).isFalse();
    }

    @Test
    void givesUpALinkThatNobodyAnswers() {
        world.swallowed = packet -> packet.context() == Context.LINK_REQUEST_PROOF;
        alice.command(new EndpointCommand.OpenLink(1, bob.identity, bob.endpoint.destination()));
        world.run(12 * SECOND + 1);
        assertThat(alice.first(LinkClosed.class).orElseThrow().reason()).isEqualTo(LinkCloseReason.TIMED_OUT);
        world.run(400 * SECOND);
        assertThat(bob.first(LinkClosed.class).orElseThrow().reason()).isEqualTo(LinkCloseReason.TIMED_OUT);
    }

    @Test
    void isNotFooledByAnotherIdentity() {
        alice.command(new EndpointCommand.OpenLink(1, alice.identity, bob.endpoint.destination()));
        world.run(20 * SECOND);
        assertThat(alice.events).contains(new EndpointEvent.Dropped(WireRejection.BAD_SIGNATURE));
        assertThat(alice.has(LinkEstablished.class)).isFalse();
    }

    @Test
    void ignoresALinkPacketOnAnotherInterface() {
        List<byte[]> seen = new ArrayList<>();
        Address link = alice.openLink();
        world.swallowed = packet -> true;
        alice.command(new EndpointCommand.CloseLink(link));
        world.swallowed = packet -> false;
        world.watcher = seen::add;
        Address other = bob.openLink();
        send(bob, other, new byte[] {1});
        world.run(SECOND);
        InterfaceRef elsewhere = new InterfaceRef(new Address(7, 7), 1, 7);
        bob.receive(new ToEndpoint.Inbound(
                bob.endpoint.destination(), elsewhere, 1, Optional.empty(), 500, seen.getLast()));
        assertThat(bob.events).contains(new EndpointEvent.Dropped(EndpointRejection.OTHER_INTERFACE));
    }

    @Test
    void endsTheLinkWhenItsInterfaceIsGone() {
        Address link = alice.openLink();
        world.refusal =
                outbound -> Optional.of(new ToEndpoint.InterfaceGone(alice.endpoint.destination(), outbound.ref()));
        long ref = send(alice, link, new byte[] {1});
        world.run(SECOND);
        assertThat(alice.failure(ref).orElseThrow().reason()).isEqualTo(FailureReason.LINK_CLOSED);
        assertThat(alice.first(LinkClosed.class).orElseThrow().reason()).isEqualTo(LinkCloseReason.INTERFACE_GONE);
    }

    @Test
    void saysThatThereIsNoPath() {
        world.refusal = outbound -> Optional.of(new ToEndpoint.NoPath(alice.endpoint.destination(), outbound.ref()));
        alice.command(new EndpointCommand.OpenLink(1, bob.identity, bob.endpoint.destination()));
        world.run(SECOND);
        assertThat(alice.first(LinkClosed.class).orElseThrow().reason()).isEqualTo(LinkCloseReason.NO_PATH);
    }

    @Test
    void refusesMoreLinksThanItsBoundAtBothEnds() {
        EndpointLimits two = new EndpointLimits(2, 2, 32, 32, 16, 4, 1 << 20, 1 << 20, 16, 64, 64);
        EndpointOptions options = new EndpointOptions(true, true, 0, false, 0, 500, 0, two);
        TwoEndpoints tight = new TwoEndpoints(1, Medium.PERFECT, EndpointOptions.DEFAULT, options);
        for (int ref = 1; ref <= 3; ref++) {
            tight.alice.command(
                    new EndpointCommand.OpenLink(ref, tight.bob.identity, tight.bob.endpoint.destination()));
        }
        tight.run(20 * SECOND);
        assertThat(tight.alice.all(LinkEstablished.class)).hasSize(2);
        assertThat(tight.bob.events).contains(new EndpointEvent.Dropped(EndpointRejection.TOO_MANY_LINKS));
        for (int ref = 7; ref <= 9; ref++) {
            tight.bob.command(
                    new EndpointCommand.OpenLink(ref, tight.alice.identity, tight.alice.endpoint.destination()));
        }
        assertThat(tight.bob.failure(8)).isEmpty();
        assertThat(tight.bob.failure(9).orElseThrow().reason()).isEqualTo(FailureReason.TOO_MANY);
    }

    @Test
    void failsCommandsForLinksThatAreNotThere() {
        Address nowhere = new Address(1, 1);
        assertThat(alice.failure(send(alice, nowhere, new byte[] {1}))
                        .orElseThrow()
                        .reason())
                .isEqualTo(FailureReason.LINK_CLOSED);
        alice.command(new EndpointCommand.Prove(new ProofTicket.OfLinkPacket(nowhere, new Digest(1, 1, 1, 1))));
        assertThat(world.packets).isZero();
    }

    @TestFactory
    Stream<DynamicTest> survivesTrafficThatWasTamperedWith() {
        return Stream.of(1L, 2L, 3L, 4L, 5L, 6L)
                .map(seed -> DynamicTest.dynamicTest("seed " + seed, () -> {
                    EndpointOptions open =
                            new EndpointOptions(true, true, 1 << 20, false, 0, 500, 0, EndpointLimits.DEFAULT);
                    TwoEndpoints hostile = new TwoEndpoints(seed, Medium.PERFECT, open);
                    SplittableRandom dice = new SplittableRandom(seed);
                    List<byte[]> seen = new ArrayList<>();
                    hostile.watcher = raw -> {
                        if (seen.size() < 20_000) {
                            seen.add(raw);
                        }
                    };
                    Address link = hostile.alice.openLink();
                    hostile.alice.command(new EndpointCommand.OpenChannel(link, Set.of(1)));
                    hostile.bob.command(new EndpointCommand.OpenChannel(link, Set.of(1)));
                    hostile.alice.command(new EndpointCommand.SendMessage(link, 100, 1, new byte[10]));
                    hostile.alice.command(
                            new EndpointCommand.SendResource(link, 101, new byte[3_000], Optional.empty(), false));
                    hostile.run(10 * SECOND);
                    List<byte[]> recorded = List.copyOf(seen);
                    for (int i = 0; i < 3_000; i++) {
                        byte[] raw = recorded.get(dice.nextInt(recorded.size())).clone();
                        for (int flips = dice.nextInt(4); flips >= 0; flips--) {
                            raw[dice.nextInt(raw.length)] ^= (byte) (1 << dice.nextInt(8));
                        }
                        byte[] cut = dice.nextInt(4) == 0 ? Arrays.copyOf(raw, dice.nextInt(raw.length) + 1) : raw;
                        hostile.deliver(dice.nextBoolean() ? hostile.alice : hostile.bob, cut, hostile.now);
                    }
                    hostile.run(10 * SECOND);
                    long ref = send(hostile.alice, link, new byte[] {9});
                    hostile.run(5 * SECOND);
                    assertThat(hostile.alice.delivered(ref)).isTrue();
                    assertThat(hostile.bob.all(EndpointEvent.SegmentReceived.class))
                            .hasSize(1);
                }));
    }

    @Test
    void takesAnythingForARecord() {
        for (int length = 0; length < 120; length++) {
            world.deliver(bob, new byte[length], world.now);
        }
        world.run(SECOND);
        assertThat(bob.events).allMatch(event -> event instanceof EndpointEvent.Dropped);
        assertThat(Packet.decode(new byte[0])).isInstanceOf(Decoded.Rejected.class);
    }

    @Test
    void whoEndsAllLinksTellsTheOtherEndOfEach() {
        TwoEndpoints world = new TwoEndpoints(1, Medium.PERFECT, EndpointOptions.DEFAULT);
        world.alice.openLink();
        world.bob.openLink();
        world.bob.command(new EndpointCommand.CloseLinks());
        world.run(SECOND);
        assertThat(world.bob.endpoint.links()).isZero();
        assertThat(world.alice.all(LinkClosed.class)).hasSize(2).allSatisfy(closed -> assertThat(closed.reason())
                .isEqualTo(LinkCloseReason.CLOSED_BY_PEER));
    }
}
