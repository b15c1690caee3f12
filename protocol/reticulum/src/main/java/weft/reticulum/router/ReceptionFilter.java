package weft.reticulum.router;

import weft.reticulum.Address;
import weft.reticulum.packet.Context;
import weft.reticulum.packet.DestinationType;
import weft.reticulum.packet.PacketType;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.interfaces.ReceivedPacket;
import weft.reticulum.router.table.DuplicateFilter;

/** Which packets are taken up at all (rns-core §10.3), first match wins. */
final class ReceptionFilter {

    private static final int PLAIN_MAX_WIRE_HOPS = 1;

    private final Address transportId;
    private final DuplicateFilter seen;

    ReceptionFilter(Address transportId, DuplicateFilter seen) {
        this.transportId = transportId;
        this.seen = seen;
    }

    /** Why the packet is not taken up, or null. Computes the hash of what is. */
    DropReason refuse(ReceivedPacket packet) {
        boolean announce = packet.isType(PacketType.ANNOUNCE);
        if (!announce && packet.view().hasTransportId() && !packet.view().isFor(transportId)) {
            return DropReason.FOREIGN_TRANSPORT_ID;
        }
        if (announce) {
            packet.computeHash();
            return packet.isFor(DestinationType.SINGLE) ? null : DropReason.BAD_ANNOUNCE;
        }
        if (isRepeatable(packet.context())) {
            packet.computeHash();
            return null;
        }
        if (packet.isFor(DestinationType.PLAIN) || packet.isFor(DestinationType.GROUP)) {
            if (packet.view().hops() > PLAIN_MAX_WIRE_HOPS) {
                return DropReason.PLAIN_TOO_FAR;
            }
            packet.computeHash();
            return null;
        }
        packet.computeHash();
        return seen.contains(packet.hashHigh(), packet.hashLow()) ? DropReason.DUPLICATE : null;
    }

    /** Contexts whose packets may come twice: the link above sorts them out. */
    private static boolean isRepeatable(int context) {
        return switch (context) {
            case Context.KEEPALIVE,
                    Context.RESOURCE_REQUEST,
                    Context.RESOURCE_PROOF,
                    Context.RESOURCE,
                    Context.CACHE_REQUEST,
                    Context.CHANNEL -> true;
            default -> false;
        };
    }
}
