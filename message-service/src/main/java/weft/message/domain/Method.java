package weft.message.domain;

/** How a message travels (lxmf §6). In a request it says how to try first. */
public enum Method {
    /** The node decides. */
    AUTO,
    /** One encrypted packet. */
    OPPORTUNISTIC,
    /** Over a link to the recipient. */
    DIRECT,
    /** Through a propagation node. */
    PROPAGATED,
    /** As a code on paper. */
    PAPER
}
