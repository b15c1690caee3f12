package weft.reticulum.router.announces;

import weft.reticulum.Address;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.interfaces.HeardAnnounce;
import weft.reticulum.router.paths.PathEntry;
import weft.reticulum.router.paths.PathSearch;
import weft.reticulum.router.paths.PathTable;
import weft.reticulum.router.paths.Tunnels;

/** What a valid announce does: it may make a path, and then is passed on to whoever waits for it (rns-core §10.2, §11). */
final class AnnounceAcceptance {

    private final boolean transport;
    private final PathTable paths;
    private final AnnounceTable table;
    private final AnnounceRates rates;
    private final PathSearch search;
    private final Tunnels tunnels;
    private final AnnounceListener listener;

    AnnounceAcceptance(
            boolean transport,
            PathTable paths,
            AnnounceTable table,
            AnnounceRates rates,
            PathSearch search,
            Tunnels tunnels,
            AnnounceListener listener) {
        this.transport = transport;
        this.paths = paths;
        this.table = table;
        this.rates = rates;
        this.search = search;
        this.tunnels = tunnels;
        this.listener = listener;
    }

    /** Whether anything would come of the announce, were it valid. */
    boolean matters(HeardAnnounce heard) {
        return table.contains(heard.destination()) || paths.improves(heard) || paths.isNews(heard);
    }

    /** Whether nobody here knows the destination or asked for it. */
    boolean isUnasked(HeardAnnounce heard) {
        Address destination = heard.destination();
        return paths.get(destination) == null && !search.isSought(destination);
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
        search.found(path);
        return notPassedOn;
    }

    /** What the announce says is new, where the destination is stays as it was. */
    private DropReason tellAlone(HeardAnnounce heard) {
        paths.alsoHeard(heard);
        tell(heard);
        return null;
    }

    private void tell(HeardAnnounce heard) {
        listener.announceHeard(heard.announce(), heard.hops(), heard.on().id(), heard.raw());
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
