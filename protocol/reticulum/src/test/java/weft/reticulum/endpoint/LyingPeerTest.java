package weft.reticulum.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.reticulum.Vectors.valueOf;
import static weft.reticulum.endpoint.TwoEndpoints.SECOND;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import weft.reticulum.Digest;
import weft.reticulum.compression.Bzip2;
import weft.reticulum.crypto.Hashes;
import weft.reticulum.endpoint.TwoEndpoints.Medium;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.link.FailureReason;
import weft.reticulum.link.Link;
import weft.reticulum.link.LinkCloseReason;
import weft.reticulum.link.LinkTransport;
import weft.reticulum.packet.Context;
import weft.reticulum.packet.Packet;
import weft.reticulum.packet.PacketType;
import weft.reticulum.resource.ResourceAdvertisement;

/** A peer that keeps the protocol of links, and sends other resources than it says. */
class LyingPeerTest {

    private static final int SAID = 100_000;
    private static final byte[] RANDOM = {1, 2, 3, 4};

    private final TwoEndpoints world = new TwoEndpoints(1, Medium.PERFECT, EndpointOptions.DEFAULT);
    private final TestHost bob = world.bob;
    private final LinkTransport out = raw -> world.deliver(bob, raw, world.now);

    @Test
    void whatDecompressesToMoreThanWasSaidEndsTheLink() {
        Link link = establish();
        byte[] packed = Bzip2.compress(new byte[SAID + 1]);
        byte[] part =
                link.seal(ByteBuffer.allocate(4 + packed.length).put(4, packed).array());
        send(link, part);
        assertThat(bob.first(EndpointEvent.ResourceFailed.class).orElseThrow().reason())
                .isEqualTo(FailureReason.PROTOCOL_VIOLATION);
        assertThat(bob.first(EndpointEvent.LinkClosed.class).orElseThrow().reason())
                .isEqualTo(LinkCloseReason.PROTOCOL_VIOLATION);
        assertThat(bob.endpoint.links()).isZero();
    }

    @Test
    void whatDecompressesToAsMuchAsWasSaidIsTaken() {
        Link link = establish();
        byte[] packed = Bzip2.compress(new byte[SAID]);
        byte[] part =
                link.seal(ByteBuffer.allocate(4 + packed.length).put(4, packed).array());
        send(link, part);
        assertThat(bob.first(EndpointEvent.SegmentReceived.class).orElseThrow().content())
                .hasSize(SAID);
        assertThat(bob.has(EndpointEvent.LinkClosed.class)).isFalse();
    }

    private void send(Link link, byte[] part) {
        Digest hash = Hashes.sha256(new byte[SAID], RANDOM);
        int name = ByteBuffer.wrap(Hashes.sha256Bytes(part, RANDOM)).getInt();
        ResourceAdvertisement advertisement = new ResourceAdvertisement(
                part.length,
                SAID,
                1,
                hash,
                RANDOM,
                hash,
                1,
                1,
                Optional.empty(),
                ResourceAdvertisement.ENCRYPTED | ResourceAdvertisement.COMPRESSED,
                new int[] {name});
        link.send(world.now, Context.RESOURCE_ADVERTISEMENT, advertisement.encode(), out);
        world.run(SECOND / 10);
        assertThat(bob.has(EndpointEvent.ResourceOffered.class)).isTrue();
        link.sendRaw(world.now, Context.RESOURCE, part, out);
        world.run(SECOND / 10);
    }

    private Link establish() {
        List<byte[]> carried = new ArrayList<>();
        world.watcher = carried::add;
        Link link =
                Link.initiate(world.now, bob.identity, bob.endpoint.destination(), Packet.MTU, array -> array[0] = 7);
        out.transmit(link.handshake().encode());
        link.onRequestSent(world.now, 1, 6 * SECOND);
        world.run(SECOND / 10);
        byte[] raw = carried.stream()
                .filter(each -> valueOf(Packet.decode(each)).type() == PacketType.PROOF)
                .findFirst()
                .orElseThrow();
        ToEndpoint.Inbound inbound =
                new ToEndpoint.Inbound(link.id(), world.alice.attachment, 1, Optional.empty(), Packet.MTU, raw);
        assertThat(link.onProof(world.now, valueOf(Packet.decode(raw)), inbound, out))
                .isEmpty();
        world.run(SECOND / 10);
        return link;
    }
}
