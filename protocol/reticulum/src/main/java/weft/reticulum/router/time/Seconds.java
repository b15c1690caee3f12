package weft.reticulum.router.time;

/** The unit in which the protocol states its times, turned into the unit of the monotonic clock. */
public final class Seconds {

    public static final long NANOS = 1_000_000_000L;

    private Seconds() {}

    public static long nanos(long seconds) {
        return seconds * NANOS;
    }

    public static long nanos(double seconds) {
        return (long) (seconds * NANOS);
    }

    /** How long {@code bytes} take at {@code bitrate} bit/s, in nanoseconds. */
    public static long onWire(long bytes, long bitrate) {
        return (long) (bytes * 8.0 * NANOS / bitrate);
    }
}
