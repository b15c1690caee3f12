package weft.reticulum.channel;

import java.util.Arrays;
import weft.reticulum.Decoded;
import weft.reticulum.WireRejection;

/**
 * One channel message as it travels (links-and-resources §23).
 *
 * @param type 0 to 0xFFFF; from 0xF000 reserved for the system
 * @param sequence 0 to 0xFFFF
 * @param payload at most 65,535 bytes
 */
public record Envelope(int type, int sequence, byte[] payload) {

    /** What comes before the payload, in bytes. */
    public static final int HEADER = 6;

    /** Largest message type and sequence number. */
    public static final int MAX_16 = 0xFFFF;

    /** Refuses what does not fit in 16 bits each. */
    public Envelope {
        if ((type & ~MAX_16) != 0 || (sequence & ~MAX_16) != 0 || payload.length > MAX_16) {
            throw new IllegalArgumentException("type, sequence and length of a channel message have 16 bits");
        }
    }

    /** Largest payload on a link with this MDU, in bytes. */
    public static int maxPayload(int mdu) {
        return Math.min(mdu - HEADER, MAX_16);
    }

    /** The plaintext of the channel packet. */
    public byte[] encode() {
        byte[] bytes = new byte[HEADER + payload.length];
        put16(bytes, 0, type);
        put16(bytes, 2, sequence);
        put16(bytes, 4, payload.length);
        System.arraycopy(payload, 0, bytes, HEADER, payload.length);
        return bytes;
    }

    /**
     * Reads an envelope. The length field is not looked at: everything behind the header is payload, as in the reference.
     *
     * @return the envelope, {@link WireRejection#TOO_SHORT} without a whole header, or {@link WireRejection#TOO_LONG}
     */
    public static Decoded<Envelope> decode(byte[] plaintext) {
        if (plaintext.length < HEADER) {
            return Decoded.rejected(WireRejection.TOO_SHORT);
        }
        if (plaintext.length > HEADER + MAX_16) {
            return Decoded.rejected(WireRejection.TOO_LONG);
        }
        return Decoded.value(new Envelope(
                get16(plaintext, 0), get16(plaintext, 2), Arrays.copyOfRange(plaintext, HEADER, plaintext.length)));
    }

    static int get16(byte[] source, int offset) {
        return (source[offset] & 0xFF) << 8 | source[offset + 1] & 0xFF;
    }

    static void put16(byte[] target, int offset, int value) {
        target[offset] = (byte) (value >> 8);
        target[offset + 1] = (byte) value;
    }
}
