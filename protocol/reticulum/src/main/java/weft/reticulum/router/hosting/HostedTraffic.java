package weft.reticulum.router.hosting;

import java.util.List;
import java.util.function.ObjIntConsumer;
import weft.reticulum.Address;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.router.announces.AnnounceListener;
import weft.reticulum.router.destinations.HostedDestination;
import weft.reticulum.router.destinations.OwnDestinations;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.drops.Drops;
import weft.reticulum.router.interfaces.BusSink;
import weft.reticulum.router.interfaces.Egress;
import weft.reticulum.router.interfaces.InterfaceRefs;
import weft.reticulum.router.interfaces.Interfaces;
import weft.reticulum.router.interfaces.ReceivedPacket;
import weft.reticulum.router.interfaces.RouterInterface;
import weft.reticulum.router.paths.PathSearch;
import weft.reticulum.router.paths.PathTable;
import weft.reticulum.router.signatures.Verifications;
import weft.reticulum.router.table.Bound;
import weft.reticulum.router.table.DuplicateFilter;
import weft.reticulum.router.table.Tables;
import weft.reticulum.router.time.CallTime;
import weft.reticulum.router.time.Timer;

/** What goes between the mesh and the destinations that Endpoints host behind this Router. */
public final class HostedTraffic {

    private final InterfaceRefs refs;
    private final PathSearch search;
    private final OwnDestinations own;
    private final HostedLinks links;
    private final SentPackets sent;
    private final HostedInbound inbound;
    private final Outbounds outbounds;

    public HostedTraffic(
            CallTime time,
            Drops drops,
            Verifications verifications,
            Interfaces interfaces,
            InterfaceRefs refs,
            Egress egress,
            DuplicateFilter seen,
            PathTable paths,
            PathSearch search,
            OwnDestinations own,
            BusSink bus,
            AnnounceListener listener,
            Tables tables) {
        this.refs = refs;
        this.search = search;
        this.own = own;
        links = new HostedLinks(time, drops, search, tables.table(Bound.HOSTED_LINKS));
        sent = new SentPackets(time, drops, tables.bound(Bound.UNPROVEN_PER_OWNER), tables.table(Bound.SENT_PACKETS));
        inbound = new HostedInbound(time, refs, links, sent, paths, verifications, seen, bus);
        LocalPath local = new LocalPath(refs, own, links, sent, bus);
        HostedAnnounces announces = new HostedAnnounces(refs, own, search, listener);
        outbounds = new Outbounds(
                time, drops, interfaces, refs, egress, seen, paths, own, links, sent, local, announces, bus);
    }

    /** An Endpoint speaks. */
    public void handle(ToRouter record) {
        switch (record) {
            case ToRouter.Outbound outbound -> outbounds.send(outbound);
            case ToRouter.PathWanted wanted -> {
                if (refs.isHome(wanted.home())) {
                    search.want(wanted.owner(), wanted.destination());
                }
            }
            case ToRouter.Host(var owner, long epoch, var role) -> own.host(owner, epoch, role);
            case ToRouter.Withdraw(var owner, long epoch) -> own.withdraw(owner, epoch);
        }
    }

    /** The link with that id that ends here, or null. */
    public HostedLink link(long high, long low) {
        return links.get(high, low);
    }

    /** A packet for a hosted destination; why it is dropped, or null. */
    public DropReason toDestination(ReceivedPacket packet, HostedDestination hosted) {
        return inbound.toDestination(packet, hosted);
    }

    /** A packet or the proof of a link that ends here; why it is dropped, or null. */
    public DropReason ofLink(ReceivedPacket packet, HostedLink link) {
        return packet.isLinkProof() ? inbound.linkProof(packet, link) : inbound.toLink(packet, link);
    }

    /** Which hosted destination sent the packet that this proof is about, or null. */
    public Address prover(ReceivedPacket proof) {
        return inbound.prover(proof);
    }

    /** A proof for a packet that a hosted destination sent; why it is dropped, or null. */
    public DropReason proof(ReceivedPacket packet, Address owner) {
        return inbound.proof(packet, owner);
    }

    /** An interface is gone for good. */
    public void interfaceDown(RouterInterface gone) {
        links.interfaceDown(gone);
    }

    /** Reports how full its tables are. */
    public void measure(ObjIntConsumer<Bound> sizes) {
        sizes.accept(Bound.HOSTED_LINKS, links.size());
        sizes.accept(Bound.SENT_PACKETS, sent.size());
        sizes.accept(Bound.UNPROVEN_PER_OWNER, sent.mostOfOneOwner());
    }

    /** What of it wants to be called at a time. */
    public List<Timer> timers() {
        return List.of(links, sent);
    }
}
