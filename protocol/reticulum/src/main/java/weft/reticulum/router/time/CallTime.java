package weft.reticulum.router.time;

/** The time of the call in progress. One per Router, shared by its rooms. */
public final class CallTime {

    private long now;
    private long unixSeconds;

    /** A call begins. Time never goes back: an earlier {@code at} than the last counts as the last. */
    public void begin(long at, long wallClock) {
        now = Math.max(now, at);
        unixSeconds = wallClock;
    }

    /** Monotonic nanoseconds. */
    public long now() {
        return now;
    }

    /** The wall clock. */
    public long unixSeconds() {
        return unixSeconds;
    }
}
