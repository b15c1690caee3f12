package weft.reticulum.router;

import weft.reticulum.hosting.ToEndpoint;

/**
 * Where the actions of a {@link Router} leave.
 *
 * <p>Called on the Router's own thread, during one of its calls. An implementation copies or writes what it is given before
 * it returns, does not throw, and does not call the Router back; the Router refuses re-entry with an exception.
 */
public interface RouterSink {

    /**
     * Send this packet on that interface, now. The Router keeps within the budget of the last
     * {@link RouterInput.InterfaceWritable}; access code and framing are the host's.
     *
     * @param buffer loaned until return
     */
    void transmit(int interfaceId, byte[] buffer, int offset, int length);

    /**
     * Hand this to the bus.
     *
     * @return false when the bus does not take it; an inbound packet then counts as never seen, so that a repetition by the
     *     sender is not taken for a duplicate
     */
    boolean toEndpoint(ToEndpoint record);

    /** Something for the host itself. */
    void emit(RouterOutput output);
}
