package weft.reticulum.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.reticulum.Vectors.valueOf;
import static weft.reticulum.endpoint.TwoEndpoints.MILLI;
import static weft.reticulum.endpoint.TwoEndpoints.SECOND;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.msgpack.value.ValueFactory;
import weft.reticulum.Address;
import weft.reticulum.endpoint.TwoEndpoints.Medium;
import weft.reticulum.hosting.InterfaceRef;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.identity.Ratchet;
import weft.reticulum.link.FailureReason;
import weft.reticulum.link.LinkSizes;
import weft.reticulum.msgpack.MsgPack;
import weft.reticulum.packet.Context;
import weft.reticulum.packet.Packet;
import weft.reticulum.packet.PacketType;
import weft.reticulum.resource.PartRequest;
import weft.reticulum.resource.ResourceAdvertisement;

/** What an Endpoint sends, and what it remembers, at their bounds; incoming resources are {@link EndpointTransferTest}'s. */
class EndpointBoundsTest {

    private static final int REMEMBERED = 2;

    /** Those of a {@link weft.reticulum.resource.ResourceSender}, per segment. */
    private static final int REMEMBERED_REQUESTS = 64;

    private final TwoEndpoints world = new TwoEndpoints(1, Medium.PERFECT, options(0), options(0));
    private final TestHost alice = world.alice;
    private final TestHost bob = world.bob;
    private final List<byte[]> carried = new ArrayList<>();

    private static EndpointOptions options(long ratchetInterval) {
        EndpointLimits limits = EndpointLimits.DEFAULT;
        return new EndpointOptions(
                true,
                true,
                1_000,
                false,
                ratchetInterval,
                65_536,
                0,
                new EndpointLimits(
                        limits.ownLinks(),
                        limits.peerLinks(),
                        limits.unprovenPackets(),
                        limits.unprovenPerLink(),
                        limits.outgoingPerLink(),
                        limits.incomingPerLink(),
                        limits.resourceBytes(),
                        limits.storedBytes(),
                        limits.requestsPerLink(),
                        limits.channelMessages(),
                        REMEMBERED));
    }

    @Test
    void onALinkOnlySoManyPacketsGoWithoutProof() {
        bob.proves = false;
        Address link = alice.openLink();
        for (int i = 0; i < EndpointLimits.DEFAULT.unprovenPerLink(); i++) {
            assertThat(alice.ended(onLink(link, i))).isFalse();
        }
        assertThat(reason(alice, onLink(link, 99))).isEqualTo(FailureReason.TOO_MANY);
        world.runUntil(() -> bob.all(EndpointEvent.LinkPacketReceived.class).count() == 32, SECOND);
        bob.command(new EndpointCommand.Prove(
                bob.first(EndpointEvent.LinkPacketReceived.class).orElseThrow().ticket()));
        world.run(SECOND / 10);
        assertThat(alice.ended(onLink(link, 100))).isFalse();
    }

    @Test
    void onALinkOnlySoManyResourcesWaitAndOneIsUnderWay() {
        bob.commitTime = 1_000 * SECOND;
        Address link = alice.openLink();
        for (int i = 0; i < EndpointLimits.DEFAULT.outgoingPerLink(); i++) {
            assertThat(alice.ended(resource(link, i))).isFalse();
        }
        assertThat(reason(alice, resource(link, 99))).isEqualTo(FailureReason.TOO_MANY);
        world.run(SECOND / 2);
        assertThat(bob.all(EndpointEvent.ResourceOffered.class)).hasSize(1);
    }

    @Test
    void onALinkOnlySoManyRequestsGoWithoutAnswer() {
        Address link = alice.openLink();
        for (int i = 0; i < EndpointLimits.DEFAULT.requestsPerLink(); i++) {
            assertThat(alice.ended(request(link, i))).isFalse();
        }
        long refused = request(link, 99);
        assertThat(reason(alice, refused)).isEqualTo(FailureReason.TOO_MANY);
        world.runUntil(() -> alice.all(EndpointEvent.Failed.class).count() > 1, 60 * SECOND);
        assertThat(alice.ended(request(link, 100))).isFalse();
    }

    @Test
    void onAChannelOnlySoManyMessagesAreUnderWayAsItsWindowAllows() {
        Address link = alice.openLink();
        alice.command(new EndpointCommand.OpenChannel(link, Set.of(1)));
        bob.command(new EndpointCommand.OpenChannel(link, Set.of(1)));
        world.watcher = carried::add;
        world.swallowed = packet -> packet.type() == PacketType.PROOF;
        messages(link, 10);
        world.run(50 * MILLI);
        assertThat(channelPackets()).as("at first").isEqualTo(2);
        world.swallowed = _ -> false;
        for (int round = 0; round < 20; round++) {
            messages(link, 10);
            world.run(SECOND);
        }
        carried.clear();
        world.swallowed = packet -> packet.type() == PacketType.PROOF;
        messages(link, EndpointLimits.DEFAULT.channelMessages());
        world.run(50 * MILLI);
        assertThat(channelPackets()).as("on a fast link").isEqualTo(48);
    }

    @Test
    void pastTheBoundTheOldestPacketIsForgottenAndComesAgain() {
        world.watcher = carried::add;
        for (int i = 0; i <= REMEMBERED; i++) {
            alice.command(new EndpointCommand.SendPacket(
                    alice.newRef(), bob.identity, bob.endpoint.destination(), Optional.empty(), new byte[] {(byte) i}));
            world.run(SECOND);
        }
        List<byte[]> packets = carriedOf(PacketType.DATA, Context.NONE);
        again(packets.getLast());
        assertThat(bob.all(EndpointEvent.PacketReceived.class)).hasSize(REMEMBERED + 1);
        assertThat(bob.has(EndpointEvent.DuplicateReceived.class)).isTrue();
        again(packets.getFirst());
        assertThat(bob.all(EndpointEvent.PacketReceived.class)).hasSize(REMEMBERED + 2);
    }

    @Test
    void pastTheBoundTheOldestPacketOfALinkIsForgottenAndComesAgain() {
        Address link = alice.openLink();
        world.watcher = carried::add;
        for (int i = 0; i <= REMEMBERED; i++) {
            onLink(link, i);
            world.run(SECOND / 2);
        }
        List<byte[]> packets = carriedOf(PacketType.DATA, Context.NONE);
        again(packets.getLast());
        assertThat(bob.all(EndpointEvent.LinkPacketReceived.class)).hasSize(REMEMBERED + 1);
        assertThat(bob.has(EndpointEvent.DuplicateReceived.class)).isTrue();
        again(packets.getFirst());
        assertThat(bob.all(EndpointEvent.LinkPacketReceived.class)).hasSize(REMEMBERED + 2);
    }

    @Test
    void pastTheBoundTheOldestProvenSegmentIsForgottenAndIsOfferedAgain() {
        Address link = alice.openLink();
        world.watcher = carried::add;
        int segments = ProvenSegments.CAPACITY + 1;
        for (int i = 0; i < segments; i++) {
            long ref = resource(link, i);
            assertThat(world.runUntil(() -> alice.delivered(ref), 10 * SECOND)).isTrue();
        }
        List<byte[]> advertisements = carriedOf(PacketType.DATA, Context.RESOURCE_ADVERTISEMENT);
        assertThat(advertisements).hasSize(segments);
        carried.clear();
        again(advertisements.get(1));
        assertThat(bob.all(EndpointEvent.ResourceOffered.class)).hasSize(segments);
        assertThat(carriedOf(PacketType.PROOF, Context.RESOURCE_PROOF)).hasSize(1);
        again(advertisements.getFirst());
        assertThat(bob.all(EndpointEvent.ResourceOffered.class)).hasSize(segments + 1);
    }

    @Test
    void pastTheBoundTheOldestPartRequestIsForgottenAndAnsweredAgain() {
        BareLink peer = new BareLink(world, bob);
        bob.command(
                new EndpointCommand.SendResource(peer.link.id(), bob.newRef(), new byte[100], Optional.empty(), false));
        byte[] advertised = valueOf(Packet.decode(
                        peer.carried(Context.RESOURCE_ADVERTISEMENT).getFirst()))
                .data();
        ResourceAdvertisement resource = valueOf(
                ResourceAdvertisement.decode(valueOf(peer.link.open(advertised)), LinkSizes.part(peer.link.mtu())));
        PartRequest request = new PartRequest(OptionalInt.empty(), resource.hash(), resource.mapHashes());
        int requests = REMEMBERED_REQUESTS + 1;
        for (int i = 0; i < requests; i++) {
            peer.link.send(world.now, Context.RESOURCE_REQUEST, request.encode(), peer);
        }
        world.run(SECOND / 10);
        assertThat(peer.carried(Context.RESOURCE)).hasSize(requests);
        List<byte[]> sent = peer.carried(Context.RESOURCE_REQUEST);
        again(sent.get(1));
        assertThat(peer.carried(Context.RESOURCE)).hasSize(requests);
        again(sent.getFirst());
        assertThat(peer.carried(Context.RESOURCE)).hasSize(requests + 1);
    }

    @Test
    void pastTheBoundWhatWasEncryptedToTheOldestRatchetIsNotRead() {
        TwoEndpoints rotating = new TwoEndpoints(1, Medium.PERFECT, options(1));
        TestHost host = rotating.bob;
        for (int i = 0; i <= EndpointOptions.RETAINED_RATCHETS; i++) {
            host.command(
                    new EndpointCommand.Announce(host.newRef(), 1_700_000_000 + 2L * i, new byte[0], Optional.empty()));
            rotating.run(MILLI);
        }
        List<Ratchet> ratchets = host.all(EndpointEvent.StoreRatchet.class)
                .map(EndpointEvent.StoreRatchet::ratchet)
                .toList();
        assertThat(ratchets).hasSize(EndpointOptions.RETAINED_RATCHETS + 1);
        for (int i = 0; i < 2; i++) {
            rotating.alice.command(new EndpointCommand.SendPacket(
                    rotating.alice.newRef(),
                    host.identity,
                    host.endpoint.destination(),
                    Optional.of(ratchets.get(i).publicKey()),
                    new byte[] {(byte) i}));
        }
        rotating.run(SECOND);
        assertThat(host.all(EndpointEvent.PacketReceived.class).map(EndpointEvent.PacketReceived::plaintext))
                .containsExactly(new byte[] {1});
        assertThat(host.has(EndpointEvent.Dropped.class)).isTrue();
    }

    @Test
    void pastTheBoundTheOldestAnnounceThatWaitsForItsRatchetIsCancelled() {
        TwoEndpoints rotating = new TwoEndpoints(1, Medium.PERFECT, options(1));
        TestHost host = rotating.bob;
        host.commitTime = 1_000 * SECOND;
        for (int i = 1; i <= DestinationAnnounces.MAX_WAITING; i++) {
            host.command(new EndpointCommand.Announce(i, 1_700_000_000, new byte[0], Optional.of(place(i))));
        }
        assertThat(host.has(EndpointEvent.Failed.class)).isFalse();
        host.command(new EndpointCommand.Announce(1_000, 1_700_000_000, new byte[0], Optional.of(place(1_000))));
        assertThat(host.all(EndpointEvent.Failed.class))
                .containsExactly(new EndpointEvent.Failed(1, FailureReason.CANCELLED));
    }

    @Test
    void onlySoManyAnnouncesGoWithoutOutcome() {
        world.lostOnTheBus = _ -> true;
        for (int ref = 1; ref <= 2 * DestinationAnnounces.MAX_WAITING; ref++) {
            bob.command(new EndpointCommand.Announce(ref, 1_700_000_000, new byte[0], Optional.empty()));
        }
        assertThat(bob.has(EndpointEvent.Failed.class)).isFalse();
        bob.command(new EndpointCommand.Announce(1_000, 1_700_000_000, new byte[0], Optional.empty()));
        assertThat(bob.all(EndpointEvent.Failed.class))
                .containsExactly(new EndpointEvent.Failed(1_000, FailureReason.TOO_MANY));
    }

    @Test
    void pastTheBoundTheOldestQuestionForAnAnnounceIsForgottenAndAskedAgain() {
        for (int i = 0; i <= DestinationAnnounces.MAX_WAITING; i++) {
            asked(i);
        }
        int told = DestinationAnnounces.MAX_WAITING + 1;
        asked(DestinationAnnounces.MAX_WAITING);
        assertThat(bob.all(EndpointEvent.PathRequested.class)).hasSize(told);
        asked(0);
        assertThat(bob.all(EndpointEvent.PathRequested.class)).hasSize(told + 1);
    }

    private void asked(int interfaceId) {
        bob.receive(new ToEndpoint.PathRequested(bob.endpoint.destination(), place(interfaceId)));
    }

    private static InterfaceRef place(int interfaceId) {
        return new InterfaceRef(new Address(5, 5), 1, interfaceId);
    }

    private long onLink(Address link, int content) {
        long ref = alice.newRef();
        alice.command(new EndpointCommand.SendOnLink(link, ref, new byte[] {(byte) content}));
        return ref;
    }

    private long resource(Address link, int content) {
        long ref = alice.newRef();
        alice.command(
                new EndpointCommand.SendResource(link, ref, new byte[] {(byte) content}, Optional.empty(), false));
        return ref;
    }

    private long request(Address link, int content) {
        long ref = alice.newRef();
        byte[] data = MsgPack.encode(ValueFactory.newInteger(content));
        alice.command(new EndpointCommand.SendRequest(
                link, ref, 1_700_000_000.5, "/page/index.mu", data, OptionalLong.empty(), 1_000));
        return ref;
    }

    private void messages(Address link, int count) {
        for (int i = 0; i < count; i++) {
            alice.command(new EndpointCommand.SendMessage(link, alice.newRef(), 1, new byte[1]));
        }
    }

    private int channelPackets() {
        return carriedOf(PacketType.DATA, Context.CHANNEL).size();
    }

    private List<byte[]> carriedOf(PacketType type, int context) {
        return carried.stream()
                .filter(raw -> {
                    Packet packet = valueOf(Packet.decode(raw));
                    return packet.type() == type && packet.context() == context;
                })
                .toList();
    }

    private void again(byte[] raw) {
        world.deliver(bob, raw, world.now);
        world.run(SECOND / 10);
    }

    private static FailureReason reason(TestHost host, long ref) {
        return host.failure(ref).orElseThrow().reason();
    }
}
