package weft.reticulum.channel;

import weft.reticulum.Rejection;

/** Why a channel did not take a well-formed message; each constant is a drop counter. */
public enum ChannelRejection implements Rejection {
    /** No channel is open on the link; the sender will try again. */
    CLOSED,
    /** A type that was not registered; it is not proven, so the sender learns that it does not arrive. */
    UNKNOWN_TYPE,
    /** More than 48 ahead of the next message. */
    BEYOND_WINDOW,
    /** A repetition; it is proven again. */
    REPETITION
}
