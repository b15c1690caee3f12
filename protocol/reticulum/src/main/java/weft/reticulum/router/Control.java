package weft.reticulum.router;

import weft.reticulum.Entropy;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.path.TunnelSynthesis;

/** Everything but packets from the mesh: interfaces that come and go, Endpoints, orders of the host. */
final class Control {

    private static final long LOCAL_TIMEOUT = Seconds.nanos(6);

    private final RouterConfig config;
    private final Parts parts;
    private final Entropy entropy;

    Control(RouterConfig config, Parts parts, Entropy entropy) {
        this.config = config;
        this.parts = parts;
        this.entropy = entropy;
    }

    void handle(RouterInput input) {
        switch (input) {
            case RouterInput.InterfaceUp up -> up(up);
            case RouterInput.InterfaceOffline(int id) -> offline(id);
            case RouterInput.InterfaceDown(int id) -> down(id);
            case RouterInput.InterfaceWritable(int id, long budget) -> {
                MeshInterface to = parts.interfaces.get(id);
                if (to != null) {
                    parts.egress.writable(to, budget);
                }
            }
            case RouterInput.FromEndpoint(ToRouter record) -> endpoint(record);
            case RouterInput.SignatureChecked(long ticket, boolean valid) -> parts.verifications.checked(ticket, valid);
            case RouterInput.RequestPath(var destination) -> parts.ownRequests.ask(destination);
            case RouterInput.DropPath(var destination) -> {
                PathEntry path = parts.paths.get(destination);
                if (path != null) {
                    parts.paths.remove(path);
                }
            }
            case RouterInput.DropPathsVia(var transportId) ->
                parts.paths.removeIf(path -> path.nextHop().equals(transportId));
            case RouterInput.DropAnnounceQueues() -> parts.announceEgress.clear();
            case RouterInput.Blackhole(var identity, long until) -> parts.blackholes.add(identity, until);
            case RouterInput.LiftBlackhole(var identity) -> parts.blackholes.lift(identity);
        }
    }

    private void up(RouterInput.InterfaceUp up) {
        MeshInterface known = parts.interfaces.get(up.interfaceId());
        if (known != null && known.isUp()) {
            throw new IllegalArgumentException("interface " + up.interfaceId() + " is up already");
        }
        MeshInterface on = known;
        if (on == null) {
            on = new MeshInterface(up.interfaceId(), up.properties(), parts.turn.now(), config, parts.interfaces);
            parts.interfaces.add(on);
        } else {
            on.up(up.properties());
            parts.interfaces.changed();
            parts.wants.interfaceUp(parts.paths);
        }
        dialled(on);
        parts.probe.start();
    }

    /** What the other end of an uplink has to hear before anything else. */
    private void dialled(MeshInterface uplink) {
        if (uplink.properties().tunnel().isEmpty()) {
            return;
        }
        byte[] random = entropy.bytes(TunnelSynthesis.RANDOM_LENGTH);
        byte[] packet = TunnelSynthesis.build(
                        config.identity(), uplink.properties().tunnel().get(), random)
                .encode();
        parts.egress.send(uplink, packet);
        parts.hosting.announces.reannounce(uplink);
    }

    private void offline(int id) {
        MeshInterface off = parts.interfaces.get(id);
        if (off != null && off.isUp()) {
            off.down();
            parts.interfaces.changed();
            parts.egress.down(off);
            parts.hosting.announces.interfaceDown(off);
        }
    }

    private void down(int id) {
        offline(id);
        MeshInterface gone = parts.interfaces.get(id);
        if (gone == null) {
            return;
        }
        parts.interfaces.remove(gone);
        parts.paths.removeIf(path -> path.on() == gone);
        parts.links.interfaceDown(gone);
        parts.reverse.interfaceDown(gone);
        parts.hosting.links.interfaceDown(gone);
        parts.requests.interfaceDown(gone);
        parts.probe.interfaceDown(gone);
    }

    private void endpoint(ToRouter record) {
        switch (record) {
            case ToRouter.Outbound outbound -> parts.hosting.outbounds.send(outbound);
            case ToRouter.PathWanted wanted -> want(wanted);
            case ToRouter.Host(var owner, long epoch) -> {
                if (parts.hosted.host(owner, epoch)) {
                    parts.hosting.announces.appeared(owner);
                }
            }
            case ToRouter.Withdraw(var owner, long epoch) -> parts.hosted.withdraw(owner, epoch);
        }
    }

    private void want(ToRouter.PathWanted wanted) {
        if (!parts.attachments.isHome(wanted.home())) {
            return;
        }
        HostedTable.Hosted hosted = parts.hosted.get(wanted.destination());
        if (hosted != null && hosted.announce() != null) {
            parts.turn.tell(new ToEndpoint.PathKnown(
                    wanted.owner(), wanted.destination(), 0, hosted.announce(), LOCAL_TIMEOUT));
            return;
        }
        PathEntry path = parts.paths.usable(wanted.destination());
        if (path != null) {
            parts.turn.tell(new ToEndpoint.PathKnown(
                    wanted.owner(),
                    wanted.destination(),
                    path.hops(),
                    path.announce(),
                    path.on().firstHopTimeout()));
            return;
        }
        parts.wants.add(wanted.owner(), wanted.destination());
        if (hosted != null) {
            parts.turn.tell(new ToEndpoint.PathRequested(wanted.destination(), parts.attachments.local()));
        } else {
            parts.ownRequests.ask(wanted.destination());
        }
    }
}
