package weft.reticulum.router;

import java.util.Optional;
import weft.reticulum.Address;
import weft.reticulum.hosting.Signal;
import weft.reticulum.packet.DestinationType;
import weft.reticulum.packet.PacketType;
import weft.reticulum.path.PathRequest;
import weft.reticulum.path.TunnelSynthesis;
import weft.reticulum.router.announces.Announces;
import weft.reticulum.router.destinations.HostedDestination;
import weft.reticulum.router.destinations.OwnDestinations;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.hosting.HostedLink;
import weft.reticulum.router.hosting.HostedTraffic;
import weft.reticulum.router.interfaces.ReceivedPacket;
import weft.reticulum.router.interfaces.RouterInterface;
import weft.reticulum.router.links.Forwarder;
import weft.reticulum.router.paths.PathSearch;
import weft.reticulum.router.paths.Tunnels;
import weft.reticulum.router.table.DuplicateFilter;

/** Takes packets from interfaces and brings each to the part that knows what to do with it (rns-core §10.1). */
final class PacketDispatch {

    private final boolean transport;
    private final DuplicateFilter seen;
    private final ReceptionFilter filter;
    private final OwnDestinations own;
    private final PathSearch search;
    private final Tunnels tunnels;
    private final Announces announces;
    private final Forwarder forwarder;
    private final HostedTraffic hosting;
    private final ReceivedPacket packet = new ReceivedPacket();

    PacketDispatch(
            boolean transport,
            DuplicateFilter seen,
            ReceptionFilter filter,
            OwnDestinations own,
            PathSearch search,
            Tunnels tunnels,
            Announces announces,
            Forwarder forwarder,
            HostedTraffic hosting) {
        this.transport = transport;
        this.seen = seen;
        this.filter = filter;
        this.own = own;
        this.search = search;
        this.tunnels = tunnels;
        this.announces = announces;
        this.forwarder = forwarder;
        this.hosting = hosting;
    }

    void receive(RouterInterface on, Optional<Signal> signal, byte[] buffer, int offset, int length) {
        on.countIn(length);
        DropReason reason = dispatch(on, signal, buffer, offset, length);
        if (reason != null) {
            on.drop(reason);
        }
    }

    private DropReason dispatch(RouterInterface on, Optional<Signal> signal, byte[] buffer, int offset, int length) {
        if (length > on.properties().maxPacket()) {
            return DropReason.OVERSIZED;
        }
        if (!packet.read(on, signal, buffer, offset, length)) {
            return DropReason.MALFORMED;
        }
        DropReason refused = filter.refuse(packet);
        if (refused != null) {
            return refused;
        }
        if (packet.isType(PacketType.ANNOUNCE)) {
            return announces.receive(packet);
        }
        if (packet.isFor(DestinationType.PLAIN) || packet.isFor(DestinationType.GROUP)) {
            return broadcast();
        }
        return packet.isFor(DestinationType.LINK) ? ofLink() : addressed();
    }

    private DropReason broadcast() {
        boolean control = packet.isFor(DestinationType.PLAIN) && packet.isType(PacketType.DATA);
        if (control && packet.view().isTo(PathRequest.ADDRESS)) {
            return search.receive(packet);
        }
        if (control && packet.view().isTo(TunnelSynthesis.ADDRESS)) {
            return tunnels.receive(packet);
        }
        HostedDestination hosted = own.hosted(packet.destinationHigh(), packet.destinationLow());
        if (hosted != null) {
            return hosting.toDestination(packet, hosted);
        }
        // No packet of these goes on by itself, but one that was given us as its next transport node does (§13.6).
        return transport && packet.isFor(DestinationType.PLAIN) && packet.view().hasTransportId()
                ? forwarder.forward(packet)
                : DropReason.NOT_FOR_US;
    }

    /** A packet of a link: of one that ends here, or of one that goes through. */
    private DropReason ofLink() {
        HostedLink ours = hosting.link(packet.destinationHigh(), packet.destinationLow());
        return ours != null ? hosting.ofLink(packet, ours) : forwarder.ofLink(packet);
    }

    /** A packet to a destination, or the proof of one. */
    private DropReason addressed() {
        HostedDestination hosted = own.hosted(packet.destinationHigh(), packet.destinationLow());
        if (hosted != null && !packet.isType(PacketType.PROOF)) {
            return hosting.toDestination(packet, hosted);
        }
        if (own.isProbe(packet.destinationHigh(), packet.destinationLow()) && packet.isType(PacketType.DATA)) {
            seen.add(packet.hashHigh(), packet.hashLow());
            return own.probe(packet);
        }
        if (packet.view().hasTransportId()) {
            return transport ? forwarder.forward(packet) : DropReason.NOT_FOR_US;
        }
        if (packet.isType(PacketType.PROOF)) {
            Address prover = hosting.prover(packet);
            return prover != null ? hosting.proof(packet, prover) : forwarder.proof(packet);
        }
        return DropReason.NOT_FOR_US;
    }
}
