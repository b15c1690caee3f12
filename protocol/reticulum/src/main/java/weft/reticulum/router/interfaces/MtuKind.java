package weft.reticulum.router.interfaces;

/** Whether links may negotiate a larger MTU over an interface (rns-core §13.3, §21). */
public enum MtuKind {
    /** Follows from the bitrate. */
    AUTO,
    /** Set by configuration or by the medium. */
    FIXED,
    /** Never: link requests that leave here lose their signalling. */
    NONE
}
