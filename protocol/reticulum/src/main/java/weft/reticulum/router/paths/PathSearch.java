package weft.reticulum.router.paths;

import java.util.List;
import java.util.Optional;
import java.util.function.ObjIntConsumer;
import weft.reticulum.Address;
import weft.reticulum.Entropy;
import weft.reticulum.router.destinations.OwnDestinations;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.drops.Drops;
import weft.reticulum.router.interfaces.BusSink;
import weft.reticulum.router.interfaces.Egress;
import weft.reticulum.router.interfaces.InterfaceRefs;
import weft.reticulum.router.interfaces.Interfaces;
import weft.reticulum.router.interfaces.ReceivedPacket;
import weft.reticulum.router.interfaces.RouterInterface;
import weft.reticulum.router.table.Bound;
import weft.reticulum.router.table.DuplicateFilter;
import weft.reticulum.router.table.Tables;
import weft.reticulum.router.time.CallTime;
import weft.reticulum.router.time.Timer;

/**
 * The search for paths: requests of others and of our own, and who is told when a path is found (rns-core §12). Three kinds may
 * wait for one destination: interfaces that asked, this node itself, and hosted destinations.
 */
public final class PathSearch {

    private final PathTable paths;
    private final DuplicateFilter tags;
    private final PathAnswers answers;
    private final PathRequests requests;
    private final OwnRequests ownRequests;
    private final PathWants wants;
    private final PathFailures failures;

    public PathSearch(
            boolean transport,
            Address transportId,
            CallTime time,
            Drops drops,
            Entropy entropy,
            Interfaces interfaces,
            InterfaceRefs refs,
            Egress egress,
            BusSink bus,
            PathTable paths,
            OwnDestinations own,
            Tables tables) {
        this.paths = paths;
        tags = tables.filter(Bound.REQUEST_TAGS);
        answers = new PathAnswers(time, transportId, paths, egress, tables.bound(Bound.PATH_ANSWERS));
        requests = new PathRequests(
                transport,
                transportId,
                time,
                drops,
                interfaces,
                egress,
                paths,
                answers,
                own,
                tags,
                tables.bound(Bound.WAITING_REQUESTS));
        Optional<Address> requester = transport ? Optional.of(transportId) : Optional.empty();
        ownRequests = new OwnRequests(
                requester, time, drops, entropy, interfaces, egress, requests, tables.bound(Bound.REQUEST_QUEUE));
        wants = new PathWants(time, drops, refs, own, paths, ownRequests, bus, tables);
        failures = new PathFailures(transport, paths, ownRequests);
    }

    /** Takes a packet to the path request destination; why it is dropped, or null. */
    public DropReason receive(ReceivedPacket packet) {
        return requests.receive(packet);
    }

    /** Asks on all interfaces, for somebody on this node. */
    public void ask(Address destination) {
        ownRequests.ask(destination);
    }

    /** Asks on all interfaces but one when nothing else is to be asked, for the two ends of a link through this node. */
    public void askForOthers(Address destination, Optional<RouterInterface> except) {
        ownRequests.askForOthers(destination, except);
    }

    /** A hosted destination wants to know a path: it is told at once where it is known, else when it is found. */
    public void want(Address owner, Address destination) {
        wants.want(owner, destination);
    }

    /** Whether somebody waits for the path. */
    public boolean isSought(Address destination) {
        return requests.isAwaited(destination) || ownRequests.isAsked(destination) || wants.isWanted(destination);
    }

    /** A path was found: whoever waits for it gets it at once. */
    public void found(PathEntry path) {
        requests.answered(path);
        ownRequests.answered(path.destination());
        wants.known(path);
    }

    /** A hosted destination announced itself: whoever else on this node wants it gets it at once. */
    public void foundLocally(Address destination, byte[] announce) {
        wants.knownLocally(destination, announce);
    }

    /** A link that a hosted destination asked for was not proven in time; {@code announce} made the path it was tried on. */
    public void unanswered(Address destination, byte[] announce) {
        failures.unanswered(destination, announce);
    }

    /** An interface works again: tells those who want a path that it brings back. */
    public void interfaceUp() {
        wants.interfaceUp();
    }

    /** An interface is gone for good. */
    public void interfaceDown(RouterInterface gone) {
        answers.interfaceDown(gone);
        requests.interfaceDown(gone);
    }

    /** Reports how full its tables are. */
    public void measure(ObjIntConsumer<Bound> sizes) {
        sizes.accept(Bound.REQUEST_TAGS, tags.size());
        sizes.accept(Bound.WAITING_REQUESTS, requests.size());
        sizes.accept(Bound.PATH_ANSWERS, answers.size());
        sizes.accept(Bound.REQUEST_QUEUE, ownRequests.size());
        sizes.accept(Bound.WANTED_PATHS, wants.size());
        sizes.accept(Bound.WANTED_PER_OWNER, wants.mostOfOneOwner());
    }

    /** What of it wants to be called at a time. */
    public List<Timer> timers() {
        return List.of(answers, requests, ownRequests, wants);
    }
}
