package weft.reticulum.router.interfaces;

import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.router.drops.DropReason;

/**
 * The way out: everything that leaves passes here, at once while the interface has budget, else through its queue. Tells
 * owners what became of their packets.
 */
public final class Egress {

    /** The flow of what the Router sends by itself: announces, path requests, tunnel packets. */
    private static final Object OWN = "router";

    private final PacketSink wire;
    private final BusSink bus;

    public Egress(PacketSink wire, BusSink bus) {
        this.wire = wire;
        this.bus = bus;
    }

    /** Sends what came in on {@code from} out on {@code to}. Allocates nothing while {@code to} has budget. */
    public void forward(RouterInterface from, RouterInterface to, byte[] buffer, int offset, int length) {
        if (!isUsable(to, length)) {
            from.drop(DropReason.NO_INTERFACE);
        } else if (to.queue().isOpen()) {
            now(to, buffer, offset, length);
        } else {
            later(to, from.id(), buffer, offset, length, null);
        }
    }

    /** Sends a packet of the Router's own. */
    public void send(RouterInterface to, byte[] packet) {
        send(to, OWN, packet, null);
    }

    /** Sends an announce, past any cap. */
    public void announce(RouterInterface to, byte[] packet) {
        to.countAnnounceOut();
        send(to, packet);
    }

    /**
     * Sends a packet of somebody.
     *
     * @param flow who: shares the interface fairly with others
     * @param outcome what the owner is told once it has left, or null when nobody is to be told
     * @return false when it was refused: the interface only listens, cannot carry so large a packet, or is full; the caller
     *     tells the owner
     */
    public boolean send(RouterInterface to, Object flow, byte[] packet, ToEndpoint.Sent outcome) {
        if (!isUsable(to, packet.length)) {
            to.drop(DropReason.NO_INTERFACE);
            return false;
        }
        if (to.queue().isOpen()) {
            now(to, packet, 0, packet.length);
            if (outcome != null) {
                bus.toEndpoint(outcome);
            }
            return true;
        }
        return later(to, flow, packet, 0, packet.length, outcome);
    }

    /** Uses a new budget. */
    public void writable(RouterInterface to, long budget) {
        to.queue().refill(budget);
        EgressQueue.Waiting next = to.queue().poll();
        while (next != null) {
            to.countOut(next.packet().length);
            wire.transmit(to.id(), next.packet(), 0, next.packet().length);
            if (next.outcome() != null) {
                bus.toEndpoint(next.outcome());
            }
            next = to.queue().poll();
        }
    }

    /** Tells the owners of what waited for an interface that it is gone. */
    public void down(RouterInterface gone) {
        for (EgressQueue.Waiting lost = gone.queue().removeAny();
                lost != null;
                lost = gone.queue().removeAny()) {
            if (lost.outcome() != null) {
                bus.toEndpoint(new ToEndpoint.InterfaceGone(
                        lost.outcome().owner(), lost.outcome().ref()));
            }
        }
    }

    private boolean isUsable(RouterInterface to, int length) {
        return to.isUp()
                && to.properties().outgoing()
                && length <= to.properties().maxPacket();
    }

    private void now(RouterInterface to, byte[] buffer, int offset, int length) {
        to.queue().spend(length);
        to.countOut(length);
        wire.transmit(to.id(), buffer, offset, length);
    }

    private boolean later(
            RouterInterface to, Object flow, byte[] buffer, int offset, int length, ToEndpoint.Sent outcome) {
        to.queue().offer(flow, buffer, offset, length, outcome);
        boolean kept = true;
        for (EgressQueue.Waiting shed = to.queue().shed();
                shed != null;
                shed = to.queue().shed()) {
            to.drop(DropReason.EGRESS_FULL);
            if (outcome != null && shed.outcome() == outcome) {
                kept = false;
            } else if (shed.outcome() != null) {
                bus.toEndpoint(new ToEndpoint.Full(
                        shed.outcome().owner(), shed.outcome().ref()));
            }
        }
        return kept;
    }
}
