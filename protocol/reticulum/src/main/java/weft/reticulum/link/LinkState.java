package weft.reticulum.link;

/** Where one end of a link stands (links-and-resources §13). Times are the owner's monotonic nanoseconds. */
public sealed interface LinkState {

    /**
     * Initiator: the request is under way.
     *
     * @param requestedAt when it left
     * @param deadline when the wait for the proof ends
     */
    record Pending(long requestedAt, long deadline) implements LinkState {}

    /**
     * Responder: the request is accepted and its answer held back.
     *
     * @param proofAt when the answer leaves
     */
    record Holding(long proofAt) implements LinkState {}

    /**
     * Responder: the answer is under way, the initiator has not said that it arrived.
     *
     * @param provenAt when the answer left
     * @param deadline when the wait ends
     */
    record Handshake(long provenAt, long deadline) implements LinkState {}

    /** Both ends know the keys. */
    record Active() implements LinkState {}

    /**
     * The peer has been silent for too long.
     *
     * @param closeAt when the link ends if that goes on
     */
    record Stale(long closeAt) implements LinkState {}

    /** Over; keys are forgotten. */
    record Closed(LinkCloseReason reason) implements LinkState {}

    /**
     * Whether a link goes from this state to that: pending → active, closed; holding → handshake, closed; handshake → active,
     * closed; active → stale, closed; stale → active, closed. A pending link becomes pending again when its request has left.
     */
    default boolean leadsTo(LinkState next) {
        return switch (this) {
            case Pending _ -> !(next instanceof Stale || next instanceof Holding);
            case Holding _ -> next instanceof Handshake || next instanceof Closed;
            case Handshake _ -> next instanceof Active || next instanceof Closed;
            case Active _ -> next instanceof Stale || next instanceof Closed;
            case Stale _ -> next instanceof Active || next instanceof Closed;
            case Closed _ -> false;
        };
    }
}
