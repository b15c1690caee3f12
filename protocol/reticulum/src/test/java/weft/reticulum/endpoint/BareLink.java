package weft.reticulum.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.reticulum.Vectors.valueOf;
import static weft.reticulum.endpoint.TwoEndpoints.SECOND;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.link.Link;
import weft.reticulum.link.LinkTransport;
import weft.reticulum.packet.Packet;
import weft.reticulum.packet.PacketType;

/** The other end of a link of a host, in the hands of the test: an established link and what went over the medium. */
final class BareLink implements LinkTransport {

    final Link link;
    final List<byte[]> carried = new ArrayList<>();
    private final TwoEndpoints world;
    private final TestHost host;

    /** Opens a link to the host. */
    BareLink(TwoEndpoints world, TestHost host) {
        this.world = world;
        this.host = host;
        world.watcher = carried::add;
        link = Link.initiate(
                world.now, host.identity, host.endpoint.destination(), Packet.MTU, new SplittableRandom(7)::nextBytes);
        transmit(link.handshake().encode());
        link.onRequestSent(world.now, 1, 6 * SECOND);
        world.run(SECOND / 10);
        byte[] proof = carried.stream()
                .filter(raw -> valueOf(Packet.decode(raw)).type() == PacketType.PROOF)
                .findFirst()
                .orElseThrow();
        ToEndpoint.Inbound inbound = new ToEndpoint.Inbound(
                link.id(), world.other(host).interfaceRef, 1, Optional.empty(), Packet.MTU, proof);
        assertThat(link.onProof(world.now, valueOf(Packet.decode(proof)), inbound, this))
                .isEmpty();
        world.run(SECOND / 10);
    }

    @Override
    public void transmit(byte[] raw) {
        world.deliver(host, raw, world.now);
    }

    /** Packets of that context, from either end, in order. */
    List<byte[]> carried(int context) {
        return carried.stream()
                .filter(raw -> valueOf(Packet.decode(raw)).context() == context)
                .toList();
    }
}
