package weft.reticulum;

/** Why Reticulum bytes were refused (rns-core §24, links-and-resources §25). */
public enum WireRejection implements Rejection {
    /** Fewer bytes than the format needs. */
    TOO_SHORT,
    /** More bytes than the format or a stated limit allows. */
    TOO_LONG,
    /** A length that the format fixes, and these bytes do not have. */
    WRONG_LENGTH,
    /** Wire hop count of 128 or more. */
    TOO_MANY_HOPS,
    /** Packet, destination type or flag that this decoder does not take. */
    WRONG_KIND,
    /** A signature that does not verify. */
    BAD_SIGNATURE,
    /** A destination hash that does not follow from name and identity. */
    WRONG_HASH,
    /** The identity is blackholed here: dropped on purpose, not the sender's fault. */
    BLACKHOLED,
    /** The public keys differ from those known for the destination. */
    CHANGED_KEYS,
    /** Authentication code, padding or ciphertext length of a token. */
    BAD_TOKEN,
    /** A base-key packet where only ratchets are accepted. */
    RATCHET_REQUIRED,
    /** Interface access code missing, unexpected or wrong. */
    BAD_ACCESS_CODE,
    /** A link mode that is not enabled. */
    UNSUPPORTED_MODE,
    /** MessagePack that is broken, too deep, too large or of another shape. */
    BAD_MESSAGE_PACK,
    /** Compressed data that is broken or would grow past its limit. */
    BAD_COMPRESSION,
    /** A link MTU smaller than the mesh uses. */
    UNUSABLE_MTU,
    /** A public key of low order, with which nothing can be agreed. */
    UNUSABLE_KEY
}
