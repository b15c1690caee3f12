package weft.lxmf.delivery.receiving;

/** Whether a message is from whom it says (lxmf §3 rule 8). */
public enum SignatureState {
    /** The source's key made the signature. */
    VALID,
    /** The source's key is not known yet: ask for it and look again. */
    UNVERIFIED,
    /** The source's key is known and did not make the signature: never to be treated as from the source. */
    INVALID
}
