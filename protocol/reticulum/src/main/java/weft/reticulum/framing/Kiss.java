package weft.reticulum.framing;

import java.util.Arrays;

/**
 * KISS framing towards radio modems: frame end, a command, the escaped payload, frame end (rns-core §20.2). Both frame ends
 * are always sent, because the reference loses a frame that shares one with its neighbour.
 */
public final class Kiss {

    /** The command whose payload is a packet. */
    public static final int DATA = 0x00;

    /** Key-up delay, in units of 10 ms (rns-core §20.4). */
    public static final int PREAMBLE = 0x01;

    /** Persistence of the channel access, 0 to 255. */
    public static final int PERSISTENCE = 0x02;

    /** Slot time of the channel access, in units of 10 ms. */
    public static final int SLOT_TIME = 0x03;

    /** Key-down delay, in units of 10 ms. */
    public static final int TAIL = 0x04;

    /** From the modem: ready for the next frame. To the modem, with value 1: say so. */
    public static final int READY = 0x0F;

    /** Starts and ends a frame. */
    public static final byte FRAME_END = (byte) 0xC0;

    static final byte ESCAPE = (byte) 0xDB;
    static final byte ESCAPED_END = (byte) 0xDC;
    static final byte ESCAPED_ESCAPE = (byte) 0xDD;

    private Kiss() {}

    /** Most bytes that a payload of this many bytes takes on the wire. */
    public static int maxEncodedLength(int length) {
        return 2 * length + 3;
    }

    /** A packet as one data frame. */
    public static byte[] encode(byte[] packet) {
        return encode(DATA, packet);
    }

    /** A command with its payload as one frame. */
    public static byte[] encode(int command, byte[] payload) {
        byte[] target = new byte[maxEncodedLength(payload.length)];
        return Arrays.copyOf(target, encode(command, payload, 0, payload.length, target, 0));
    }

    /** A one-byte parameter of the modem; values outside 0 to 255 are moved to the nearer end. */
    public static byte[] parameter(int command, int value) {
        return encode(command, new byte[] {(byte) Math.clamp(value, 0, 255)});
    }

    /**
     * Writes one frame.
     *
     * @param target with {@link #maxEncodedLength} bytes of room from {@code at}
     * @return where the frame ends in {@code target}
     */
    public static int encode(int command, byte[] source, int offset, int length, byte[] target, int at) {
        int end = at;
        target[end++] = FRAME_END;
        target[end++] = (byte) command;
        for (int i = offset; i < offset + length; i++) {
            byte value = source[i];
            if (value == FRAME_END || value == ESCAPE) {
                target[end++] = ESCAPE;
                target[end++] = value == FRAME_END ? ESCAPED_END : ESCAPED_ESCAPE;
            } else {
                target[end++] = value;
            }
        }
        target[end++] = FRAME_END;
        return end;
    }
}
