package weft.reticulum.router.hosting;

import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.router.call.BusSink;
import weft.reticulum.router.call.Seconds;
import weft.reticulum.router.destinations.HostedDestination;
import weft.reticulum.router.destinations.OwnDestinations;
import weft.reticulum.router.interfaces.InterfaceRefs;
import weft.reticulum.router.paths.PathEntry;
import weft.reticulum.router.paths.PathSearch;
import weft.reticulum.router.paths.PathTable;

/** Answers hosted destinations that want to know a path: at once where it is known, else when the search finds it. */
final class WantedPaths {

    private static final long LOCAL_TIMEOUT = Seconds.nanos(6);

    private final InterfaceRefs refs;
    private final OwnDestinations own;
    private final PathTable paths;
    private final PathSearch search;
    private final BusSink bus;

    WantedPaths(InterfaceRefs refs, OwnDestinations own, PathTable paths, PathSearch search, BusSink bus) {
        this.refs = refs;
        this.own = own;
        this.paths = paths;
        this.search = search;
        this.bus = bus;
    }

    void want(ToRouter.PathWanted wanted) {
        if (!refs.isHome(wanted.home())) {
            return;
        }
        HostedDestination hosted = own.hosted(wanted.destination());
        if (hosted != null && hosted.announce() != null) {
            bus.toEndpoint(new ToEndpoint.PathKnown(
                    wanted.owner(), wanted.destination(), 0, hosted.announce(), LOCAL_TIMEOUT));
            return;
        }
        PathEntry path = paths.usable(wanted.destination());
        if (path != null) {
            bus.toEndpoint(new ToEndpoint.PathKnown(
                    wanted.owner(),
                    wanted.destination(),
                    path.hops(),
                    path.announce(),
                    path.on().firstHopTimeout()));
            return;
        }
        search.want(wanted.owner(), wanted.destination());
        if (hosted != null) {
            bus.toEndpoint(new ToEndpoint.PathRequested(wanted.destination(), refs.local()));
        } else {
            search.ask(wanted.destination());
        }
    }
}
