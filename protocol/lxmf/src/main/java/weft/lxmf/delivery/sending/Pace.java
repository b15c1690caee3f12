package weft.lxmf.delivery.sending;

import weft.lxmf.delivery.DeliverySettings;

/**
 * The waits that depend on how slow the way to a recipient is (lxmf §16).
 *
 * @param firstHopTimeout 6 s and the time of 500 bytes on the first interface, in nanoseconds
 */
record Pace(long firstHopTimeout) {

    private static final long SECOND = 1_000_000_000L;
    private static final long BASE = 6 * SECOND;
    private static final long SLOW = 10 * SECOND;
    private static final long SLOW_BUDGET = 50 * SECOND;
    private static final int LEAST_ATTEMPTS = 3;
    /** 500 bytes at 2,000 bit/s. */
    private static final long VERY_SLOW_PACKET = 2 * SECOND;

    private static final long VERY_SLOW_PATH_REPEAT = 60 * SECOND;

    /** Before anything was sent. */
    static final Pace UNKNOWN = new Pace(BASE);

    /** Time of a full packet on the first interface. */
    long packetTime() {
        return Math.max(0, firstHopTimeout - BASE);
    }

    private long roundTrip() {
        return 2 * packetTime() + BASE;
    }

    /** Whether only one message may be under way. */
    boolean isSlow(long linkRoundTrip) {
        return Math.max(roundTrip(), linkRoundTrip) > SLOW;
    }

    int attempts(DeliverySettings settings) {
        if (roundTrip() <= SLOW) {
            return settings.attempts();
        }
        int affordable = (int) Math.round((double) SLOW_BUDGET / roundTrip());
        return Math.min(settings.attempts(), Math.max(LEAST_ATTEMPTS, affordable));
    }

    long retryWait(DeliverySettings settings) {
        return Math.max(settings.retryWait(), roundTrip());
    }

    long pathWait(DeliverySettings settings) {
        return Math.max(settings.pathWait(), roundTrip());
    }

    /** Least time between two path requests. */
    long pathRepeat(DeliverySettings settings) {
        return packetTime() > VERY_SLOW_PACKET
                ? Math.max(VERY_SLOW_PATH_REPEAT, pathWait(settings))
                : pathWait(settings);
    }
}
