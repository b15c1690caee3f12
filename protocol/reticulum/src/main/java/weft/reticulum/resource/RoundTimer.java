package weft.reticulum.resource;

import weft.reticulum.link.Link;

/** Measures the rounds of a transfer and says how long to wait for the next part (links-and-resources §18, §19). */
final class RoundTimer {

    private static final double NANOS = 1e9;
    private static final long GRACE = 250_000_000L;
    private static final long PER_USED_TRY = 500_000_000L;
    private static final long LONGEST = 600_000_000_000L;
    private static final double HASHMAP_PARTS = 3.5;

    private final int partSize;
    private double bytesPerSecond;
    private boolean measured;
    private boolean anyPart;
    private long startedAt;
    private long firstPartAt;
    private int requestBytes;
    private int firstPartBytes;
    private long roundBytes;
    private double firstPartRate;
    private double roundRate;

    /** Begins with the rate of earlier transfers on the link, or else with that of its establishment. */
    RoundTimer(int partSize, double earlierRate, Link link) {
        this.partSize = partSize;
        this.measured = earlierRate > 0;
        this.bytesPerSecond = measured ? earlierRate : Math.max(1, link.establishmentRate());
    }

    void start(long now, int bytes) {
        startedAt = now;
        requestBytes = bytes;
        roundBytes = 0;
    }

    void onPart(long now, int bytes) {
        if (roundBytes == 0) {
            firstPartAt = now;
            firstPartBytes = bytes;
        }
        anyPart = true;
        roundBytes += bytes;
    }

    void finish(long now) {
        firstPartRate = (requestBytes + firstPartBytes) * NANOS / Math.max(1, firstPartAt - startedAt);
        roundRate = roundBytes * NANOS / Math.max(1, now - startedAt);
        bytesPerSecond = Math.max(1, roundRate);
        measured = true;
    }

    /** From the request to its first answer, in bytes per second. */
    double firstPartRate() {
        return firstPartRate;
    }

    /** From the request to its last part, in bytes per second. */
    double roundRate() {
        return roundRate;
    }

    /** How long the next part may take, in nanoseconds; never less than a round trip and a half. */
    long wait(int outstanding, boolean awaitingHashmap, int usedTries, long rtt) {
        double bitsPerSecond = 8 * bytesPerSecond;
        double factor = anyPart ? 2 : 4;
        double seconds;
        if (measured) {
            double hashmap = awaitingHashmap || outstanding == 0 ? HASHMAP_PARTS * partSize * 8 / bitsPerSecond : 0;
            seconds = factor * (outstanding * partSize * 8.0 / bitsPerSecond) + hashmap;
        } else {
            seconds = factor * (3.0 * partSize / bitsPerSecond);
        }
        long nanos = (long) Math.min(seconds * NANOS, LONGEST);
        return Math.max(nanos, rtt + rtt / 2) + GRACE + PER_USED_TRY * usedTries;
    }
}
