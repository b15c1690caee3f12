package weft.reticulum.router.links;

import java.util.List;
import java.util.function.ObjIntConsumer;
import weft.reticulum.packet.Packet;
import weft.reticulum.packet.PacketType;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.drops.Drops;
import weft.reticulum.router.interfaces.Egress;
import weft.reticulum.router.interfaces.ReceivedPacket;
import weft.reticulum.router.interfaces.RouterInterface;
import weft.reticulum.router.paths.PathEntry;
import weft.reticulum.router.paths.PathSearch;
import weft.reticulum.router.paths.PathTable;
import weft.reticulum.router.signatures.Verifications;
import weft.reticulum.router.table.Bound;
import weft.reticulum.router.table.DuplicateFilter;
import weft.reticulum.router.table.Tables;
import weft.reticulum.router.time.CallTime;
import weft.reticulum.router.time.Timer;

/** Passes packets of others on: what a transport node is for (rns-core §13.1–§13.3). */
public final class Forwarder {

    private final PathTable paths;
    private final TransitLinks links;
    private final ReverseTable reverse;
    private final Egress egress;
    private final DuplicateFilter seen;

    public Forwarder(
            CallTime time,
            Drops drops,
            Verifications verifications,
            Egress egress,
            DuplicateFilter seen,
            PathTable paths,
            PathSearch search,
            Tables tables) {
        this.paths = paths;
        this.egress = egress;
        this.seen = seen;
        links = new TransitLinks(
                time, drops, verifications, egress, seen, paths, search, tables.table(Bound.TRANSIT_LINKS));
        reverse = new ReverseTable(time, drops, tables.table(Bound.REVERSE_ENTRIES));
    }

    /** A packet that names us as its next transport node; why it is dropped, or null. Allocates nothing, links aside. */
    public DropReason forward(ReceivedPacket packet) {
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

    private DropReason openLink(ReceivedPacket packet, PathEntry path) {
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

    /** A packet of a link that goes through this node; why it is dropped, or null. */
    public DropReason ofLink(ReceivedPacket packet) {
        TransitLink link = links.get(packet.destinationHigh(), packet.destinationLow());
        if (link == null || packet.view().hasTransportId() || packet.isType(PacketType.LINK_REQUEST)) {
            return DropReason.NOT_FOR_US;
        }
        return packet.isLinkProof() ? links.proof(packet, link) : links.data(packet, link);
    }

    /** A proof on its way back; why it is dropped, or null. */
    public DropReason proof(ReceivedPacket packet) {
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

    /** An interface is gone for good. */
    public void interfaceDown(RouterInterface gone) {
        links.interfaceDown(gone);
        reverse.interfaceDown(gone);
    }

    /** Reports how full its tables are. */
    public void measure(ObjIntConsumer<Bound> sizes) {
        sizes.accept(Bound.TRANSIT_LINKS, links.size());
        sizes.accept(Bound.REVERSE_ENTRIES, reverse.size());
    }

    /** What of it wants to be called at a time. */
    public List<Timer> timers() {
        return List.of(links, reverse);
    }
}
