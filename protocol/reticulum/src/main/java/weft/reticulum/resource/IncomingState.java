package weft.reticulum.resource;

import weft.reticulum.link.FailureReason;

/** Where a resource stands at its receiver. Deadlines are the owner's monotonic nanoseconds. */
public sealed interface IncomingState {

    /**
     * Advertised; the host has not decided.
     *
     * @param deadline when the offer is forgotten
     */
    record Offered(long deadline) implements IncomingState {}

    /**
     * Parts are asked for.
     *
     * @param triesLeft repetitions of the request until it is given up
     * @param deadline when the request is repeated
     */
    record Transferring(int triesLeft, long deadline) implements IncomingState {}

    /**
     * A segment is complete and not the last; its proof and the next advertisement are to come.
     *
     * @param deadline when the resource is given up
     */
    record BetweenSegments(long deadline) implements IncomingState {}

    /** All segments were handed out. */
    record Complete() implements IncomingState {}

    /**
     * Over without success. {@link FailureReason#PROTOCOL_VIOLATION} for compressed data that cannot be unpacked within its
     * limit: the link must be closed.
     */
    record Failed(FailureReason reason) implements IncomingState {}
}
