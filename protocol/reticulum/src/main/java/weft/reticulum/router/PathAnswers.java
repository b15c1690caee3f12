package weft.reticulum.router;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import weft.reticulum.Address;
import weft.reticulum.packet.Context;
import weft.reticulum.packet.Packet;

/**
 * Answers to path requests from the path table: the announce that made the path, a moment later, so that somebody nearer can
 * be first (rns-core §12.3).
 */
final class PathAnswers implements Timer {

    private static final long GRACE = Seconds.nanos(0.4);
    private static final long ROAMING_GRACE = Seconds.nanos(1.5);

    private final Turn turn;
    private final Address transportId;
    private final PathTable paths;
    private final AnnounceEgress egress;
    private final int bound;
    private final Map<Key, Long> due = new LinkedHashMap<>();
    private long next = Router.NONE;

    PathAnswers(Turn turn, Address transportId, PathTable paths, AnnounceEgress egress, int bound) {
        this.turn = turn;
        this.transportId = transportId;
        this.paths = paths;
        this.egress = egress;
        this.bound = bound;
    }

    private record Key(Address destination, MeshInterface on) {}

    /** Answers soon, unless that would lead the requester in a circle. */
    void schedule(PathEntry path, MeshInterface on, Optional<Address> requester) {
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
        long at = turn.now() + GRACE + (roaming ? ROAMING_GRACE : 0);
        due.putIfAbsent(key, at);
        next = Math.min(next, at);
    }

    /** Answers now. */
    void send(PathEntry path, MeshInterface on) {
        byte[] packet = AnnounceForm.inTransport(path.announce(), path.hops(), Context.PATH_RESPONSE, transportId);
        if (on.isUp() && path.hops() < Packet.MAX_HOPS && packet.length <= Packet.MTU) {
            egress.send(on, packet);
        }
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
        next = Router.NONE;
        Iterator<Map.Entry<Key, Long>> all = due.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Key, Long> answer = all.next();
            if (answer.getValue() > turn.now()) {
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
