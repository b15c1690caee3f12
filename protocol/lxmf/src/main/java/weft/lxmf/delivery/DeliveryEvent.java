package weft.lxmf.delivery;

import java.util.Optional;
import weft.lxmf.announce.DeliveryAppData;
import weft.lxmf.message.DeliveryMethod;
import weft.lxmf.stamp.StampWork;
import weft.reticulum.Address;
import weft.reticulum.Digest;
import weft.reticulum.Rejection;
import weft.reticulum.hosting.InterfaceRef;
import weft.reticulum.identity.Identity;
import weft.reticulum.identity.Ratchet;

/** What an identity's delivery tells its host. Arrays belong to the host. */
public sealed interface DeliveryEvent {

    /** Everything about one outbound message. */
    sealed interface OfMessage extends DeliveryEvent {
        Digest message();
    }

    /**
     * To be stored. After a final state the message is forgotten here.
     *
     * @param method how it is being sent; empty until that was decided
     * @param attempts made so far, for {@link OutboundMessage#attempts()} after a restart
     */
    record StateChanged(Digest message, DeliveryState state, Optional<DeliveryMethod> method, int attempts)
            implements OfMessage {}

    /** A line for the message's trace. */
    record Traced(Digest message, TraceStep step) implements OfMessage {}

    /** How much of a large message the recipient has, in bytes. Not worth storing. */
    record Progressed(Digest message, long sentBytes, long totalBytes) implements OfMessage {}

    /** The queue is full: submit the message again when another one has ended. It stays where the host has it. */
    record NotTaken(Digest message) implements OfMessage {}

    /**
     * Find this stamp on a pool, store it, and answer with {@link DeliveryCommand.StampFound}, or with
     * {@link DeliveryCommand.StampPutOff} when the pool is full. One at a time.
     */
    record StampWanted(Digest message, StampWork work) implements OfMessage {}

    /** The stamp is not needed any more: stop the search. */
    record StampNotWanted(Digest message) implements OfMessage {}

    /**
     * The mesh answered with an announce that this delivery had not seen: worth storing for the next start.
     *
     * @param hops 1 for a neighbour, 0 for a destination of this node
     */
    record RecipientFound(Recipient recipient, int hops) implements DeliveryEvent {}

    /** A message came in: into the journal with it, then {@link DeliveryCommand.Committed}, then decide. */
    record MessageArrived(Arrival arrival) implements DeliveryEvent {}

    /** A transfer was refused before its bytes were sent, because of its size. */
    record ArrivalRefused(Address link, Optional<Identity> from, long bytes, long limitBytes)
            implements DeliveryEvent {}

    /**
     * An announce for everybody left, or did not. One that was replaced by a newer one did not; answers to path requests don't count.
     *
     * @param data what it said
     */
    record Announced(boolean sent, DeliveryAppData data) implements DeliveryEvent {}

    /** A new own ratchet: store its private key, then answer with {@link DeliveryCommand.RatchetStored}. */
    record StoreRatchet(Ratchet ratchet, long unixSeconds) implements DeliveryEvent {}

    /** Somebody looks for this identity on that interface: answer with an announce there. */
    record PathRequested(InterfaceRef on) implements DeliveryEvent {}

    /** Something was dropped; count it. */
    record Dropped(Rejection reason) implements DeliveryEvent {}
}
