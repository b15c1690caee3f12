package weft.reticulum.router.interfaces;

import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.time.CallTime;
import weft.reticulum.router.time.Seconds;
import weft.reticulum.router.time.Timer;

/** Sends forwarded announces within the bandwidth that each interface grants them (rns-core §11.5, §11.6). */
public final class AnnounceEgress implements Timer {

    /** With many interfaces, all that is due within a millisecond leaves in one go. */
    private static final long TICK = Seconds.nanos(0.001);

    private final CallTime time;
    private final Interfaces interfaces;
    private final Egress egress;
    private long next = Timer.NONE;

    public AnnounceEgress(CallTime time, Interfaces interfaces, Egress egress) {
        this.time = time;
        this.interfaces = interfaces;
        this.egress = egress;
    }

    /** Sends the announce of {@code heard} on every interface that its way allows, as {@code packet}. */
    public void flood(HeardAnnounce heard, RouterInterface from, byte[] packet) {
        for (RouterInterface out : interfaces.online()) {
            if (!AnnounceRules.allowsForwarded(from.properties(), out.properties())) {
                continue;
            }
            if (!AnnounceRules.isCapped(out.properties()) || heard.hops() == 0) {
                egress.announce(out, packet);
            } else {
                sendCapped(out, heard, packet);
            }
        }
    }

    private void sendCapped(RouterInterface out, HeardAnnounce heard, byte[] packet) {
        AnnounceQueue queue = out.announces();
        if (queue.isOpen(time.now())) {
            queue.sent(packet.length, time.now());
            egress.announce(out, packet);
        } else if (queue.offer(
                heard.destination(),
                packet,
                heard.hops(),
                heard.announce().emission().unixSeconds(),
                time.now())) {
            next = Math.min(next, queue.nextDeadline());
        } else {
            out.drop(DropReason.ANNOUNCE_QUEUE_FULL);
        }
    }

    /** Forgets what waits, everywhere. */
    public void clear() {
        for (RouterInterface out : interfaces.online()) {
            out.announces().clear();
        }
        next = Timer.NONE;
    }

    @Override
    public long nextDeadline() {
        return next;
    }

    @Override
    public void onDeadline() {
        next = Timer.NONE;
        for (RouterInterface out : interfaces.online()) {
            AnnounceQueue queue = out.announces();
            AnnounceQueue.Queued due = queue.poll(time.now());
            if (due != null) {
                queue.sent(due.packet().length, time.now());
                egress.announce(out, due.packet());
            }
            next = Math.min(next, queue.nextDeadline());
        }
        next = next == Timer.NONE ? next : Math.max(next, time.now() + TICK);
    }
}
