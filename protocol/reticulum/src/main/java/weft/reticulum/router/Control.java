package weft.reticulum.router;

import weft.reticulum.hosting.ToRouter;
import weft.reticulum.router.announces.Announces;
import weft.reticulum.router.hosting.HostedTraffic;
import weft.reticulum.router.interfaces.AnnounceEgress;
import weft.reticulum.router.interfaces.Egress;
import weft.reticulum.router.interfaces.Interfaces;
import weft.reticulum.router.interfaces.RouterInterface;
import weft.reticulum.router.paths.PathEntry;
import weft.reticulum.router.paths.PathSearch;
import weft.reticulum.router.paths.PathTable;
import weft.reticulum.router.signatures.Verifications;

/** Everything but packets from the mesh: interfaces that come and go, Endpoints, orders of the host. */
final class Control {

    private final InterfaceChanges changes;
    private final Interfaces interfaces;
    private final Egress egress;
    private final AnnounceEgress announceEgress;
    private final Verifications verifications;
    private final PathTable paths;
    private final PathSearch search;
    private final Announces announces;
    private final HostedTraffic hosting;

    Control(
            InterfaceChanges changes,
            Interfaces interfaces,
            Egress egress,
            AnnounceEgress announceEgress,
            Verifications verifications,
            PathTable paths,
            PathSearch search,
            Announces announces,
            HostedTraffic hosting) {
        this.changes = changes;
        this.interfaces = interfaces;
        this.egress = egress;
        this.announceEgress = announceEgress;
        this.verifications = verifications;
        this.paths = paths;
        this.search = search;
        this.announces = announces;
        this.hosting = hosting;
    }

    void handle(RouterInput input) {
        switch (input) {
            case RouterInput.InterfaceUp up -> changes.up(up);
            case RouterInput.InterfaceOffline(int id) -> changes.offline(id);
            case RouterInput.InterfaceDown(int id) -> changes.down(id);
            case RouterInput.InterfaceWritable(int id, long budget) -> {
                RouterInterface to = interfaces.get(id);
                if (to != null) {
                    egress.writable(to, budget);
                }
            }
            case RouterInput.FromEndpoint(ToRouter record) -> hosting.handle(record);
            case RouterInput.SignatureChecked(long ticket, boolean valid) -> verifications.checked(ticket, valid);
            case RouterInput.RequestPath(var destination) -> search.ask(destination);
            case RouterInput.DropPath(var destination) -> {
                PathEntry path = paths.get(destination);
                if (path != null) {
                    paths.remove(path);
                }
            }
            case RouterInput.DropPathsVia(var transportId) ->
                paths.removeIf(path -> path.nextHop().equals(transportId));
            case RouterInput.DropAnnounceQueues() -> announceEgress.clear();
            case RouterInput.Blackhole(var identity, long until) -> announces.blackhole(identity, until);
            case RouterInput.LiftBlackhole(var identity) -> announces.liftBlackhole(identity);
        }
    }
}
