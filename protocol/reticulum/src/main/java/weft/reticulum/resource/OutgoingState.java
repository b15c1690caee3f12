package weft.reticulum.resource;

import weft.reticulum.link.FailureReason;

/** Where a resource stands at its sender. Deadlines are the owner's monotonic nanoseconds. */
public sealed interface OutgoingState {

    /** Another resource of the link comes first. */
    record Queued() implements OutgoingState {}

    /**
     * A segment was advertised; the receiver has not asked for anything.
     *
     * @param repeatsLeft of the advertisement
     * @param deadline when it is repeated or the resource given up
     */
    record Advertised(int repeatsLeft, long deadline) implements OutgoingState {}

    /**
     * The receiver asks for parts.
     *
     * @param deadline when its silence ends the transfer
     */
    record Transferring(long deadline) implements OutgoingState {}

    /**
     * Every part of the segment was sent.
     *
     * @param asksLeft how often the receiver may still be asked for a lost proof
     * @param deadline when it is asked, or the resource given up
     */
    record AwaitingProof(int asksLeft, long deadline) implements OutgoingState {}

    /** The last segment is proven. */
    record Complete() implements OutgoingState {}

    /** Over without success. */
    record Failed(FailureReason reason) implements OutgoingState {}
}
