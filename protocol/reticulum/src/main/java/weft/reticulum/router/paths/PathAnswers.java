package weft.reticulum.router.paths;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import weft.reticulum.Address;
import weft.reticulum.announce.AnnounceForm;
import weft.reticulum.packet.Context;
import weft.reticulum.packet.Packet;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.interfaces.Egress;
import weft.reticulum.router.interfaces.InterfaceMode;
import weft.reticulum.router.interfaces.RouterInterface;
import weft.reticulum.router.time.CallTime;
import weft.reticulum.router.time.Seconds;
import weft.reticulum.router.time.Timer;

/**
 * Answers to path requests from the path table: the announce that made the path, a moment later, so that somebody nearer can
 * be first (rns-core §12.3).
 */
final class PathAnswers implements Timer {

    private static final long GRACE = Seconds.nanos(0.4);
    private static final long ROAMING_GRACE = Seconds.nanos(1.5);

    private final CallTime time;
    private final Address transportId;
    private final PathTable paths;
    private final Egress egress;
    private final int bound;
    private final Map<Key, Long> due = new LinkedHashMap<>();
    private long next = Timer.NONE;

    PathAnswers(CallTime time, Address transportId, PathTable paths, Egress egress, int bound) {
        this.time = time;
        this.transportId = transportId;
        this.paths = paths;
        this.egress = egress;
        this.bound = bound;
    }

    private record Key(Address destination, RouterInterface on) {}

    /** Answers soon, unless that would lead the requester in a circle. */
    void schedule(PathEntry path, RouterInterface on, Optional<Address> requester) {
        boolean roaming = on.mode() == InterfaceMode.ROAMING;
        boolean circle = requester.isPresent() && requester.get().equals(path.nextHop());
        if (circle || roaming && on == path.on()) {
            return;
        }
        Key key = new Key(path.destination(), on);
        if (due.size() >= bound && !due.containsKey(key)) {
            on.drop(DropReason.TABLE_FULL);
            return;
        }
        long at = time.now() + GRACE + (roaming ? ROAMING_GRACE : 0);
        due.putIfAbsent(key, at);
        next = Math.min(next, at);
    }

    /** Answers now. */
    void send(PathEntry path, RouterInterface on) {
        byte[] packet = AnnounceForm.inTransport(path.announce(), path.hops(), Context.PATH_RESPONSE, transportId);
        if (on.isUp() && path.hops() < Packet.MAX_HOPS && packet.length <= Packet.MTU) {
            egress.announce(on, packet);
        }
    }

    void interfaceDown(RouterInterface gone) {
        due.keySet().removeIf(key -> key.on() == gone);
    }

    int size() {
        return due.size();
    }

    @Override
    public long nextDeadline() {
        return next;
    }

    @Override
    public void onDeadline() {
        next = Timer.NONE;
        Iterator<Map.Entry<Key, Long>> all = due.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Key, Long> answer = all.next();
            if (answer.getValue() > time.now()) {
                next = Math.min(next, answer.getValue());
                continue;
            }
            all.remove();
            PathEntry path = paths.get(answer.getKey().destination());
            if (path != null) {
                send(path, answer.getKey().on());
            }
        }
    }
}
