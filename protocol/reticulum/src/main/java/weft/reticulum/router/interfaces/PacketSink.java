package weft.reticulum.router.interfaces;

/** Where packets leave the Router for the wire. */
@FunctionalInterface
public interface PacketSink {

    /** @param buffer loaned until return */
    void transmit(int interfaceId, byte[] buffer, int offset, int length);
}
