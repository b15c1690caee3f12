package weft.reticulum.router;

import weft.reticulum.hosting.ToEndpoint;

/** The call in progress: its time and where its actions go. One per Router, shared by its parts. */
final class Turn {

    private long now;
    private long unixSeconds;
    private RouterSink out;

    /** Time never goes back: an earlier {@code at} than the last counts as the last. */
    void begin(long at, long wallClock, RouterSink sink) {
        if (out != null) {
            throw new IllegalStateException("a sink called its Router back");
        }
        now = Math.max(now, at);
        unixSeconds = wallClock;
        out = sink;
    }

    void end() {
        out = null;
    }

    /** Monotonic nanoseconds. */
    long now() {
        return now;
    }

    /** The wall clock. */
    long unixSeconds() {
        return unixSeconds;
    }

    void transmit(int interfaceId, byte[] buffer, int offset, int length) {
        out.transmit(interfaceId, buffer, offset, length);
    }

    boolean tell(ToEndpoint record) {
        return out.toEndpoint(record);
    }

    void emit(RouterOutput output) {
        out.emit(output);
    }
}
