package weft.lxmf.delivery.sending;

import java.util.Optional;
import weft.lxmf.delivery.DeliveryCall;
import weft.lxmf.delivery.DeliveryEvent;
import weft.lxmf.delivery.DeliveryFailure;
import weft.lxmf.delivery.DeliveryState;
import weft.lxmf.delivery.OutboundMessage;
import weft.lxmf.delivery.SendMethod;
import weft.lxmf.delivery.WaitReason;
import weft.lxmf.message.DeliveryMethod;
import weft.lxmf.message.Message;
import weft.lxmf.stamp.Stamp;
import weft.reticulum.Address;
import weft.reticulum.Digest;

/** A message in the queue. Fields are changed by {@link Attempts}; the host hears of it through {@link #report}. */
final class QueuedMessage {

    /** Where it stands inside the machine. */
    enum Phase {
        /** Waits for {@link #dueAt}, for its turn, or for a path. */
        QUEUED,
        /** Waits for its stamp. */
        STAMPING,
        /** Waits for the link to its recipient. */
        LINKING,
        /** Its bytes are on the way under {@link #ref}. */
        IN_FLIGHT
    }

    final Digest id;
    final SendMethod wanted;
    final Correspondent peer;
    /** Whether it rests after its attempts instead of failing. */
    final boolean patient;

    final long expiresAt;
    private final byte[] unstamped;

    long dueAt;
    int attempts;
    int rests;
    /** Attempts that went out as packets and were not proven. */
    int unprovenPackets;

    Optional<Stamp> stamp;
    Optional<DeliveryMethod> method = Optional.empty();
    /** What the last attempt lacked; a path that is found makes it due at once. */
    Optional<WaitReason> lacks = Optional.empty();

    DeliveryFailure lastFailure = DeliveryFailure.NO_PATH;
    long ref;
    Optional<Address> link = Optional.empty();
    boolean onReusedLink;
    /** Whether it went out with no path known, and none was heard of since: once is enough, only neighbours hear that. */
    boolean blind;

    /** Whether a path that was found has already given it one attempt more than its share. */
    boolean favoured;

    /** Whether it waits for room on this node, and its sender was told so. */
    boolean crowded;

    long attemptedAt;

    private Phase phase = Phase.QUEUED;
    private DeliveryState state = new DeliveryState.Accepted();
    private DeliveryEvent.StateChanged reported;

    QueuedMessage(OutboundMessage message, Correspondent peer, long now) {
        this.id = message.id();
        this.wanted = message.method();
        this.peer = peer;
        this.patient = message.lifetimeNanos() > 0;
        this.expiresAt = patient && message.lifetimeNanos() < Long.MAX_VALUE - now
                ? now + message.lifetimeNanos()
                : Long.MAX_VALUE;
        this.unstamped = message.packed();
        this.attempts = message.attempts();
        this.stamp = message.stamp();
        this.dueAt = now;
    }

    /** The message as it goes out: with its stamp when there is one. */
    byte[] packed() {
        return stamp.map(found -> Message.stamped(unstamped, found.bytes())).orElse(unstamped);
    }

    /** Bytes held for it. */
    int size() {
        return unstamped.length;
    }

    Phase phase() {
        return phase;
    }

    void enter(Phase next) {
        peer.countUnderWay(underWay(next) - underWay(phase));
        phase = next;
    }

    private static int underWay(Phase phase) {
        return phase == Phase.LINKING || phase == Phase.IN_FLIGHT ? 1 : 0;
    }

    DeliveryState state() {
        return state;
    }

    /** Enters a state and tells the host, unless it knows all of it. */
    void become(DeliveryState next, DeliveryCall call) {
        state = next;
        report(call);
    }

    private void report(DeliveryCall call) {
        DeliveryEvent.StateChanged now = new DeliveryEvent.StateChanged(id, state, method, attempts);
        if (!now.equals(reported)) {
            reported = now;
            call.emit(now);
        }
    }
}
