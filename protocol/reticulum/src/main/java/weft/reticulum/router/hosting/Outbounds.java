package weft.reticulum.router.hosting;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import weft.reticulum.Address;
import weft.reticulum.Digest;
import weft.reticulum.crypto.Hashes;
import weft.reticulum.hosting.InterfaceRef;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.packet.Context;
import weft.reticulum.packet.DestinationType;
import weft.reticulum.packet.Packet;
import weft.reticulum.packet.PacketType;
import weft.reticulum.packet.PacketView;
import weft.reticulum.router.destinations.HostedDestination;
import weft.reticulum.router.destinations.OwnDestinations;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.drops.Drops;
import weft.reticulum.router.interfaces.BusSink;
import weft.reticulum.router.interfaces.Egress;
import weft.reticulum.router.interfaces.InterfaceRefs;
import weft.reticulum.router.interfaces.Interfaces;
import weft.reticulum.router.interfaces.RouterInterface;
import weft.reticulum.router.links.LinkMtu;
import weft.reticulum.router.paths.PathEntry;
import weft.reticulum.router.paths.PathTable;
import weft.reticulum.router.table.DuplicateFilter;
import weft.reticulum.router.time.CallTime;
import weft.reticulum.router.time.Seconds;

/** Packets of hosted destinations on their way out (rns-core §7.9). Each gets exactly one outcome. */
final class Outbounds {

    private static final int UNKNOWN_HOPS = 128;
    private static final long LOCAL_TIMEOUT = Seconds.nanos(6);

    private final CallTime time;
    private final Drops drops;
    private final Interfaces interfaces;
    private final InterfaceRefs refs;
    private final PathTable paths;
    private final OwnDestinations own;
    private final HostedLinks links;
    private final SentPackets sent;
    private final LocalPath local;
    private final HostedAnnounces announces;
    private final Egress egress;
    private final DuplicateFilter seen;
    private final BusSink bus;
    private final MessageDigest sha256 = Hashes.newDigest();
    private final byte[] scratch = new byte[Digest.LENGTH];
    private final PacketView view = new PacketView();

    Outbounds(
            CallTime time,
            Drops drops,
            Interfaces interfaces,
            InterfaceRefs refs,
            Egress egress,
            DuplicateFilter seen,
            PathTable paths,
            OwnDestinations own,
            HostedLinks links,
            SentPackets sent,
            LocalPath local,
            HostedAnnounces announces,
            BusSink bus) {
        this.time = time;
        this.drops = drops;
        this.interfaces = interfaces;
        this.refs = refs;
        this.egress = egress;
        this.seen = seen;
        this.paths = paths;
        this.own = own;
        this.links = links;
        this.sent = sent;
        this.local = local;
        this.announces = announces;
        this.bus = bus;
    }

    /** Sends a packet, or tells its owner why not. One that is bound to another Router is nothing to this one. */
    void send(ToRouter.Outbound out) {
        boolean ours = refs.isForUs(out.on(), out.home());
        if (!ours && !isAnnounceToAll(out)) {
            return;
        }
        byte[] raw = new byte[PacketView.HEADROOM + out.raw().length];
        System.arraycopy(out.raw(), 0, raw, PacketView.HEADROOM, out.raw().length);
        boolean refused = view.wrap(raw, PacketView.HEADROOM, out.raw().length).isPresent();
        ToEndpoint.Outcome outcome;
        if (refused || view.hasTransportId() || view.hops() != 0) {
            drops.count(DropReason.MALFORMED);
            outcome = new ToEndpoint.NoPath(out.owner(), out.ref());
        } else {
            HostedDestination owner = own.hosted(out.owner());
            if (owner != null) {
                owner.used(time.now());
            }
            outcome = out.on().isPresent() ? sendOn(out, out.on().get()) : sendAnywhere(out);
        }
        if (outcome != null && ours) {
            bus.toEndpoint(outcome);
        }
    }

    /** It leaves through every Router: none passes on what another announces of a destination that both host. */
    private static boolean isAnnounceToAll(ToRouter.Outbound out) {
        return out.on().isEmpty() && out.raw().length > 0 && PacketType.of(out.raw()[0]) == PacketType.ANNOUNCE;
    }

    /** On the interface that the owner names; null when the outcome comes from the interface's queue. */
    private ToEndpoint.Outcome sendOn(ToRouter.Outbound out, InterfaceRef interfaceRef) {
        if (refs.isLocal(interfaceRef)) {
            return sendLocally(out);
        }
        RouterInterface to = refs.find(interfaceRef);
        if (to == null || !to.isUp()) {
            return gone(out);
        }
        if (view.type() == PacketType.ANNOUNCE) {
            return transmit(out, to, 1, hash(), announces.answer(out, to));
        }
        HostedLink link = view.destinationType() == DestinationType.LINK ? links.get(view.destination()) : null;
        return link == null ? transmit(out, to, 1) : transmitOfLink(out, link);
    }

    private ToEndpoint.Outcome sendAnywhere(ToRouter.Outbound out) {
        if (view.type() == PacketType.ANNOUNCE) {
            return announces.announce(out, hash());
        }
        if (view.destinationType() == DestinationType.LINK) {
            HostedLink link = links.get(view.destination());
            return link == null ? gone(out) : transmitOfLink(out, link);
        }
        if (view.type() == PacketType.PROOF) {
            return gone(out);
        }
        if (own.hosted(view.destination()) != null) {
            return sendLocally(out);
        }
        PathEntry path = view.destinationType() == DestinationType.SINGLE ? paths.usable(view.destination()) : null;
        if (path != null) {
            return sendAlong(out, path);
        }
        return view.type() == PacketType.LINK_REQUEST ? new ToEndpoint.NoPath(out.owner(), out.ref()) : broadcast(out);
    }

    private ToEndpoint.Outcome sendLocally(ToRouter.Outbound out) {
        if (view.type() == PacketType.ANNOUNCE) {
            return announces.announceLocally(out, hash());
        }
        Optional<Address> linkId = view.type() == PacketType.LINK_REQUEST && LinkMtu.isLinkRequest(view)
                ? Optional.of(view.linkId(sha256, scratch))
                : Optional.empty();
        return local.send(out, view, hash(), linkId);
    }

    private ToEndpoint.Outcome sendAlong(ToRouter.Outbound out, PathEntry path) {
        boolean request = view.type() == PacketType.LINK_REQUEST;
        if (request && !LinkMtu.isLinkRequest(view)) {
            drops.count(DropReason.BAD_SIGNALLING);
            return new ToEndpoint.NoPath(out.owner(), out.ref());
        }
        Digest hash = hash();
        if (request) {
            Address linkId = view.linkId(sha256, scratch);
            if (!LinkMtu.fit(view, Integer.MAX_VALUE, path.on().properties())) {
                drops.count(DropReason.BAD_SIGNALLING);
                return new ToEndpoint.NoPath(out.owner(), out.ref());
            }
            links.initiated(linkId, out.owner(), path);
        } else {
            sent.add(
                    out.owner(),
                    hash.truncated(),
                    outcome(out, path.on(), path.hops(), hash).proofWait());
        }
        if (path.hops() > 1) {
            view.insertTransportId(path.nextHop());
        }
        paths.used(path);
        return transmit(out, path.on(), path.hops(), hash);
    }

    private ToEndpoint.Outcome transmitOfLink(ToRouter.Outbound out, HostedLink link) {
        if (link.isLocal()) {
            return sendLocally(out);
        }
        links.used(link);
        if (view.context() == Context.LINK_REQUEST_PROOF) {
            link.prove(link.hops());
        }
        return transmit(out, link.on(), link.hops());
    }

    private ToEndpoint.Outcome transmit(ToRouter.Outbound out, RouterInterface to, int hops) {
        return transmit(out, to, hops, hash());
    }

    private ToEndpoint.Outcome transmit(ToRouter.Outbound out, RouterInterface to, int hops, Digest hash) {
        return transmit(out, to, hops, hash, packet());
    }

    private ToEndpoint.Outcome transmit(
            ToRouter.Outbound out, RouterInterface to, int hops, Digest hash, byte[] packet) {
        ToEndpoint.Sent outcome = outcome(out, to, hops, hash);
        if (egress.send(to, out.owner(), packet, outcome)) {
            return null;
        }
        return to.properties().outgoing() && to.isUp() ? new ToEndpoint.Full(out.owner(), out.ref()) : gone(out);
    }

    /** No path: on all interfaces, in the hope that the destination is a neighbour. */
    private ToEndpoint.Outcome broadcast(ToRouter.Outbound out) {
        Digest hash = hash();
        byte[] packet = packet();
        int usable = 0;
        int taken = 0;
        long slowest = Long.MAX_VALUE;
        for (RouterInterface to : interfaces.online()) {
            if (to.properties().outgoing()) {
                usable++;
                if (egress.send(to, out.owner(), packet, null)) {
                    taken++;
                    slowest = Math.min(slowest, to.properties().bitrate());
                }
            }
        }
        if (taken == 0) {
            return usable == 0
                    ? new ToEndpoint.NoPath(out.owner(), out.ref())
                    : new ToEndpoint.Full(out.owner(), out.ref());
        }
        seen.add(hash.first(), hash.second());
        long timeout = LOCAL_TIMEOUT + Seconds.onWire(Packet.MTU, slowest);
        ToEndpoint.Sent outcome =
                new ToEndpoint.Sent(out.owner(), out.ref(), hash, UNKNOWN_HOPS, Optional.empty(), timeout, slowest);
        if (view.destinationType() == DestinationType.SINGLE) {
            sent.add(out.owner(), hash.truncated(), outcome.proofWait());
        }
        return outcome;
    }

    private ToEndpoint.Sent outcome(ToRouter.Outbound out, RouterInterface to, int hops, Digest hash) {
        return new ToEndpoint.Sent(
                out.owner(),
                out.ref(),
                hash,
                hops,
                Optional.of(refs.of(to)),
                to.firstHopTimeout(),
                to.properties().bitrate());
    }

    private static ToEndpoint.Outcome gone(ToRouter.Outbound out) {
        return new ToEndpoint.InterfaceGone(out.owner(), out.ref());
    }

    private Digest hash() {
        return view.hash(sha256, scratch);
    }

    private byte[] packet() {
        return Arrays.copyOfRange(view.raw(), view.offset(), view.offset() + view.length());
    }
}
