package weft.lxmf.delivery;

/** Where an outbound message is. */
public sealed interface DeliveryState {

    /** Whether nothing more will happen. */
    default boolean isFinal() {
        return this instanceof Final;
    }

    /** A state that ends the message's way. */
    sealed interface Final extends DeliveryState {}

    /** In the queue; nothing was tried yet. */
    record Accepted() implements DeliveryState {}

    /** Something is missing. */
    record Waiting(WaitReason reason) implements DeliveryState {}

    /** A link is being opened for it, or its bytes are on their way. */
    record Sending() implements DeliveryState {}

    /** It left the node as a packet; the proof has not come. It is sent again when none comes. */
    record Sent() implements DeliveryState {}

    /** The recipient proved it. */
    record Delivered() implements Final {}

    /** The recipient refused the transfer, as a rule because it is above its size limit. */
    record Refused() implements Final {}

    /** Given up. */
    record Failed(DeliveryFailure reason) implements Final {}

    /** Taken back by its sender. What was sent already may still arrive. */
    record Cancelled() implements Final {}

    /** Its lifetime is over. */
    record Expired() implements Final {}
}
