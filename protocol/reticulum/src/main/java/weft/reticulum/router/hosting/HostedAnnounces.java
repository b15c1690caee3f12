package weft.reticulum.router.hosting;

import java.util.Optional;
import weft.reticulum.Decoded;
import weft.reticulum.Digest;
import weft.reticulum.announce.Announce;
import weft.reticulum.hosting.InterfaceRef;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.router.announces.AnnounceListener;
import weft.reticulum.router.destinations.HostedDestination;
import weft.reticulum.router.destinations.OwnDestinations;
import weft.reticulum.router.interfaces.InterfaceRefs;
import weft.reticulum.router.interfaces.RouterInterface;
import weft.reticulum.router.paths.PathSearch;
import weft.reticulum.router.time.Seconds;

/** What an announce of a hosted destination sets off: it is kept, paced, and told to those who wait for it. */
final class HostedAnnounces {

    private static final int UNKNOWN_HOPS = 128;
    private static final long LOCAL_TIMEOUT = Seconds.nanos(6);
    private static final long LOCAL_BITRATE = 1_000_000_000;

    private final InterfaceRefs refs;
    private final OwnDestinations own;
    private final PathSearch search;
    private final AnnounceListener listener;

    HostedAnnounces(InterfaceRefs refs, OwnDestinations own, PathSearch search, AnnounceListener listener) {
        this.refs = refs;
        this.own = own;
        this.search = search;
        this.listener = listener;
    }

    /** An announce for everybody; its outcome. */
    ToEndpoint.Outcome announce(ToRouter.Outbound out, Digest hash) {
        keep(out);
        int leaving = own.announce(out.owner(), out.raw());
        if (leaving == 0) {
            return new ToEndpoint.NoPath(out.owner(), out.ref());
        }
        return sent(out, hash, UNKNOWN_HOPS, Optional.empty());
    }

    /** An announce for other hosted destinations; its outcome. */
    ToEndpoint.Outcome announceLocally(ToRouter.Outbound out, Digest hash) {
        keep(out);
        return sent(out, hash, 0, Optional.of(refs.local()));
    }

    /** An announce for one interface: it answers a path request, or the Router's own question; the packet that is to leave. */
    byte[] answer(ToRouter.Outbound out, RouterInterface on) {
        keep(out);
        on.countAnnounceOut();
        return own.made(out.owner(), on, out.raw());
    }

    private void keep(ToRouter.Outbound out) {
        HostedDestination known = own.hosted(out.owner());
        if (known != null) {
            known.announced(out.raw());
        }
        search.foundLocally(out.owner(), out.raw());
        if (Announce.decode(out.raw()) instanceof Decoded.Value<Announce>(Announce announce)
                && !announce.pathResponse()) {
            listener.announceHeard(announce, 0, InterfaceRefs.LOCAL, out.raw());
        }
    }

    private static ToEndpoint.Sent sent(ToRouter.Outbound out, Digest hash, int hops, Optional<InterfaceRef> on) {
        return new ToEndpoint.Sent(out.owner(), out.ref(), hash, hops, on, LOCAL_TIMEOUT, LOCAL_BITRATE);
    }
}
