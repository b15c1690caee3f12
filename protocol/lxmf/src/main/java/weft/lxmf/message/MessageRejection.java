package weft.lxmf.message;

import weft.reticulum.Rejection;

/** Why bytes are not an LXMF message, or not one that may be kept (lxmf §28). Each constant is a drop counter. */
public enum MessageRejection implements Rejection {
    /** Shorter than hashes and signature, or without a payload. */
    TOO_SHORT,
    /** Longer than {@link Message#MAX_LENGTH}. */
    TOO_LONG,
    /** MessagePack that is broken: truncated, repeated map keys, text that is not UTF-8. */
    BAD_PAYLOAD,
    /** The payload is not an array of at least four elements. */
    WRONG_SHAPE,
    /** The fields are neither a map nor nil. */
    BAD_FIELDS,
    /** A paper message with another scheme than {@code lxm:}, or with broken base64. */
    BAD_URI,
    /** Encrypted to somebody else, or damaged. */
    NOT_READABLE,
    /** Announce application data that does not say what its kind must say. */
    BAD_APP_DATA,
    /** A batch for or from a propagation node that is not {@code [time, [bin, …]]}. */
    BAD_TRANSFER
}
