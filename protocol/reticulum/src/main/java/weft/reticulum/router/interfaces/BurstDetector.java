package weft.reticulum.router.interfaces;

import weft.reticulum.router.time.Seconds;

/** Notices when events of one kind come too often on one interface (rns-core §15.1–§15.3). */
final class BurstDetector {

    private static final int SAMPLES = 48;
    private static final int TOO_FEW = 2;
    private static final long SAMPLE_LIFETIME = Seconds.nanos(10);

    private final double newThreshold;
    private final double threshold;
    private final long newUntil;
    private final long hold;
    private final int quietChecks;
    private final long[] times = new long[SAMPLES];
    private int first;
    private int count;
    private boolean active;
    private long activatedAt;
    private long lastOver;
    private long endedAt = Long.MIN_VALUE;
    private int quiet;

    /**
     * @param newThreshold hertz while the interface is new
     * @param newUntil until when it is, in monotonic nanoseconds
     * @param threshold hertz later
     * @param hold least duration of a burst, in nanoseconds
     * @param quietChecks further checks below the threshold that end a burst
     */
    BurstDetector(double newThreshold, long newUntil, double threshold, long hold, int quietChecks) {
        this.newThreshold = newThreshold;
        this.threshold = threshold;
        this.newUntil = newUntil;
        this.hold = hold;
        this.quietChecks = quietChecks;
    }

    /** An event. */
    void count(long now) {
        times[(first + count) % SAMPLES] = now;
        if (count < SAMPLES) {
            count++;
        } else {
            first = (first + 1) % SAMPLES;
        }
    }

    /** Whether a burst is on, after looking at the frequency. */
    boolean check(long now) {
        double frequency = frequency(now);
        dropOldSample(now);
        boolean over = frequency > limit(now);
        if (!active) {
            if (over) {
                active = true;
                activatedAt = now;
                lastOver = now;
                quiet = 0;
            }
            return active;
        }
        if (frequency >= limit(now)) {
            lastOver = now;
            quiet = 0;
        } else if (now > activatedAt + hold && now > lastOver + hold && ++quiet > quietChecks) {
            active = false;
            endedAt = now;
        }
        return active;
    }

    boolean isActive() {
        return active;
    }

    /** Whether no burst is on, the last one is {@code penalty} past, and events are below the threshold. */
    boolean isCalm(long now, long penalty) {
        boolean over = frequency(now) >= limit(now);
        return !check(now) && !over && (endedAt == Long.MIN_VALUE || now > endedAt + penalty);
    }

    /** Events per second; 0 for two or fewer. */
    double frequency(long now) {
        if (count <= TOO_FEW) {
            return 0;
        }
        return count * (double) Seconds.NANOS / Math.max(1, now - times[first]);
    }

    private void dropOldSample(long now) {
        if (count > 0 && now - times[first] > SAMPLE_LIFETIME) {
            first = (first + 1) % SAMPLES;
            count--;
        }
    }

    private double limit(long now) {
        return now < newUntil ? newThreshold : threshold;
    }
}
