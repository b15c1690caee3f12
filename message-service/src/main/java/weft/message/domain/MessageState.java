package weft.message.domain;

/** Where a message stands. An inbound message is {@link #DELIVERED} from its first moment. */
public enum MessageState {
    /** On disk. */
    ACCEPTED,
    /** For a path, a key or a stamp; the reason says which. */
    WAITING,
    /** Being handed to the network. */
    SENDING,
    /** Left the node, and nobody has proven it yet. */
    SENT,
    /** A propagation node holds it for the recipient. */
    PROPAGATED,
    /** The recipient has proven it. */
    DELIVERED,
    /** Made for paper; it leaves by hand. */
    PAPER,
    /** The recipient's side said no. */
    REFUSED,
    /** Given up; the reason says why. */
    FAILED,
    /** Given up because it grew too old. */
    EXPIRED,
    /** Withdrawn by its sender. */
    CANCELLED;

    /** Whether the message will never leave this state. */
    public boolean isFinal() {
        return switch (this) {
            case ACCEPTED, WAITING, SENDING, SENT -> false;
            case PROPAGATED, DELIVERED, PAPER, REFUSED, FAILED, EXPIRED, CANCELLED -> true;
        };
    }
}
