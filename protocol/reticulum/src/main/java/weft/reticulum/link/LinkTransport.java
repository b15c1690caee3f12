package weft.reticulum.link;

/** Where the packets of one link leave: the interface it is attached to. */
@FunctionalInterface
public interface LinkTransport {

    /** Send this raw packet, header type 1, no hops. */
    void transmit(byte[] raw);
}
