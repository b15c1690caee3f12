package weft.reticulum.router;

/** Sends forwarded announces within the bandwidth that each interface grants them (rns-core §11.5, §11.6). */
final class AnnounceEgress implements Timer {

    /** With many interfaces, all that is due within a millisecond leaves in one go. */
    private static final long TICK = Seconds.nanos(0.001);

    private final Turn turn;
    private final Interfaces interfaces;
    private final Egress egress;
    private long next = Router.NONE;

    AnnounceEgress(Turn turn, Interfaces interfaces, Egress egress) {
        this.turn = turn;
        this.interfaces = interfaces;
        this.egress = egress;
    }

    /** Sends the announce of {@code heard} on every interface that its way allows, as {@code packet}. */
    void flood(HeardAnnounce heard, MeshInterface from, byte[] packet) {
        for (MeshInterface out : interfaces.online()) {
            if (!AnnounceRules.allowsForwarded(from.properties(), out.properties())) {
                continue;
            }
            if (!AnnounceRules.isCapped(out.properties()) || heard.hops() == 0) {
                send(out, packet);
            } else {
                sendCapped(out, heard, packet);
            }
        }
    }

    /** Sends an announce on one interface, past the cap: somebody there asked for it. */
    void send(MeshInterface out, byte[] packet) {
        out.countAnnounceOut();
        egress.send(out, packet);
    }

    private void sendCapped(MeshInterface out, HeardAnnounce heard, byte[] packet) {
        AnnounceQueue queue = out.announces();
        if (queue.isOpen(turn.now())) {
            queue.sent(packet.length, turn.now());
            send(out, packet);
        } else if (queue.offer(
                heard.destination(),
                packet,
                heard.hops(),
                heard.announce().emission().unixSeconds(),
                turn.now())) {
            next = Math.min(next, queue.nextDeadline());
        } else {
            out.drop(DropReason.ANNOUNCE_QUEUE_FULL);
        }
    }

    /** Forgets what waits, everywhere. */
    void clear() {
        for (MeshInterface out : interfaces.online()) {
            out.announces().clear();
        }
        next = Router.NONE;
    }

    @Override
    public long nextDeadline() {
        return next;
    }

    @Override
    public void onDeadline() {
        next = Router.NONE;
        for (MeshInterface out : interfaces.online()) {
            AnnounceQueue queue = out.announces();
            AnnounceQueue.Queued due = queue.poll(turn.now());
            if (due != null) {
                queue.sent(due.packet().length, turn.now());
                send(out, due.packet());
            }
            next = Math.min(next, queue.nextDeadline());
        }
        next = next == Router.NONE ? next : Math.max(next, turn.now() + TICK);
    }
}
