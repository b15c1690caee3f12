package weft.lxmf.delivery;

/** Why a message was given up. */
public enum DeliveryFailure {
    /** Nobody knows a path to the recipient. */
    NO_PATH,
    /** Nobody knows the recipient's keys: it was never heard of. */
    NO_KEY,
    /** The recipient did not answer when a link was opened. */
    NO_ANSWER,
    /** It was sent and never proven; it may have arrived. */
    NO_PROOF,
    /** The transfer broke off each time. */
    TRANSFER_BROKEN,
    /** Larger than this node may send. */
    TOO_LARGE,
    /** The recipient announces a key that cannot be encrypted to. */
    UNUSABLE_KEY,
    /** The recipient asks for more work than {@link DeliverySettings#maxStampCost()}. */
    STAMP_TOO_COSTLY
}
