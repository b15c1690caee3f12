package weft.reticulum.router.paths;

import weft.reticulum.Address;

/** What a link that never came about says of the path it was tried on (rns-core §12.5, §13.5). */
final class PathFailures {

    private final boolean transport;
    private final PathTable paths;
    private final OwnRequests requests;

    PathFailures(boolean transport, PathTable paths, OwnRequests requests) {
        this.transport = transport;
        this.paths = paths;
        this.requests = requests;
    }

    /**
     * A link that a hosted destination asked for was not proven in time. Unless the path is another by now, an end node
     * forgets it and a transport node lets a longer way replace it; both ask again.
     *
     * @param announce that the path rested on
     */
    void unanswered(Address destination, byte[] announce) {
        PathEntry path = paths.get(destination);
        if (path != null && path.announce() == announce) {
            if (transport) {
                path.state(PathState.UNRESPONSIVE);
                paths.changed(path);
            } else {
                paths.remove(path);
            }
        }
        requests.ask(destination);
    }
}
