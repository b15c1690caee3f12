package weft.reticulum.link;

import java.nio.ByteBuffer;
import org.msgpack.value.Value;
import weft.reticulum.Decoded;
import weft.reticulum.WireRejection;
import weft.reticulum.msgpack.MsgPack;

/** The round-trip time that an initiator tells the responder: one MessagePack number, in seconds (links-and-resources §7). */
public final class RoundTripTime {

    /** Longest round trip that is believed: the mesh has nothing slower, and every timer of a link grows with it. */
    public static final long MAX_NANOS = 120_000_000_000L;

    private static final byte FLOAT_64 = (byte) 0xCB;
    private static final double NANOS = 1e9;

    private RoundTripTime() {}

    /** The plaintext that says this. */
    public static byte[] encode(long nanos) {
        return ByteBuffer.allocate(9).put(FLOAT_64).putDouble(nanos / NANOS).array();
    }

    /**
     * Reads the plaintext.
     *
     * @return nanoseconds, 0 to {@link #MAX_NANOS}; or {@link WireRejection#BAD_MESSAGE_PACK} for anything but a finite number
     */
    public static Decoded<Long> decode(byte[] plaintext) {
        return MsgPack.decodeValue(plaintext).then(RoundTripTime::nanos);
    }

    private static Decoded<Long> nanos(Value value) {
        if (!value.isNumberValue()) {
            return Decoded.rejected(WireRejection.BAD_MESSAGE_PACK);
        }
        double seconds = value.asNumberValue().toDouble();
        return Double.isFinite(seconds)
                ? Decoded.value((long) Math.clamp(seconds * NANOS, 0, (double) MAX_NANOS))
                : Decoded.rejected(WireRejection.BAD_MESSAGE_PACK);
    }
}
