package weft.reticulum.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.reticulum.endpoint.TwoEndpoints.MILLI;
import static weft.reticulum.endpoint.TwoEndpoints.SECOND;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import weft.reticulum.Address;
import weft.reticulum.Digest;
import weft.reticulum.Rejection;
import weft.reticulum.endpoint.EndpointEvent.SegmentReceived;
import weft.reticulum.endpoint.TwoEndpoints.Medium;
import weft.reticulum.link.FailureReason;
import weft.reticulum.packet.Context;

class EndpointTransferTest {

    private static byte[] noise(long seed, int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    /** What the receiving host put together from the segments, which must have come in order and once. */
    private static byte[] assembled(TestHost host) {
        List<SegmentReceived> segments = host.all(SegmentReceived.class).toList();
        int length =
                segments.stream().mapToInt(segment -> segment.content().length).sum();
        byte[] whole = new byte[length];
        int at = 0;
        for (int i = 0; i < segments.size(); i++) {
            assertThat(segments.get(i).index()).isEqualTo(i + 1);
            System.arraycopy(
                    segments.get(i).content(), 0, whole, at, segments.get(i).content().length);
            at += segments.get(i).content().length;
        }
        assertThat(segments.getLast().last()).isTrue();
        return whole;
    }

    @TestFactory
    Stream<DynamicTest> carriesResourcesOfEverySizeBothWays() {
        return Stream.of(1, 100, 464, 3_000, 34_336, 40_000, 300_000, 1_048_575, 1_048_576, 3_500_000)
                .map(size -> DynamicTest.dynamicTest(size + " bytes", () -> {
                    Medium medium = Medium.PERFECT.withMtu(size > 100_000 ? 8_192 : 500);
                    TwoEndpoints world = new TwoEndpoints(size, medium, EndpointOptions.DEFAULT);
                    Address link = world.alice.openLink();
                    for (TestHost sender : List.of(world.alice, world.bob)) {
                        byte[] data = noise(size, size);
                        long ref = sender.newRef();
                        sender.command(new EndpointCommand.SendResource(link, ref, data, Optional.empty(), true));
                        assertThat(world.runUntil(() -> sender.ended(ref), 600 * SECOND))
                                .isTrue();
                        assertThat(sender.failure(ref)).isEmpty();
                        assertThat(assembled(world.other(sender))).isEqualTo(data);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> carriesResourcesOverMediaThatLoseRepeatAndReorder() {
        return Stream.of(0.02, 0.05, 0.1, 0.2).flatMap(loss -> Stream.of(1L, 2L, 3L)
                .map(seed -> DynamicTest.dynamicTest("loss " + loss + ", seed " + seed, () -> {
                    Medium medium =
                            Medium.PERFECT.withLoss(loss).withDuplication(0.05).withJitter(15 * MILLI);
                    TwoEndpoints world = new TwoEndpoints(seed, medium, EndpointOptions.DEFAULT);
                    byte[] data = noise(seed, 60_000);
                    byte[] metadata = {(byte) 0xC4, 2, 7, 8};
                    Address link = world.alice.openLink();
                    long ref = world.alice.newRef();
                    world.alice.command(
                            new EndpointCommand.SendResource(link, ref, data, Optional.of(metadata), false));
                    world.runUntil(() -> world.alice.ended(ref), 3_600 * SECOND);
                    assertThat(world.alice.failure(ref)).isEmpty();
                    assertThat(assembled(world.bob)).isEqualTo(data);
                    assertThat(world.bob
                                    .first(SegmentReceived.class)
                                    .orElseThrow()
                                    .metadata())
                            .hasValue(metadata);
                })));
    }

    @Test
    void runsTheSameTwice() {
        long first = traceOf(5);
        assertThat(traceOf(5)).isEqualTo(first);
        assertThat(traceOf(6)).isNotEqualTo(first);
    }

    private static long traceOf(long seed) {
        Medium medium = Medium.PERFECT.withLoss(0.1).withDuplication(0.1).withJitter(10 * MILLI);
        TwoEndpoints world = new TwoEndpoints(seed, medium, EndpointOptions.DEFAULT);
        Address link = world.alice.openLink();
        long ref = world.alice.newRef();
        world.alice.command(new EndpointCommand.SendResource(link, ref, noise(seed, 20_000), Optional.empty(), true));
        world.runUntil(() -> world.alice.ended(ref), 3_600 * SECOND);
        return world.trace;
    }

    @Test
    void goesOnToTheNextSegmentOnlyWhenTheHostHasCommittedTheLast() {
        TwoEndpoints world = new TwoEndpoints(1, Medium.PERFECT.withMtu(8_192), EndpointOptions.DEFAULT);
        world.bob.proves = false;
        Address link = world.alice.openLink();
        long ref = world.alice.newRef();
        world.alice.command(new EndpointCommand.SendResource(link, ref, noise(1, 1_100_000), Optional.empty(), false));
        world.run(20 * SECOND);
        assertThat(world.bob.all(SegmentReceived.class)).hasSize(1);
        world.bob.proves = true;
        world.bob.command(new EndpointCommand.Prove(
                world.bob.first(SegmentReceived.class).orElseThrow().ticket()));
        assertThat(world.runUntil(() -> world.alice.ended(ref), 60 * SECOND)).isTrue();
        assertThat(world.alice.delivered(ref)).isTrue();
        assertThat(world.bob.all(SegmentReceived.class)).hasSize(2);
    }

    @Test
    void deliversNothingThatTheHostNeverProved() {
        TwoEndpoints world = new TwoEndpoints(1, Medium.PERFECT, EndpointOptions.DEFAULT);
        world.bob.proves = false;
        Address link = world.alice.openLink();
        long ref = world.alice.newRef();
        world.alice.command(new EndpointCommand.SendResource(link, ref, noise(1, 1_000), Optional.empty(), false));
        assertThat(world.runUntil(() -> world.alice.ended(ref), 120 * SECOND)).isTrue();
        assertThat(world.alice.failure(ref).orElseThrow().reason()).isEqualTo(FailureReason.TIMED_OUT);
        assertThat(world.bob.all(SegmentReceived.class)).hasSize(1);
    }

    @Test
    void tellsTheSenderThatTheHostRefuses() {
        TwoEndpoints world = new TwoEndpoints(1, Medium.PERFECT, EndpointOptions.DEFAULT);
        Address link = world.alice.openLink();
        world.bob.commitTime = SECOND;
        world.bob.also = event -> {
            if (event instanceof EndpointEvent.ResourceOffered offered) {
                world.bob.queue(new EndpointCommand.RejectResource(offered.link(), offered.resource()));
            }
        };
        long ref = world.alice.newRef();
        world.alice.command(new EndpointCommand.SendResource(link, ref, noise(1, 1_000), Optional.empty(), false));
        world.runUntil(() -> world.alice.ended(ref), 60 * SECOND);
        assertThat(world.alice.failure(ref).orElseThrow().reason()).isEqualTo(FailureReason.REJECTED);
    }

    @Test
    void refusesAResourceOverTheLimitWithoutAskingTheHost() {
        EndpointOptions options = new EndpointOptions(
                true, true, 0, false, 0, 65_536, 0, EndpointLimits.DEFAULT.withResourceBytes(10_000));
        TwoEndpoints world = new TwoEndpoints(1, Medium.PERFECT, EndpointOptions.DEFAULT, options);
        Address link = world.alice.openLink();
        long ref = world.alice.newRef();
        world.alice.command(new EndpointCommand.SendResource(link, ref, noise(1, 10_001), Optional.empty(), false));
        world.runUntil(() -> world.alice.ended(ref), 60 * SECOND);
        assertThat(world.alice.failure(ref).orElseThrow().reason()).isEqualTo(FailureReason.REJECTED);
        assertThat(world.bob.has(EndpointEvent.ResourceOffered.class)).isFalse();
    }

    @Test
    void anOfferPastTheBytesIsTakenWhenThereIsRoomAgain() {
        TwoEndpoints world = new TwoEndpoints(1, Medium.PERFECT, EndpointOptions.DEFAULT, limits(4, 70_000));
        List<Address> links = List.of(world.alice.openLink(), world.alice.openLink(), world.alice.openLink());
        for (Address link : links) {
            long ref = world.alice.newRef();
            world.alice.command(
                    new EndpointCommand.SendResource(link, ref, noise(ref, 60_000), Optional.empty(), false));
        }
        assertThat(world.runUntil(() -> settled(world.alice) == links.size(), 60 * SECOND))
                .isTrue();
        assertThat(world.alice.all(EndpointEvent.Delivered.class)).hasSize(links.size());
        assertThat(dropped(world.bob)).contains(EndpointRejection.TOO_MANY_RESOURCES);
        assertThat(world.bob.endpoint.storedBytes()).isZero();
    }

    @Test
    void aSegmentPastTheBytesIsTakenWhenThereIsRoomAgain() {
        Medium medium = Medium.PERFECT.withMtu(8_192);
        TwoEndpoints world = new TwoEndpoints(1, medium, EndpointOptions.DEFAULT, limits(4, 1_060_000));
        world.bob.commitTime = SECOND;
        List<Address> links = List.of(world.alice.openLink(), world.alice.openLink());
        for (Address link : links) {
            long ref = world.alice.newRef();
            world.alice.command(
                    new EndpointCommand.SendResource(link, ref, noise(ref, 1_100_000), Optional.empty(), false));
        }
        assertThat(world.runUntil(() -> settled(world.alice) == links.size(), 60 * SECOND))
                .isTrue();
        assertThat(world.alice.all(EndpointEvent.Failed.class)).isEmpty();
        assertThat(dropped(world.bob)).contains(EndpointRejection.TOO_MANY_RESOURCES);
    }

    @Test
    void anOfferPastTheNumberIsTakenWhenAnEarlierOneHasEnded() {
        TwoEndpoints world = new TwoEndpoints(1, Medium.PERFECT, EndpointOptions.DEFAULT, limits(1, 1_000_000));
        world.bob.commitTime = 1_000 * SECOND;
        Address link = world.alice.openLink();
        long first = world.alice.newRef();
        world.alice.command(new EndpointCommand.SendResource(link, first, noise(1, 1_000), Optional.empty(), false));
        world.run(SECOND);
        world.swallowed = packet -> packet.context() == Context.RESOURCE_INITIATOR_CANCEL;
        world.alice.command(new EndpointCommand.CancelResource(link, first));
        long second = world.alice.newRef();
        world.alice.command(new EndpointCommand.SendResource(link, second, noise(2, 1_000), Optional.empty(), false));
        world.run(2 * SECOND);
        assertThat(world.alice.ended(second)).isFalse();
        assertThat(dropped(world.bob)).contains(EndpointRejection.TOO_MANY_RESOURCES);
        world.bob.commitTime = 0;
        EndpointEvent.ResourceOffered forgotten =
                world.bob.first(EndpointEvent.ResourceOffered.class).orElseThrow();
        world.bob.command(new EndpointCommand.RejectResource(link, forgotten.resource()));
        assertThat(world.runUntil(() -> world.alice.delivered(second), 10 * SECOND))
                .isTrue();
    }

    @Test
    void anOfferThatTheHostDefersIsOfferedAgain() {
        TwoEndpoints world = new TwoEndpoints(1, Medium.PERFECT, EndpointOptions.DEFAULT);
        world.bob.commitTime = 1_000 * SECOND;
        world.bob.also = event -> {
            if (event instanceof EndpointEvent.ResourceOffered offered) {
                world.bob.queue(new EndpointCommand.DeferResource(offered.link(), offered.resource()));
            }
        };
        Address link = world.alice.openLink();
        long ref = world.alice.newRef();
        world.alice.command(new EndpointCommand.SendResource(link, ref, noise(1, 1_000), Optional.empty(), false));
        assertThat(world.runUntil(
                        () -> world.bob.all(EndpointEvent.ResourceOffered.class).count() == 2, 10 * SECOND))
                .isTrue();
        world.bob.commitTime = 0;
        world.bob.also = _ -> {};
        assertThat(world.runUntil(() -> world.alice.ended(ref), 10 * SECOND)).isTrue();
        assertThat(world.alice.delivered(ref)).isTrue();
    }

    /** The reference misses a request that comes before it has registered its resource, and offers again. */
    @Test
    void aRequestThatTheSenderMissedIsRepeatedWhenItOffersAgain() {
        TwoEndpoints world = new TwoEndpoints(1, Medium.PERFECT, EndpointOptions.DEFAULT);
        List<Long> offers = new ArrayList<>();
        List<Long> requests = new ArrayList<>();
        world.swallowed = packet -> {
            if (packet.context() == Context.RESOURCE_ADVERTISEMENT) {
                offers.add(world.now);
            } else if (packet.context() == Context.RESOURCE_REQUEST) {
                requests.add(world.now);
                return offers.size() == 1;
            }
            return false;
        };
        Address link = world.alice.openLink();
        long ref = world.alice.newRef();
        world.alice.command(new EndpointCommand.SendResource(link, ref, noise(1, 1_000), Optional.empty(), false));
        assertThat(world.runUntil(() -> world.alice.ended(ref), 60 * SECOND)).isTrue();
        assertThat(world.alice.delivered(ref)).isTrue();
        assertThat(offers).hasSize(2);
        assertThat(requests).contains(offers.get(1) + Medium.PERFECT.latency());
    }

    @Test
    void aTransferWhoseSenderHasStoppedGivesWayWhenAnotherFindsNoRoom() {
        TwoEndpoints world = new TwoEndpoints(1, Medium.PERFECT, EndpointOptions.DEFAULT);
        Address link = world.alice.openLink();
        Address other = world.alice.openLink();
        EndpointCommand noRoom = new EndpointCommand.DeferResource(other, new Digest(1, 1, 1, 1));
        world.swallowed = packet -> packet.context() == Context.RESOURCE;
        world.alice.command(
                new EndpointCommand.SendResource(link, world.alice.newRef(), noise(1, 1_000), Optional.empty(), false));
        world.run(SECOND / 2);
        world.bob.command(noRoom);
        assertThat(world.bob.has(EndpointEvent.ResourceFailed.class)).isFalse();
        world.run(10 * SECOND);
        assertThat(world.bob.has(EndpointEvent.ResourceFailed.class)).isFalse();
        world.bob.command(noRoom);
        assertThat(world.bob.first(EndpointEvent.ResourceFailed.class).orElseThrow())
                .extracting(EndpointEvent.ResourceFailed::link)
                .isEqualTo(link);
        assertThat(dropped(world.bob)).contains(EndpointRejection.TRANSFER_GAVE_WAY);
        assertThat(world.bob.endpoint.storedBytes()).isZero();
    }

    @Test
    void aTransferThatTheReceiverGivesUpOnTheWayIsNoRefusal() {
        TwoEndpoints world = new TwoEndpoints(1, Medium.PERFECT, EndpointOptions.DEFAULT);
        Address link = world.alice.openLink();
        long ref = world.alice.newRef();
        world.alice.command(new EndpointCommand.SendResource(link, ref, noise(1, 200_000), Optional.empty(), false));
        world.run(SECOND / 2);
        EndpointEvent.ResourceOffered offered =
                world.bob.first(EndpointEvent.ResourceOffered.class).orElseThrow();
        world.bob.command(new EndpointCommand.RejectResource(link, offered.resource()));
        world.run(SECOND);
        assertThat(world.alice.failure(ref).orElseThrow().reason()).isEqualTo(FailureReason.CANCELLED_BY_PEER);
    }

    private static EndpointOptions limits(int incomingPerLink, long storedBytes) {
        EndpointLimits limits = EndpointLimits.DEFAULT;
        return new EndpointOptions(
                true,
                true,
                0,
                false,
                0,
                65_536,
                0,
                new EndpointLimits(
                        limits.ownLinks(),
                        limits.peerLinks(),
                        limits.unprovenPackets(),
                        limits.unprovenPerLink(),
                        limits.outgoingPerLink(),
                        incomingPerLink,
                        limits.resourceBytes(),
                        storedBytes,
                        limits.requestsPerLink(),
                        limits.channelMessages(),
                        limits.rememberedPackets()));
    }

    private static long settled(TestHost sender) {
        return sender.all(EndpointEvent.Delivered.class).count()
                + sender.all(EndpointEvent.Failed.class).count();
    }

    private static List<Rejection> dropped(TestHost host) {
        return host.all(EndpointEvent.Dropped.class)
                .map(EndpointEvent.Dropped::reason)
                .toList();
    }

    @Test
    void cancelsAtBothEnds() {
        TwoEndpoints world = new TwoEndpoints(1, Medium.PERFECT, EndpointOptions.DEFAULT);
        Address link = world.alice.openLink();
        long ref = world.alice.newRef();
        world.alice.command(new EndpointCommand.SendResource(link, ref, noise(1, 200_000), Optional.empty(), false));
        world.run(SECOND / 2);
        world.alice.command(new EndpointCommand.CancelResource(link, ref));
        world.run(SECOND);
        assertThat(world.alice.failure(ref).orElseThrow().reason()).isEqualTo(FailureReason.CANCELLED);
        assertThat(world.bob
                        .first(EndpointEvent.ResourceFailed.class)
                        .orElseThrow()
                        .reason())
                .isEqualTo(FailureReason.CANCELLED_BY_PEER);
        assertThat(world.bob.endpoint.storedBytes()).isZero();
    }

    @Test
    void sendsWhatCompressesInFewerPackets() {
        int compressed = packetsFor(new byte[200_000]);
        int plain = packetsFor(noise(1, 200_000));
        assertThat(compressed).isLessThan(plain / 20);
    }

    private static int packetsFor(byte[] data) {
        TwoEndpoints world = new TwoEndpoints(1, Medium.PERFECT, EndpointOptions.DEFAULT);
        Address link = world.alice.openLink();
        int before = world.packets;
        long ref = world.alice.newRef();
        world.alice.command(new EndpointCommand.SendResource(link, ref, data, Optional.empty(), true));
        world.runUntil(() -> world.alice.ended(ref), 600 * SECOND);
        assertThat(world.alice.delivered(ref)).isTrue();
        assertThat(assembled(world.bob)).isEqualTo(data);
        return world.packets - before;
    }

    @Test
    void failsWhatIsUnderWayWhenTheLinkEnds() {
        TwoEndpoints world = new TwoEndpoints(1, Medium.PERFECT, EndpointOptions.DEFAULT);
        Address link = world.alice.openLink();
        long ref = world.alice.newRef();
        world.alice.command(new EndpointCommand.SendResource(link, ref, noise(1, 200_000), Optional.empty(), false));
        world.run(SECOND / 2);
        world.bob.command(new EndpointCommand.CloseLink(link));
        world.run(SECOND);
        assertThat(world.alice.failure(ref).orElseThrow().reason()).isEqualTo(FailureReason.LINK_CLOSED);
        assertThat(world.bob
                        .first(EndpointEvent.ResourceFailed.class)
                        .orElseThrow()
                        .reason())
                .isEqualTo(FailureReason.LINK_CLOSED);
        assertThat(world.alice.endpoint.links() + world.bob.endpoint.links()).isZero();
    }
}
