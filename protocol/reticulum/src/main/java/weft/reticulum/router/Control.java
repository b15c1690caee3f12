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
            case RouterInput.InterfaceDown down -> down(down.interfaceId());
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
        if (parts.interfaces.get(up.interfaceId()) != null) {
            throw new IllegalArgumentException("interface " + up.interfaceId() + " is up already");
        }
        MeshInterface added = new MeshInterface(up.interfaceId(), up.properties(), parts.turn.now(), config);
        parts.interfaces.add(added);
        up.properties().tunnel().ifPresent(description -> {
            byte[] random = entropy.bytes(TunnelSynthesis.RANDOM_LENGTH);
            parts.egress.send(
                    added,
                    TunnelSynthesis.build(config.identity(), description, random)
                            .encode());
            parts.ownAnnounces.reannounce(added);
        });
        parts.probe.start();
    }

    private void down(int id) {
        MeshInterface gone = parts.interfaces.get(id);
        if (gone == null) {
            return;
        }
        gone.down();
        parts.interfaces.remove(gone);
        parts.egress.down(gone);
        parts.paths.removeIf(path -> path.on() == gone);
        parts.links.interfaceDown(gone);
        parts.reverse.interfaceDown(gone);
        parts.hostedLinks.interfaceDown(gone);
        parts.requests.interfaceDown(gone);
        parts.ownAnnounces.interfaceDown(gone);
        parts.probe.interfaceDown(gone);
    }

    private void endpoint(ToRouter record) {
        switch (record) {
            case ToRouter.Outbound outbound -> parts.outbounds.send(outbound);
            case ToRouter.PathWanted wanted -> want(wanted);
            case ToRouter.Host(var owner, long epoch) -> {
                if (parts.hosted.host(owner, epoch)) {
                    parts.ownAnnounces.appeared(owner);
                }
            }
            case ToRouter.Withdraw(var owner, long epoch) -> {
                if (parts.hosted.withdraw(owner, epoch)) {
                    parts.ownAnnounces.withdrawn(owner);
                }
            }
        }
    }

    private void want(ToRouter.PathWanted wanted) {
        HostedTable.Hosted hosted = parts.hosted.get(wanted.destination());
        if (hosted != null && hosted.announce() != null) {
            parts.turn.tell(new ToEndpoint.PathKnown(
                    wanted.owner(), wanted.destination(), 0, hosted.announce(), LOCAL_TIMEOUT));
            return;
        }
        PathEntry path = parts.paths.get(wanted.destination());
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
