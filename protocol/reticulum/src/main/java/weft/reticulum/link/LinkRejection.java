package weft.reticulum.link;

import weft.reticulum.Rejection;

/** Why a link did not take a well-formed packet; each constant is a drop counter. */
public enum LinkRejection implements Rejection {
    /** Not in this state, or not from this end: a second proof, an identification by the responder, a second one. */
    UNEXPECTED,
    /** A proof with another mode or a larger MTU than was asked for. */
    CHANGED_SIGNALLING,
    /** A close packet that does not name the link. */
    WRONG_LINK_ID
}
