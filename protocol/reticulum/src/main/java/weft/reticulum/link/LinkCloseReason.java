package weft.reticulum.link;

/** Why a link has ended. */
public enum LinkCloseReason {
    /** The peer did not answer the request, or was silent for too long. */
    TIMED_OUT,
    /** The peer closed it. */
    CLOSED_BY_PEER,
    /** This host closed it. */
    CLOSED_BY_HOST,
    /** It was the peer's, all places for links were taken, and another peer wanted one. */
    GAVE_WAY,
    /** The Router knows no path to the destination. */
    NO_PATH,
    /** The interface of the link, or the router's run it belonged to, is gone. */
    INTERFACE_GONE,
    /** The link request did not get into the Router's queue. */
    QUEUE_FULL,
    /** The peer broke the protocol in a way that ends a link, or a channel message was never acknowledged. */
    PROTOCOL_VIOLATION
}
