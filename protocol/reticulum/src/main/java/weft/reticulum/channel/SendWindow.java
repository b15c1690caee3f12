package weft.reticulum.channel;

/** How many messages of a channel may be without proof, and how long each proof may take (links-and-resources §23). */
final class SendWindow {

    private static final long MILLISECOND = 1_000_000L;
    private static final long VERY_SLOW_RTT = 1_450 * MILLISECOND;
    private static final long FAST_RTT = 180 * MILLISECOND;
    private static final long MEDIUM_RTT = 750 * MILLISECOND;
    private static final int ROUNDS = 10;
    private static final double BACKOFF = 1.5;
    private static final double SHORTEST_WAIT = 0.025e9;

    private int window = 2;
    private int min = 2;
    private int max = 5;
    private int flexibility = 4;
    private int fastRounds;
    private int mediumRounds;

    SendWindow(long rtt) {
        if (rtt > VERY_SLOW_RTT) {
            window = 1;
            min = 1;
            max = 1;
            flexibility = 1;
        }
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

    /** A message was proven. */
    void delivered(long rtt) {
        if (window < max) {
            window++;
        }
        fastRounds = rtt <= FAST_RTT ? fastRounds + 1 : 0;
        mediumRounds = rtt > FAST_RTT && rtt <= MEDIUM_RTT ? mediumRounds + 1 : 0;
        if (fastRounds == ROUNDS) {
            min = 16;
            max = 48;
        } else if (mediumRounds == ROUNDS) {
            min = 5;
            max = 12;
        }
    }

    /** A proof did not come in time. */
    void timedOut() {
        if (window > min) {
            window--;
            if (max > min + flexibility) {
                max--;
            }
        }
    }

    /** Wait for a proof, in nanoseconds; {@code attempt} counts from 1. */
    static long wait(int attempt, int outstanding, long rtt) {
        return (long) (Math.pow(BACKOFF, attempt - 1) * Math.max(2.5 * rtt, SHORTEST_WAIT) * (outstanding + 1.5));
    }
}
