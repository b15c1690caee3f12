package weft.reticulum.router;

import weft.reticulum.packet.Packet;
import weft.reticulum.packet.PacketType;
import weft.reticulum.router.table.DuplicateFilter;

/** Passes packets of others on: what a transport node is for (rns-core §13.1–§13.3). */
final class Forwarder {

    private final PathTable paths;
    private final LinkTable links;
    private final ReverseTable reverse;
    private final Egress egress;
    private final DuplicateFilter seen;

    Forwarder(PathTable paths, LinkTable links, ReverseTable reverse, Egress egress, DuplicateFilter seen) {
        this.paths = paths;
        this.links = links;
        this.reverse = reverse;
        this.egress = egress;
        this.seen = seen;
    }

    /** A packet that names us as its next transport node; why it is dropped, or null. Allocates nothing, links aside. */
    DropReason forward(Arrival packet) {
        seen.add(packet.hashHigh(), packet.hashLow());
        PathEntry path = paths.get(packet.destinationHigh(), packet.destinationLow());
        if (path == null) {
            return DropReason.NO_PATH;
        }
        if (packet.hops() >= Packet.MAX_HOPS) {
            return DropReason.HOPS_EXHAUSTED;
        }
        if (packet.isType(PacketType.LINK_REQUEST)) {
            DropReason refused = openLink(packet, path);
            if (refused != null) {
                return refused;
            }
        } else {
            reverse.add(packet.hashHigh(), packet.hashLow(), packet.on(), path.on());
        }
        packet.view().setHops(packet.hops());
        if (path.hops() > 1) {
            packet.view().replaceTransportId(path.nextHop());
        } else {
            packet.view().removeTransportId();
        }
        paths.used(path);
        egress.forward(
                packet.on(),
                path.on(),
                packet.view().raw(),
                packet.view().offset(),
                packet.view().length());
        return null;
    }

    private DropReason openLink(Arrival packet, PathEntry path) {
        if (!LinkMtu.isLinkRequest(packet.view())) {
            return DropReason.BAD_SIGNALLING;
        }
        int previous = LinkMtu.hardware(packet.on().properties());
        var linkId = packet.linkId();
        if (!LinkMtu.fit(packet.view(), previous, path.on().properties())) {
            return DropReason.BAD_SIGNALLING;
        }
        links.open(linkId, packet.on(), packet.hops(), path);
        return null;
    }

    /** A proof on its way back; why it is dropped, or null. */
    DropReason proof(Arrival packet) {
        ReverseTable.Reverse way = reverse.take(packet.destinationHigh(), packet.destinationLow());
        if (way == null) {
            return DropReason.UNKNOWN_PROOF;
        }
        if (way.sentOn() != packet.on()) {
            return DropReason.WRONG_WAY;
        }
        if (packet.hops() >= Packet.MAX_HOPS) {
            return DropReason.HOPS_EXHAUSTED;
        }
        packet.view().setHops(packet.hops());
        egress.forward(
                packet.on(),
                way.receivedOn(),
                packet.view().raw(),
                packet.view().offset(),
                packet.view().length());
        return null;
    }
}
