package weft.reticulum.link;

/** Why a command did not reach its aim. The same command may be given again unless the reason says otherwise. */
public enum FailureReason {
    /** No proof or answer within the time the protocol gives; what was sent may still have arrived. */
    TIMED_OUT,
    /** The Router never said what became of the packet; it may have been sent. */
    OUTCOME_UNKNOWN,
    /** The Router knows no path: ask for one and try again. */
    NO_PATH,
    /** The interface it had to leave on is gone. */
    INTERFACE_GONE,
    /** This owner's share of the interface's queue is used up: try again later. */
    QUEUE_FULL,
    /** A bound of the endpoint is reached: try again when something outstanding has ended. */
    TOO_MANY,
    /** Larger than the packet, the link or the limit allows; will fail again. */
    TOO_LARGE,
    /** The link is unknown or has closed. */
    LINK_CLOSED,
    /** The link is not established yet. */
    LINK_NOT_ACTIVE,
    /** This end of the link or this configuration may not do that. */
    NOT_ALLOWED,
    /** The recipient's key cannot be encrypted to. */
    UNUSABLE_KEY,
    /** The peer refused the resource; as a rule it will do so again. */
    REJECTED,
    /** Cancelled by this host. */
    CANCELLED,
    /** The peer, whether it sends or receives, gave up a resource that was under way. */
    CANCELLED_BY_PEER,
    /** What arrived does not have the announced hash, or cannot be decrypted or decompressed. */
    CORRUPT,
    /** The peer asked for or said something that cannot be. */
    PROTOCOL_VIOLATION
}
