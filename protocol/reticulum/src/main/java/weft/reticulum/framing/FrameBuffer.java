package weft.reticulum.framing;

import java.util.Arrays;

/** Collects one frame, up to a limit; grows with what really arrives. */
final class FrameBuffer {

    private static final int FIRST_GUESS = 1024;

    private final int limit;
    private byte[] bytes;
    private int length;
    private boolean overrun;

    FrameBuffer(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("a frame has room for at least one byte");
        }
        this.limit = limit;
        this.bytes = new byte[Math.min(limit, FIRST_GUESS)];
    }

    void clear() {
        length = 0;
        overrun = false;
    }

    /** Keeps the byte, or notes that it did not fit. */
    void add(byte value) {
        if (length == limit) {
            overrun = true;
            return;
        }
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(limit, 2L * length));
        }
        bytes[length++] = value;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    boolean isEmpty() {
        return length == 0;
    }

    boolean overran() {
        return overrun;
    }

    /** What the buffer occupies, in bytes; never more than its limit. */
    int capacity() {
        return bytes.length;
    }
}
