package weft.reticulum.router;

/** The unit in which the protocol states its times, turned into the unit of the monotonic clock. */
final class Seconds {

    static final long NANOS = 1_000_000_000L;

    private Seconds() {}

    static long nanos(long seconds) {
        return seconds * NANOS;
    }

    static long nanos(double seconds) {
        return (long) (seconds * NANOS);
    }

    /** How long {@code bytes} take at {@code bitrate} bit/s, in nanoseconds. */
    static long onWire(long bytes, long bitrate) {
        return (long) (bytes * 8.0 * NANOS / bitrate);
    }
}
