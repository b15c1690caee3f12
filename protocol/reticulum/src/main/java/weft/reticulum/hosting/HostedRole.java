package weft.reticulum.hosting;

/**
 * Whose a hosted destination is, as far as that makes a difference to the Router. A role is added together with what implements
 * it, at the end: its place in the list is its byte on the packet plane.
 */
public enum HostedRole {

    /** A member's. When the Router has no room for more destinations, a new one waits. */
    MEMBER,

    /** The node's own. It has its place also where members' have taken all there is. */
    NODE
}
