package weft.reticulum.resource;

/** How many parts a receiver asks for at once, and how it learns the speed of the link (links-and-resources §18). */
final class TransferWindow {

    /** More parts than this are never asked for at once. */
    static final int LARGEST = 75;

    static final int START = 4;

    private static final int FLEXIBILITY = 4;
    private static final int MAX_UNKNOWN = 10;
    private static final int MAX_VERY_SLOW = 4;
    private static final int FAST_ROUNDS = 4;
    private static final int VERY_SLOW_ROUNDS = 2;
    private static final double FAST_BYTES_PER_SECOND = 6_250;
    private static final double VERY_SLOW_BYTES_PER_SECOND = 250;

    private int window;
    private int min = 2;
    private int max = MAX_UNKNOWN;
    private int fastRounds;
    private int verySlowRounds;

    /** Starts where the last transfer on the link ended. */
    TransferWindow(int start) {
        window = Math.clamp(start, 1, LARGEST);
    }

    int size() {
        return window;
    }

    int min() {
        return min;
    }

    int max() {
        return max;
    }

    /** Everything that was asked for came. */
    void roundComplete() {
        if (window < max) {
            window++;
            if (window - min >= FLEXIBILITY) {
                min++;
            }
        }
    }

    /** Something that was asked for did not come. */
    void timedOut() {
        if (window > min) {
            window--;
        }
        if (max > min) {
            max--;
            if (max - window >= FLEXIBILITY) {
                max--;
            }
        }
    }

    /**
     * What a round measured, in bytes per second.
     *
     * @param firstPart from the request to its first answer
     * @param wholeRound from the request to the last part
     */
    void measured(double firstPart, double wholeRound) {
        if (Math.max(firstPart, wholeRound) > FAST_BYTES_PER_SECOND) {
            if (++fastRounds == FAST_ROUNDS) {
                max = LARGEST;
            }
        } else if (fastRounds == 0 && wholeRound < VERY_SLOW_BYTES_PER_SECOND && ++verySlowRounds == VERY_SLOW_ROUNDS) {
            max = MAX_VERY_SLOW;
        }
    }
}
