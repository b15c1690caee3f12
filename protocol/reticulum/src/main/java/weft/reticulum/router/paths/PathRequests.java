package weft.reticulum.router.paths;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.Rejection;
import weft.reticulum.WireRejection;
import weft.reticulum.crypto.Hashes;
import weft.reticulum.path.PathRequest;
import weft.reticulum.router.destinations.OwnDestinations;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.drops.Drops;
import weft.reticulum.router.interfaces.Egress;
import weft.reticulum.router.interfaces.InterfaceMode;
import weft.reticulum.router.interfaces.InterfaceProperties;
import weft.reticulum.router.interfaces.Interfaces;
import weft.reticulum.router.interfaces.ReceivedPacket;
import weft.reticulum.router.interfaces.RouterInterface;
import weft.reticulum.router.table.DuplicateFilter;
import weft.reticulum.router.time.CallTime;
import weft.reticulum.router.time.Seconds;
import weft.reticulum.router.time.Timer;

/**
 * Path requests of others: answered when the destination is hosted here or its path is known, else searched for where the
 * interface's mode asks for that (rns-core §12.2–§12.4).
 */
final class PathRequests implements Timer {

    private static final long IN_FLIGHT = Seconds.nanos(45);
    private static final long LEAST_WAIT = Seconds.nanos(15);
    private static final long TICK = Seconds.nanos(5);
    private static final int PACKET_BITS_TWICE = 2 * 500 * 8;

    private final boolean transport;
    private final Address transportId;
    private final CallTime time;
    private final Drops drops;
    private final Interfaces interfaces;
    private final PathTable paths;
    private final PathAnswers answers;
    private final Egress egress;
    private final OwnDestinations own;
    private final DuplicateFilter tags;
    private final int bound;
    private final SequencedMap<Address, Awaited> awaited = new LinkedHashMap<>();
    private long nextTick = Timer.NONE;

    PathRequests(
            boolean transport,
            Address transportId,
            CallTime time,
            Drops drops,
            Interfaces interfaces,
            Egress egress,
            PathTable paths,
            PathAnswers answers,
            OwnDestinations own,
            DuplicateFilter tags,
            int bound) {
        this.transport = transport;
        this.transportId = transportId;
        this.time = time;
        this.drops = drops;
        this.interfaces = interfaces;
        this.egress = egress;
        this.paths = paths;
        this.answers = answers;
        this.own = own;
        this.tags = tags;
        this.bound = bound;
    }

    /** A destination that was asked for and not found yet. */
    private static final class Awaited {
        private final long inFlightUntil;
        private final Set<RouterInterface> interfaces = new LinkedHashSet<>();
        private long waitUntil;

        private Awaited(long inFlightUntil) {
            this.inFlightUntil = inFlightUntil;
        }

        private long until() {
            return Math.max(inFlightUntil, waitUntil);
        }
    }

    /** Takes a packet to the path request destination; why it is dropped, or null. */
    DropReason receive(ReceivedPacket packet) {
        int from = packet.view().dataOffset();
        byte[] data = Arrays.copyOfRange(
                packet.view().raw(), from, from + packet.view().dataLength());
        return switch (PathRequest.decode(data)) {
            case Decoded.Rejected<PathRequest>(Rejection reason) ->
                reason == WireRejection.WRONG_LENGTH ? DropReason.TAGLESS_REQUEST : DropReason.SHORT_REQUEST;
            case Decoded.Value<PathRequest>(PathRequest request) -> {
                if (PathRequest.hasOverlongTag(data)) {
                    packet.on().drop(DropReason.OVERLONG_TAG);
                }
                yield remember(request) ? handle(request, packet.on()) : DropReason.REPEATED_REQUEST;
            }
        };
    }

    /** Remembers the tag; false when it was seen before. Requests of our own are remembered too: they come back. */
    boolean remember(PathRequest request) {
        Address key =
                Hashes.truncated(request.destination().bytes(), request.tag().bytes());
        return tags.add(key.high(), key.low());
    }

    private DropReason handle(PathRequest request, RouterInterface on) {
        boolean demoted = on.ingress().demotesRequests(time.now());
        Address destination = request.destination();
        if (own.isOwn(destination)) {
            own.answer(destination, on);
            return null;
        }
        if (!transport) {
            return DropReason.NO_PATH;
        }
        PathEntry path = paths.usable(destination);
        if (path != null) {
            awaited.remove(destination);
            answers.schedule(path, on, request.requester());
            return null;
        }
        Awaited known = awaited.get(destination);
        if (known != null && time.now() <= known.inFlightUntil) {
            if (!demoted) {
                await(known, on);
            }
            return null;
        }
        Awaited fresh = track(destination);
        return demoted ? DropReason.NO_PATH : search(request, on, fresh);
    }

    private DropReason search(PathRequest request, RouterInterface on, Awaited fresh) {
        if (!searchesFor(on)) {
            return DropReason.NO_PATH;
        }
        await(fresh, on);
        byte[] packet = new PathRequest(request.destination(), Optional.of(transportId), request.tag())
                .packet()
                .encode();
        for (RouterInterface out : interfaces.online()) {
            if (out != on
                    && searchesOn(on, out)
                    && out.isOpenToAnnounces(time.now())
                    && out.ingress().passesRequest(time.now())) {
                egress.send(out, packet);
            }
        }
        return null;
    }

    private static boolean searchesFor(RouterInterface requesting) {
        return requesting.properties().recursiveRequests()
                || switch (requesting.mode()) {
                    case ACCESS_POINT, GATEWAY, ROAMING, INTERNAL, BOUNDARY -> true;
                    case FULL, POINT_TO_POINT -> false;
                };
    }

    private static boolean searchesOn(RouterInterface requesting, RouterInterface out) {
        if (!out.properties().outgoing()) {
            return false;
        }
        boolean edge = requesting.mode() == InterfaceMode.BOUNDARY
                && !requesting.properties().recursiveRequests();
        return !edge || out.mode() == InterfaceMode.BOUNDARY || out.mode() == InterfaceMode.GATEWAY;
    }

    private Awaited track(Address destination) {
        if (awaited.size() >= bound && !awaited.containsKey(destination)) {
            awaited.pollFirstEntry();
            drops.count(DropReason.TABLE_FULL);
        }
        Awaited fresh = new Awaited(time.now() + IN_FLIGHT);
        awaited.putLast(destination, fresh);
        if (nextTick == Timer.NONE) {
            nextTick = time.now() + TICK;
        }
        return fresh;
    }

    private void await(Awaited entry, RouterInterface on) {
        entry.interfaces.add(on);
        entry.waitUntil = Math.max(entry.waitUntil, time.now() + Math.max(LEAST_WAIT, mediumTimeout()));
    }

    /** How long a request may take over the slowest interface there is. */
    private long mediumTimeout() {
        long lowest = interfaces.online().stream()
                .mapToLong(each -> each.properties().bitrate())
                .min()
                .orElse(InterfaceProperties.MIN_BITRATE);
        return Seconds.nanos(6) + Seconds.nanos((double) PACKET_BITS_TWICE / lowest);
    }

    /** Whether somebody out there waits for the destination. */
    boolean isAwaited(Address destination) {
        Awaited entry = awaited.get(destination);
        return entry != null && time.now() <= entry.until();
    }

    /** A path was found: whoever waits for it gets it at once. */
    void answered(PathEntry path) {
        Awaited entry = awaited.remove(path.destination());
        if (entry == null || time.now() > entry.waitUntil) {
            return;
        }
        for (RouterInterface on : entry.interfaces) {
            answers.send(path, on);
        }
    }

    int size() {
        return awaited.size();
    }

    void interfaceDown(RouterInterface gone) {
        awaited.values().forEach(entry -> entry.interfaces.remove(gone));
    }

    @Override
    public long nextDeadline() {
        return nextTick;
    }

    @Override
    public void onDeadline() {
        awaited.values().removeIf(entry -> time.now() > entry.until());
        nextTick = awaited.isEmpty() ? Timer.NONE : time.now() + TICK;
    }
}
