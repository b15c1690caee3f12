package weft.reticulum.router.hosting;

import java.util.Arrays;
import java.util.Optional;
import weft.reticulum.Address;
import weft.reticulum.Digest;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.packet.Context;
import weft.reticulum.packet.DestinationType;
import weft.reticulum.packet.PacketType;
import weft.reticulum.packet.PacketView;
import weft.reticulum.router.destinations.OwnDestinations;
import weft.reticulum.router.interfaces.BusSink;
import weft.reticulum.router.interfaces.InterfaceRefs;
import weft.reticulum.router.links.LinkMtu;
import weft.reticulum.router.time.Seconds;

/** The way from one hosted destination to another: straight back to the bus, never over the mesh. */
final class LocalPath {

    /** Largest packet of a link between two hosted destinations, in bytes. */
    static final int LINK_MTU = 65_536;

    private static final long BITRATE = 1_000_000_000;
    private static final long HOP_TIMEOUT = Seconds.nanos(6);

    private final InterfaceRefs refs;
    private final OwnDestinations own;
    private final HostedLinks links;
    private final SentPackets sent;
    private final BusSink bus;

    LocalPath(InterfaceRefs refs, OwnDestinations own, HostedLinks links, SentPackets sent, BusSink bus) {
        this.refs = refs;
        this.own = own;
        this.links = links;
        this.sent = sent;
        this.bus = bus;
    }

    /**
     * Hands a packet on.
     *
     * @param linkId of a link request
     * @return what its sender is told
     */
    ToEndpoint.Outcome send(ToRouter.Outbound out, PacketView view, Digest hash, Optional<Address> linkId) {
        Address receiver = receiver(out, view);
        if (receiver == null) {
            return new ToEndpoint.InterfaceGone(out.owner(), out.ref());
        }
        if (linkId.isPresent() && !LinkMtu.clamp(view, LINK_MTU)) {
            return new ToEndpoint.NoPath(out.owner(), out.ref());
        }
        byte[] raw = Arrays.copyOfRange(view.raw(), view.offset(), view.offset() + view.length());
        if (!bus.toEndpoint(new ToEndpoint.Inbound(receiver, refs.local(), 0, Optional.empty(), LINK_MTU, raw))) {
            return new ToEndpoint.Full(out.owner(), out.ref());
        }
        ToEndpoint.Sent outcome =
                new ToEndpoint.Sent(out.owner(), out.ref(), hash, 0, Optional.of(refs.local()), HOP_TIMEOUT, BITRATE);
        if (linkId.isPresent()) {
            links.local(linkId.get(), out.owner(), receiver);
        } else if (view.type() == PacketType.DATA && view.destinationType() == DestinationType.SINGLE) {
            sent.add(out.owner(), hash.truncated(), outcome.proofWait());
        } else if (view.type() == PacketType.PROOF) {
            sent.answered(view.destination().high(), view.destination().low());
        }
        return outcome;
    }

    /** Whom the packet is for, or null. */
    private Address receiver(ToRouter.Outbound out, PacketView view) {
        Address destination = view.destination();
        if (view.destinationType() == DestinationType.LINK) {
            HostedLink link = links.get(destination);
            if (link == null || !link.isLocal()) {
                return null;
            }
            links.used(link);
            if (view.context() == Context.LINK_REQUEST_PROOF) {
                link.prove(0);
            }
            return out.owner().equals(link.owner()) ? link.peer() : link.owner();
        }
        if (view.type() == PacketType.PROOF) {
            return sent.owner(destination.high(), destination.low());
        }
        return own.hosted(destination) == null ? null : destination;
    }
}
