package weft.lxmf.delivery;

/** How a message shall be tried first. */
public enum SendMethod {
    /**
     * A link that is open already; else one packet, twice at most, when the message fits and the recipient announces ratchets,
     * so that the packet is as secret as a link; else a link.
     */
    AUTO,
    /** On a link. */
    DIRECT,
    /** One packet; on a link when it does not fit. */
    OPPORTUNISTIC
}
