package weft.reticulum.router.time;

/** A part of the Router that wants to be called at a time. Both calls are cheap while nothing is due. */
public interface Timer {

    /** {@link #nextDeadline()} when nothing is due. */
    long NONE = Long.MAX_VALUE;

    /** When, in monotonic nanoseconds; {@link #NONE} for never. */
    long nextDeadline();

    /** The deadline has come. Afterwards {@link #nextDeadline()} lies in the future. */
    void onDeadline();
}
