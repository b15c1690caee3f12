package weft.reticulum.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.reticulum.endpoint.TwoEndpoints.SECOND;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import weft.reticulum.Digest;
import weft.reticulum.compression.Bzip2;
import weft.reticulum.crypto.Hashes;
import weft.reticulum.endpoint.TwoEndpoints.Medium;
import weft.reticulum.link.FailureReason;
import weft.reticulum.link.LinkCloseReason;
import weft.reticulum.packet.Context;
import weft.reticulum.resource.ResourceAdvertisement;

/** A peer that keeps the protocol of links, and sends other resources than it says. */
class LyingPeerTest {

    private static final int SAID = 100_000;
    private static final byte[] RANDOM = {1, 2, 3, 4};

    private final TwoEndpoints world = new TwoEndpoints(1, Medium.PERFECT, EndpointOptions.DEFAULT);
    private final TestHost bob = world.bob;
    private final BareLink peer = new BareLink(world, bob);

    @Test
    void whatDecompressesToMoreThanWasSaidEndsTheLink() {
        byte[] packed = Bzip2.compress(new byte[SAID + 1]);
        byte[] part = peer.link.seal(
                ByteBuffer.allocate(4 + packed.length).put(4, packed).array());
        send(part);
        assertThat(bob.first(EndpointEvent.ResourceFailed.class).orElseThrow().reason())
                .isEqualTo(FailureReason.PROTOCOL_VIOLATION);
        assertThat(bob.first(EndpointEvent.LinkClosed.class).orElseThrow().reason())
                .isEqualTo(LinkCloseReason.PROTOCOL_VIOLATION);
        assertThat(bob.endpoint.links()).isZero();
    }

    @Test
    void whatDecompressesToAsMuchAsWasSaidIsTaken() {
        byte[] packed = Bzip2.compress(new byte[SAID]);
        byte[] part = peer.link.seal(
                ByteBuffer.allocate(4 + packed.length).put(4, packed).array());
        send(part);
        assertThat(bob.first(EndpointEvent.SegmentReceived.class).orElseThrow().content())
                .hasSize(SAID);
        assertThat(bob.has(EndpointEvent.LinkClosed.class)).isFalse();
    }

    private void send(byte[] part) {
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
        peer.link.send(world.now, Context.RESOURCE_ADVERTISEMENT, advertisement.encode(), peer);
        world.run(SECOND / 10);
        assertThat(bob.has(EndpointEvent.ResourceOffered.class)).isTrue();
        peer.link.sendRaw(world.now, Context.RESOURCE, part, peer);
        world.run(SECOND / 10);
    }
}
