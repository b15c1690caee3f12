package weft.reticulum.router.announces;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.Rejection;
import weft.reticulum.WireRejection;
import weft.reticulum.announce.Announce;
import weft.reticulum.announce.AnnounceForm;
import weft.reticulum.identity.Identity;
import weft.reticulum.packet.Packet;
import weft.reticulum.router.destinations.OwnDestinations;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.interfaces.HeardAnnounce;
import weft.reticulum.router.interfaces.Interfaces;
import weft.reticulum.router.interfaces.ReceivedPacket;
import weft.reticulum.router.interfaces.RouterInterface;
import weft.reticulum.router.paths.PathEntry;
import weft.reticulum.router.paths.PathTable;
import weft.reticulum.router.signatures.Verifications;
import weft.reticulum.router.time.CallTime;
import weft.reticulum.router.time.Timer;

/**
 * Announces as they come in: cheap checks first, then the signature as work for others, then ingress control
 * (rns-core §9.1, §10.1 step 7a, §15.2).
 *
 * <p>Announces of one destination are taken up in the order in which they came, whatever the order of the answers. A copy of
 * an announce that is being checked shares its result, and a copy of the one that made the path needs none.
 */
final class AnnounceIntake implements Timer {

    private final CallTime time;
    private final Interfaces interfaces;
    private final PathTable paths;
    private final Blackholes blackholes;
    private final Verifications verifications;
    private final AnnounceAcceptance acceptance;
    private final OwnDestinations own;
    private final int bound;
    private final Map<Address, ArrayDeque<Unverified>> queues = new LinkedHashMap<>();
    private int waiting;
    private long nextRelease = Timer.NONE;

    AnnounceIntake(
            CallTime time,
            Interfaces interfaces,
            PathTable paths,
            Blackholes blackholes,
            Verifications verifications,
            AnnounceAcceptance acceptance,
            OwnDestinations own,
            int bound) {
        this.time = time;
        this.interfaces = interfaces;
        this.paths = paths;
        this.blackholes = blackholes;
        this.verifications = verifications;
        this.acceptance = acceptance;
        this.own = own;
        this.bound = bound;
    }

    private static final class Unverified {
        private final HeardAnnounce heard;
        private final Unverified original;
        private Verifications.Result result;

        private Unverified(HeardAnnounce heard, Unverified original) {
            this.heard = heard;
            this.original = original;
        }

        private Verifications.Result result() {
            return original == null ? result : original.result();
        }
    }

    /** Takes an announce up; why it is dropped at once, or null. */
    DropReason receive(ReceivedPacket packet) {
        if (packet.view().length() > Packet.MTU) {
            return DropReason.BAD_ANNOUNCE;
        }
        byte[] raw = packet.copy();
        return switch (Announce.decode(raw)) {
            case Decoded.Value<Announce>(Announce announce) ->
                receive(new HeardAnnounce(
                        announce, raw, packet.on(), packet.hops(), packet.view().transportId()));
            case Decoded.Rejected<Announce>(Rejection _) -> DropReason.BAD_ANNOUNCE;
        };
    }

    private DropReason receive(HeardAnnounce heard) {
        if (own.isOwn(heard.destination())) {
            return DropReason.OWN_ANNOUNCE;
        }
        if (blackholes.contains(heard.announce().identity().hash())) {
            return DropReason.BLACKHOLED;
        }
        PathEntry path = paths.get(heard.destination());
        Optional<Identity> known =
                path == null ? Optional.empty() : Optional.of(AnnounceForm.identity(path.announce()));
        if (heard.announce().checkBinding(known) instanceof Decoded.Rejected<Announce>(Rejection reason)) {
            return reason == WireRejection.CHANGED_KEYS ? DropReason.CHANGED_KEYS : DropReason.WRONG_HASH;
        }
        if (!queues.containsKey(heard.destination())) {
            if (path != null && path.packetHash().equals(heard.announce().packetHash())) {
                return admit(heard);
            }
            if (!acceptance.matters(heard)) {
                return DropReason.NOT_NEWER;
            }
        }
        return enqueue(heard);
    }

    private DropReason enqueue(HeardAnnounce heard) {
        if (waiting >= bound) {
            return DropReason.UNVERIFIED;
        }
        ArrayDeque<Unverified> queue = queues.computeIfAbsent(heard.destination(), _ -> new ArrayDeque<>());
        Unverified original = null;
        for (Unverified earlier : queue) {
            if (earlier.heard.announce().packetHash().equals(heard.announce().packetHash())) {
                original = earlier.original == null ? earlier : earlier.original;
            }
        }
        Unverified added = new Unverified(heard, original);
        if (original == null && !verifications.submit(heard.announce()::isSigned, result -> decided(added, result))) {
            forgetIfEmpty(heard.destination(), queue);
            return DropReason.UNVERIFIED;
        }
        queue.addLast(added);
        waiting++;
        heard.on().countUnverified(1);
        return null;
    }

    private void decided(Unverified checked, Verifications.Result result) {
        checked.result = result;
        Address destination = checked.heard.destination();
        ArrayDeque<Unverified> queue = queues.get(destination);
        while (!queue.isEmpty() && queue.getFirst().result() != null) {
            Unverified first = queue.removeFirst();
            waiting--;
            first.heard.on().countUnverified(-1);
            settle(first);
        }
        forgetIfEmpty(destination, queue);
    }

    private void settle(Unverified first) {
        DropReason reason =
                switch (first.result()) {
                    case VALID -> first.heard.on().isUp() ? admit(first.heard) : DropReason.NO_INTERFACE;
                    case INVALID -> DropReason.BAD_SIGNATURE;
                    case UNANSWERED -> DropReason.UNVERIFIED;
                };
        if (reason != null) {
            first.heard.on().drop(reason);
        }
    }

    /** A valid announce: held in a burst, else taken up. */
    private DropReason admit(HeardAnnounce heard) {
        if (blackholes.contains(heard.announce().identity().hash())) {
            return DropReason.BLACKHOLED;
        }
        heard.on().countAnnounceIn();
        boolean burst = heard.on().ingress().holdsAnnounces(time.now());
        if (burst && acceptance.isUnasked(heard)) {
            if (!heard.on().ingress().hold(heard)) {
                return DropReason.BURST;
            }
            if (nextRelease == Timer.NONE) {
                nextRelease = time.now() + heard.on().ingress().releaseInterval();
            }
            return null;
        }
        return acceptance.accept(heard);
    }

    int size() {
        return waiting;
    }

    /** How many more announces may wait for their signature to be checked. */
    int room() {
        return Math.max(0, bound - Math.max(waiting, verifications.size()));
    }

    @Override
    public long nextDeadline() {
        return nextRelease;
    }

    /** Releases at most one held announce per interface. */
    @Override
    public void onDeadline() {
        nextRelease = Timer.NONE;
        for (RouterInterface on : interfaces.all()) {
            HeardAnnounce released = on.ingress().release(time.now());
            if (released != null) {
                DropReason reason = acceptance.accept(released);
                if (reason != null) {
                    on.drop(reason);
                }
            }
            if (on.ingress().heldCount() > 0) {
                nextRelease = Math.min(nextRelease, time.now() + on.ingress().releaseInterval());
            }
        }
    }

    private void forgetIfEmpty(Address destination, ArrayDeque<Unverified> queue) {
        if (queue.isEmpty()) {
            queues.remove(destination);
        }
    }
}
