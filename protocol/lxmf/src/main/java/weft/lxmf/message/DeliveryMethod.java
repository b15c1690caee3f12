package weft.lxmf.message;

/** How a message travels; {@link #value()} is the number that the protocol's tools store (lxmf §6). */
public enum DeliveryMethod {
    /** One encrypted packet to the recipient's destination. */
    OPPORTUNISTIC(1),
    /** A packet or resource on a link to the recipient. */
    DIRECT(2),
    /** Left with a propagation node, from which the recipient fetches it. */
    PROPAGATED(3),
    /** A URI or QR code. */
    PAPER(5);

    private final int value;

    DeliveryMethod(int value) {
        this.value = value;
    }

    /** The number of the method. */
    public int value() {
        return value;
    }
}
