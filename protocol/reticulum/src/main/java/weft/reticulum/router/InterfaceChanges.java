package weft.reticulum.router;

import weft.reticulum.Entropy;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.path.TunnelSynthesis;
import weft.reticulum.router.announces.Announces;
import weft.reticulum.router.destinations.OwnDestinations;
import weft.reticulum.router.hosting.HostedTraffic;
import weft.reticulum.router.interfaces.Egress;
import weft.reticulum.router.interfaces.Interfaces;
import weft.reticulum.router.interfaces.RouterInterface;
import weft.reticulum.router.links.Forwarder;
import weft.reticulum.router.paths.PathSearch;
import weft.reticulum.router.paths.PathTable;
import weft.reticulum.router.time.CallTime;

/** Interfaces that come, stop working and go, and which rooms hear of it. */
final class InterfaceChanges {

    private final PrivateIdentity identity;
    private final Entropy entropy;
    private final CallTime time;
    private final Interfaces interfaces;
    private final Egress egress;
    private final OwnDestinations own;
    private final PathTable paths;
    private final PathSearch search;
    private final Announces announces;
    private final Forwarder forwarder;
    private final HostedTraffic hosting;

    InterfaceChanges(
            PrivateIdentity identity,
            Entropy entropy,
            CallTime time,
            Interfaces interfaces,
            Egress egress,
            OwnDestinations own,
            PathTable paths,
            PathSearch search,
            Announces announces,
            Forwarder forwarder,
            HostedTraffic hosting) {
        this.identity = identity;
        this.entropy = entropy;
        this.time = time;
        this.interfaces = interfaces;
        this.egress = egress;
        this.own = own;
        this.paths = paths;
        this.search = search;
        this.announces = announces;
        this.forwarder = forwarder;
        this.hosting = hosting;
    }

    void up(RouterInput.InterfaceUp up) {
        RouterInterface on = interfaces.get(up.interfaceId());
        if (on != null && on.isUp()) {
            throw new IllegalArgumentException("interface " + up.interfaceId() + " is up already");
        }
        if (on == null) {
            on = interfaces.add(up.interfaceId(), up.properties(), time.now());
        } else {
            interfaces.up(on, up.properties());
            search.interfaceUp();
        }
        dialled(on);
        own.interfaceUp();
    }

    /** What the other end of an uplink has to hear before anything else. */
    private void dialled(RouterInterface uplink) {
        if (uplink.properties().tunnel().isEmpty()) {
            return;
        }
        byte[] random = entropy.bytes(TunnelSynthesis.RANDOM_LENGTH);
        byte[] packet = TunnelSynthesis.build(
                        identity, uplink.properties().tunnel().get(), random)
                .encode();
        egress.send(uplink, packet);
        own.reannounce(uplink);
    }

    void offline(int id) {
        RouterInterface off = interfaces.get(id);
        if (off != null && off.isUp()) {
            interfaces.down(off);
            egress.down(off);
            own.interfaceOffline(off);
        }
    }

    void down(int id) {
        offline(id);
        RouterInterface gone = interfaces.get(id);
        if (gone == null) {
            return;
        }
        interfaces.remove(gone);
        paths.removeIf(path -> path.on() == gone);
        announces.interfaceDown(gone);
        forwarder.interfaceDown(gone);
        hosting.interfaceDown(gone);
        search.interfaceDown(gone);
        own.interfaceDown(gone);
    }
}
