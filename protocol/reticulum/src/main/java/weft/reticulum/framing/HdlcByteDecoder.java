package weft.reticulum.framing;

/**
 * Finds HDLC frames on a serial port, a pipe or an I2P stream (rns-core §20.1, the byte-wise decoder). A flag starts a frame,
 * the next one ends it, and what stands between frames is skipped. The escape drops out before an unknown byte. Bytes past the
 * maximum are cut off.
 *
 * <p>An empty frame leaves its second flag as the start of the next one, where the reference would wait for a third: a decoder
 * that joined in the middle of a frame finds its way back, and keepalives are ignored all the same.
 */
public final class HdlcByteDecoder {

    private final FrameBuffer frame;
    private final long maxGap;
    private boolean inFrame;
    private boolean escaped;
    private long lastByteAt;

    /**
     * @param maxFrame hardware MTU of the interface and the size of its access code, in bytes
     * @param maxGapNanos a longer silence inside a frame discards it; {@link Long#MAX_VALUE} never does
     */
    public HdlcByteDecoder(int maxFrame, long maxGapNanos) {
        frame = new FrameBuffer(maxFrame);
        maxGap = maxGapNanos;
    }

    /**
     * Takes the next bytes of the stream.
     *
     * @param now when they arrived, monotonic nanoseconds
     */
    public void accept(long now, byte[] chunk, int offset, int length, FrameSink sink) {
        if (inFrame && now - lastByteAt > maxGap) {
            reset();
        }
        lastByteAt = now;
        for (int i = offset; i < offset + length; i++) {
            if (chunk[i] == Hdlc.FLAG) {
                flag(sink);
            } else if (inFrame) {
                collect(chunk[i]);
            }
        }
    }

    /** Forgets a frame that has begun. */
    public void reset() {
        inFrame = false;
        escaped = false;
        frame.clear();
    }

    private void flag(FrameSink sink) {
        boolean ends = inFrame && !frame.isEmpty();
        if (ends) {
            sink.frame(frame.bytes(), 0, frame.length());
        }
        reset();
        inFrame = !ends;
    }

    /** An escape after an escape is the same escape still waiting for its byte. */
    private void collect(byte value) {
        if (value == Hdlc.ESCAPE) {
            escaped = true;
        } else {
            frame.add(escaped ? unescape(value) : value);
            escaped = false;
        }
    }

    private static byte unescape(byte value) {
        return switch (value) {
            case Hdlc.ESCAPED_FLAG -> Hdlc.FLAG;
            case Hdlc.ESCAPED_ESCAPE -> Hdlc.ESCAPE;
            default -> value;
        };
    }

    int capacity() {
        return frame.capacity();
    }
}
