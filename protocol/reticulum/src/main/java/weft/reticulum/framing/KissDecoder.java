package weft.reticulum.framing;

/**
 * Finds KISS frames in what a modem sends (rns-core §20.2). A frame end starts a frame, the first byte is the command, the next
 * frame end ends it; what stands between frames is skipped. Empty frames, which modems send to fill time, are ignored, and
 * payload past the maximum is cut off.
 */
public final class KissDecoder {

    /** Which bits of the command byte are the command. */
    public enum CommandByte {
        /** The upper half is a port number and is thrown away: TNCs, and TCP. */
        WITH_PORT(0x0F),
        /** The whole byte: RNodes. */
        WHOLE(0xFF);

        private final int mask;

        CommandByte(int mask) {
            this.mask = mask;
        }
    }

    private static final int NO_COMMAND = -1;

    private final FrameBuffer frame;
    private final long maxGap;
    private final CommandByte commandByte;
    private boolean inFrame;
    private boolean escaped;
    private int command = NO_COMMAND;
    private long lastByteAt;

    /**
     * @param maxFrame hardware MTU of the interface and the size of its access code, in bytes
     * @param maxGapNanos a longer silence inside a frame discards it; {@link Long#MAX_VALUE} never does
     */
    public KissDecoder(int maxFrame, long maxGapNanos, CommandByte commandByte) {
        frame = new FrameBuffer(maxFrame);
        maxGap = maxGapNanos;
        this.commandByte = commandByte;
    }

    /**
     * Takes the next bytes of the stream.
     *
     * @param now when they arrived, monotonic nanoseconds
     */
    public void accept(long now, byte[] chunk, int offset, int length, KissSink sink) {
        if (inFrame && now - lastByteAt > maxGap) {
            reset();
        }
        lastByteAt = now;
        for (int i = offset; i < offset + length; i++) {
            if (chunk[i] == Kiss.FRAME_END) {
                frameEnd(sink);
            } else if (inFrame) {
                collect(chunk[i]);
            }
        }
    }

    /** Forgets a frame that has begun. */
    public void reset() {
        inFrame = false;
        escaped = false;
        command = NO_COMMAND;
        frame.clear();
    }

    private void frameEnd(KissSink sink) {
        boolean data = command == Kiss.DATA && !frame.isEmpty();
        if (data || command > Kiss.DATA) {
            sink.frame(command, frame.bytes(), 0, frame.length());
        }
        reset();
        inFrame = !data;
    }

    /** An escape after an escape is the same escape still waiting for its byte. */
    private void collect(byte value) {
        if (command == NO_COMMAND) {
            command = value & commandByte.mask;
        } else if (value == Kiss.ESCAPE) {
            escaped = true;
        } else {
            frame.add(escaped ? unescape(value) : value);
            escaped = false;
        }
    }

    private static byte unescape(byte value) {
        return switch (value) {
            case Kiss.ESCAPED_END -> Kiss.FRAME_END;
            case Kiss.ESCAPED_ESCAPE -> Kiss.ESCAPE;
            default -> value;
        };
    }

    int capacity() {
        return frame.capacity();
    }
}
