package weft.reticulum.router;

import weft.reticulum.Address;

/** What a valid announce does: it may make a path, and then is passed on to whoever waits for it (rns-core §10.2, §11). */
final class AnnounceAcceptance {

    private final boolean transport;
    private final Turn turn;
    private final PathTable paths;
    private final AnnounceTable table;
    private final AnnounceRates rates;
    private final PathRequests requests;
    private final OwnRequests ownRequests;
    private final Tunnels tunnels;
    private final PathWants wants;

    AnnounceAcceptance(
            Core core,
            AnnounceTable table,
            AnnounceRates rates,
            PathRequests requests,
            OwnRequests ownRequests,
            Tunnels tunnels,
            PathWants wants) {
        this.transport = core.config.transport();
        this.turn = core.turn;
        this.paths = core.paths;
        this.table = table;
        this.rates = rates;
        this.requests = requests;
        this.ownRequests = ownRequests;
        this.tunnels = tunnels;
        this.wants = wants;
    }

    /** Whether anything would come of the announce, were it valid. */
    boolean matters(HeardAnnounce heard) {
        return table.contains(heard.destination()) || paths.improves(heard) || paths.isNews(heard);
    }

    /** Whether nobody here knows the destination or asked for it. */
    boolean isUnasked(HeardAnnounce heard) {
        Address destination = heard.destination();
        return paths.get(destination) == null
                && !requests.isAwaited(destination)
                && !ownRequests.isAsked(destination)
                && !wants.isWanted(destination);
    }

    /** Takes a valid announce; why it changed nothing, or null. */
    DropReason accept(HeardAnnounce heard) {
        table.heardAgain(heard);
        if (!paths.improves(heard)) {
            return paths.isNews(heard) ? tellAlone(heard) : DropReason.NOT_NEWER;
        }
        PathEntry path = paths.follow(heard);
        tell(heard);
        tunnels.remember(heard);
        DropReason notPassedOn = transport ? passOn(heard) : null;
        requests.answered(path);
        ownRequests.answered(heard.destination());
        wants.known(path);
        return notPassedOn;
    }

    /** What the announce says is new, where the destination is stays as it was. */
    private DropReason tellAlone(HeardAnnounce heard) {
        paths.alsoHeard(heard);
        tell(heard);
        return null;
    }

    private void tell(HeardAnnounce heard) {
        turn.emit(new RouterOutput.AnnounceHeard(
                heard.announce(), heard.hops(), heard.on().id(), heard.raw()));
    }

    private DropReason passOn(HeardAnnounce heard) {
        if (heard.announce().pathResponse()) {
            return null;
        }
        if (!rates.allows(heard.destination(), heard.on().properties().announces())) {
            return DropReason.RATE_LIMITED;
        }
        return table.add(heard) ? null : DropReason.TABLE_FULL;
    }
}
