package weft.reticulum.router;

/** A part of the Router that wants to be called at a time. Both calls are cheap while nothing is due. */
interface Timer {

    /** When, in monotonic nanoseconds; {@link Router#NONE} for never. */
    long nextDeadline();

    /** The deadline has come. Afterwards {@link #nextDeadline()} lies in the future. */
    void onDeadline();
}
