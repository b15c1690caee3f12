package weft.reticulum.endpoint;

import weft.reticulum.Rejection;

/** Why an Endpoint dropped something that was well-formed; each constant is a drop counter. */
public enum EndpointRejection implements Rejection {
    /** Seen before and not proven yet. */
    DUPLICATE,
    /** Not addressed to this destination or one of its links. */
    NOT_OURS,
    /** A link packet on another interface than the link's. */
    OTHER_INTERFACE,
    /** The destination accepts no links. */
    LINKS_REFUSED,
    /** {@link EndpointLimits#peerLinks()} reached, and no link gives way. */
    TOO_MANY_LINKS,
    /** A link of a peer, closed because another peer wanted its place. */
    LINK_GAVE_WAY,
    /** {@link EndpointLimits#incomingPerLink()} or {@link EndpointLimits#storedBytes()} reached. */
    TOO_MANY_RESOURCES,
    /** A resource whose sender did not answer, ended because another found no room. */
    TRANSFER_GAVE_WAY,
    /** A resource larger than its limit. */
    RESOURCE_TOO_LARGE,
    /** A request larger than {@link EndpointOptions#requestBytes()}, or none are taken. */
    REQUEST_TOO_LARGE,
    /** A context, proof, response or part that nothing is waiting for. */
    UNEXPECTED,
    /** Needs an established link. */
    LINK_NOT_ACTIVE,
    /** A channel message outside the window, seen before, or of an unregistered type. */
    CHANNEL_MESSAGE
}
