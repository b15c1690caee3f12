package weft.lxmf.message;

/**
 * How the bytes of a message travel, which follows from its size (lxmf §6). The limits are the reference's and are fixed:
 * they don't grow with the MTU of a link.
 */
public enum Representation {
    /** One packet outside links. */
    PACKET,
    /** One packet on a link. */
    LINK_PACKET,
    /** A resource on a link. */
    RESOURCE,
    /** A URI or QR code. */
    PAPER;

    /** Largest packed message that travels as one encrypted packet, in bytes, destination hash included. */
    public static final int MAX_PACKET = 399;

    /** Largest packed message that travels as one packet on a link, in bytes. */
    public static final int MAX_LINK_PACKET = 431;

    /** Largest propagation transfer that travels as one packet on a link, in bytes; the reference compares with this. */
    public static final int MAX_PROPAGATED_PACKET = 319;

    /** Whether a packed message fits in one packet outside links. */
    public static boolean fitsPacket(int packedLength) {
        return packedLength <= MAX_PACKET;
    }

    /** How a packed message travels on a link. */
    public static Representation onLink(int packedLength) {
        return packedLength <= MAX_LINK_PACKET ? LINK_PACKET : RESOURCE;
    }

    /** How a transfer travels on a link to a propagation node. */
    public static Representation toPropagationNode(int transferLength) {
        return transferLength <= MAX_PROPAGATED_PACKET ? LINK_PACKET : RESOURCE;
    }
}
