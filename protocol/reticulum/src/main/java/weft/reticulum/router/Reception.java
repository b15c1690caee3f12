package weft.reticulum.router;

import java.util.Optional;
import weft.reticulum.Address;
import weft.reticulum.hosting.Signal;
import weft.reticulum.packet.Context;
import weft.reticulum.packet.DestinationType;
import weft.reticulum.packet.PacketType;
import weft.reticulum.path.PathRequest;
import weft.reticulum.path.TunnelSynthesis;

/** Takes packets from interfaces and brings each to the part that knows what to do with it (rns-core §10.1). */
final class Reception {

    private final boolean transport;
    private final Parts parts;
    private final Arrival packet = new Arrival();

    Reception(RouterConfig config, Parts parts) {
        this.transport = config.transport();
        this.parts = parts;
    }

    void receive(MeshInterface on, Optional<Signal> signal, byte[] buffer, int offset, int length) {
        on.countIn(length);
        DropReason reason = dispatch(on, signal, buffer, offset, length);
        if (reason != null) {
            on.drop(reason);
        }
    }

    private DropReason dispatch(MeshInterface on, Optional<Signal> signal, byte[] buffer, int offset, int length) {
        if (length > on.properties().maxPacket()) {
            return DropReason.OVERSIZED;
        }
        if (!packet.read(on, signal, buffer, offset, length)) {
            return DropReason.MALFORMED;
        }
        DropReason refused = parts.filter.refuse(packet);
        if (refused != null) {
            return refused;
        }
        if (packet.isType(PacketType.ANNOUNCE)) {
            return parts.intake.receive(packet);
        }
        if (packet.isFor(DestinationType.PLAIN) || packet.isFor(DestinationType.GROUP)) {
            return broadcast();
        }
        return packet.isFor(DestinationType.LINK) ? ofLink() : addressed();
    }

    private DropReason broadcast() {
        boolean control = packet.isFor(DestinationType.PLAIN) && packet.isType(PacketType.DATA);
        if (control && packet.view().isTo(PathRequest.ADDRESS)) {
            return parts.requests.receive(packet);
        }
        if (control && packet.view().isTo(TunnelSynthesis.ADDRESS)) {
            return parts.tunnels.receive(packet);
        }
        HostedTable.Hosted hosted = parts.hosted.get(packet.destinationHigh(), packet.destinationLow());
        if (hosted != null) {
            return parts.hosting.inbound.toDestination(packet, hosted);
        }
        // No packet of these goes on by itself, but one that was given us as its next transport node does (§13.6).
        return transport && packet.isFor(DestinationType.PLAIN) && packet.view().hasTransportId()
                ? parts.forwarder.forward(packet)
                : DropReason.NOT_FOR_US;
    }

    /** A packet of a link: of one that ends here, or of one that goes through. */
    private DropReason ofLink() {
        boolean proof = packet.isType(PacketType.PROOF) && packet.context() == Context.LINK_REQUEST_PROOF;
        HostedLinks.HostedLink ours = parts.hosting.links.get(packet.destinationHigh(), packet.destinationLow());
        if (ours != null) {
            return proof ? parts.hosting.inbound.linkProof(packet, ours) : parts.hosting.inbound.toLink(packet, ours);
        }
        LinkEntry through = parts.links.get(packet.destinationHigh(), packet.destinationLow());
        if (through == null || packet.view().hasTransportId() || packet.isType(PacketType.LINK_REQUEST)) {
            return DropReason.NOT_FOR_US;
        }
        return proof ? parts.links.proof(packet, through) : parts.links.data(packet, through);
    }

    /** A packet to a destination, or the proof of one. */
    private DropReason addressed() {
        HostedTable.Hosted hosted = parts.hosted.get(packet.destinationHigh(), packet.destinationLow());
        if (hosted != null && !packet.isType(PacketType.PROOF)) {
            return parts.hosting.inbound.toDestination(packet, hosted);
        }
        if (parts.probe.is(packet.destinationHigh(), packet.destinationLow()) && packet.isType(PacketType.DATA)) {
            parts.seen.add(packet.hashHigh(), packet.hashLow());
            return parts.probe.receive(packet);
        }
        if (packet.view().hasTransportId()) {
            return transport ? parts.forwarder.forward(packet) : DropReason.NOT_FOR_US;
        }
        if (packet.isType(PacketType.PROOF)) {
            Address prover = parts.hosting.inbound.prover(packet);
            return prover != null ? parts.hosting.inbound.proof(packet, prover) : parts.forwarder.proof(packet);
        }
        return DropReason.NOT_FOR_US;
    }
}
