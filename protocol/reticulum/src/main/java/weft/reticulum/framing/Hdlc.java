package weft.reticulum.framing;

import java.util.Arrays;

/**
 * HDLC-like framing: a flag before and after each packet, flags and escapes inside it escaped; no checksum (rns-core §20.1).
 * Both flags are always sent, because byte-wise peers drop a frame that shares one with its neighbour.
 */
public final class Hdlc {

    /** Starts and ends a frame. */
    public static final byte FLAG = 0x7E;

    static final byte ESCAPE = 0x7D;
    static final byte ESCAPED_FLAG = 0x5E;
    static final byte ESCAPED_ESCAPE = 0x5D;

    private Hdlc() {}

    /** Most bytes that a frame of this many bytes takes on the wire. */
    public static int maxEncodedLength(int length) {
        return 2 * length + 2;
    }

    /** The whole array as one frame. */
    public static byte[] encode(byte[] packet) {
        byte[] target = new byte[maxEncodedLength(packet.length)];
        return Arrays.copyOf(target, encode(packet, 0, packet.length, target, 0));
    }

    /**
     * Writes one frame.
     *
     * @param target with {@link #maxEncodedLength} bytes of room from {@code at}
     * @return where the frame ends in {@code target}
     */
    public static int encode(byte[] source, int offset, int length, byte[] target, int at) {
        int end = at;
        target[end++] = FLAG;
        for (int i = offset; i < offset + length; i++) {
            byte value = source[i];
            if (value == FLAG || value == ESCAPE) {
                target[end++] = ESCAPE;
                target[end++] = value == FLAG ? ESCAPED_FLAG : ESCAPED_ESCAPE;
            } else {
                target[end++] = value;
            }
        }
        target[end++] = FLAG;
        return end;
    }
}
