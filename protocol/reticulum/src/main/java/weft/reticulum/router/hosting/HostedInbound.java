package weft.reticulum.router.hosting;

import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.Rejection;
import weft.reticulum.announce.AnnounceForm;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.identity.Identity;
import weft.reticulum.link.LinkProof;
import weft.reticulum.packet.Packet;
import weft.reticulum.packet.PacketType;
import weft.reticulum.router.destinations.HostedDestination;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.interfaces.BusSink;
import weft.reticulum.router.interfaces.InterfaceRefs;
import weft.reticulum.router.interfaces.ReceivedPacket;
import weft.reticulum.router.interfaces.RouterInterface;
import weft.reticulum.router.links.LinkMtu;
import weft.reticulum.router.paths.PathEntry;
import weft.reticulum.router.paths.PathTable;
import weft.reticulum.router.signatures.Verifications;
import weft.reticulum.router.table.DuplicateFilter;
import weft.reticulum.router.time.CallTime;

/** Packets from the mesh for hosted destinations, their links and their proofs, on their way to the bus. */
final class HostedInbound {

    private final CallTime time;
    private final InterfaceRefs refs;
    private final HostedLinks links;
    private final SentPackets sent;
    private final PathTable paths;
    private final Verifications verifications;
    private final DuplicateFilter seen;
    private final BusSink bus;

    HostedInbound(
            CallTime time,
            InterfaceRefs refs,
            HostedLinks links,
            SentPackets sent,
            PathTable paths,
            Verifications verifications,
            DuplicateFilter seen,
            BusSink bus) {
        this.time = time;
        this.refs = refs;
        this.links = links;
        this.sent = sent;
        this.paths = paths;
        this.verifications = verifications;
        this.seen = seen;
        this.bus = bus;
    }

    /** A packet for a hosted destination; why it is dropped, or null. */
    DropReason toDestination(ReceivedPacket packet, HostedDestination hosted) {
        hosted.used(time.now());
        if (!packet.isType(PacketType.LINK_REQUEST)) {
            return deliver(packet, hosted.address());
        }
        if (!LinkMtu.isLinkRequest(packet.view())) {
            return DropReason.BAD_SIGNALLING;
        }
        Address linkId = packet.linkId();
        if (!LinkMtu.clamp(packet.view(), packet.on().properties().linkMtu())) {
            return DropReason.BAD_SIGNALLING;
        }
        DropReason refused = deliver(packet, hosted.address());
        if (refused == null) {
            links.requested(linkId, hosted.address(), packet.on(), packet.hops());
        }
        return refused;
    }

    /** A packet of a link that ends here; why it is dropped, or null. */
    DropReason toLink(ReceivedPacket packet, HostedLink link) {
        if (link.isLocal() || packet.on() != link.on()) {
            return DropReason.WRONG_WAY;
        }
        links.used(link);
        return deliver(packet, link.owner());
    }

    /** The proof of a link that a hosted destination asked for: hops are checked here, the signature by the Endpoint. */
    DropReason linkProof(ReceivedPacket packet, HostedLink link) {
        if (link.isLocal() || packet.on() != link.on() || !link.isInitiated()) {
            return DropReason.WRONG_WAY;
        }
        if (packet.hops() != link.hops()) {
            return link.isProven() ? DropReason.WRONG_WAY : rebalance(packet, link);
        }
        DropReason refused = deliver(packet, link.owner());
        if (refused == null) {
            link.prove(packet.hops());
            links.used(link);
        }
        return refused;
    }

    /** Another way than the path says: believed when the destination signed it. */
    private DropReason rebalance(ReceivedPacket packet, HostedLink link) {
        byte[] raw = packet.copy();
        ToEndpoint.Inbound inbound = inbound(packet, link.owner());
        Identity destination = AnnounceForm.identity(link.announce());
        Address linkId = packet.destination();
        int hops = packet.hops();
        RouterInterface on = packet.on();
        return switch (Packet.decode(raw).then(LinkProof::decode)) {
            case Decoded.Rejected<LinkProof>(Rejection _) -> DropReason.MALFORMED;
            case Decoded.Value<LinkProof>(LinkProof proof) ->
                verifications.submit(
                                () -> proof.isSignedBy(destination, linkId),
                                result -> rebalanced(linkId, inbound, hops, on, result))
                        ? null
                        : DropReason.UNVERIFIED;
        };
    }

    private void rebalanced(
            Address linkId, ToEndpoint.Inbound inbound, int hops, RouterInterface on, Verifications.Result result) {
        HostedLink link = links.get(linkId);
        if (result != Verifications.Result.VALID) {
            on.drop(result == Verifications.Result.INVALID ? DropReason.BAD_SIGNATURE : DropReason.UNVERIFIED);
        } else if (link == null || link.isProven()) {
            on.drop(DropReason.DUPLICATE);
        } else if (!bus.toEndpoint(inbound)) {
            on.drop(DropReason.BUS_FULL);
        } else {
            link.prove(hops);
            links.used(link);
            PathEntry path = paths.get(link.peer());
            if (path != null && path.on() == on) {
                path.rebalance(hops);
                paths.changed(path);
            }
        }
    }

    /** A proof for a packet that a hosted destination sent; why it is dropped, or null. */
    DropReason proof(ReceivedPacket packet, Address owner) {
        DropReason refused = deliver(packet, owner);
        if (refused == null) {
            sent.answered(packet.destinationHigh(), packet.destinationLow());
        }
        return refused;
    }

    /** Who sent the packet that this proof is about, or null. */
    Address prover(ReceivedPacket proof) {
        return sent.owner(proof.destinationHigh(), proof.destinationLow());
    }

    private DropReason deliver(ReceivedPacket packet, Address owner) {
        if (!bus.toEndpoint(inbound(packet, owner))) {
            return DropReason.BUS_FULL;
        }
        seen.add(packet.hashHigh(), packet.hashLow());
        return null;
    }

    private ToEndpoint.Inbound inbound(ReceivedPacket packet, Address owner) {
        return new ToEndpoint.Inbound(
                owner,
                refs.of(packet.on()),
                packet.hops(),
                packet.signal(),
                packet.on().properties().linkMtu(),
                packet.copy());
    }
}
