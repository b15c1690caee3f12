package weft.reticulum.framing;

/** Where a KISS decoder puts what a modem says. Must not throw and must not call the decoder. */
@FunctionalInterface
public interface KissSink {

    /**
     * One frame, unescaped.
     *
     * @param command {@link Kiss#DATA} for a packet, {@link Kiss#READY}, or another; callers ignore what they don't know
     * @param buffer the decoder's own, valid until this call returns; copy what must be kept
     */
    void frame(int command, byte[] buffer, int offset, int length);
}
