package weft.simulator;

/**
 * How a simulated link treats packets, in the order of the fields: lost, too large, queued by rate, delayed, doubled, held back.
 *
 * @param loss probability that a packet is lost
 * @param burst packets that are lost together: 1 for independent losses
 * @param mtu largest packet, in bytes
 * @param bitrate in bit/s; 0 for no limit
 * @param queueBytes packets beyond this wait no more and are lost; only with a bitrate
 * @param latencyNanos of every packet
 * @param jitterNanos most that is added to the latency
 * @param duplication probability that a packet comes twice
 * @param reordering probability that a packet is held back until later ones have passed it
 */
public record LinkModel(
        double loss,
        int burst,
        int mtu,
        long bitrate,
        int queueBytes,
        long latencyNanos,
        long jitterNanos,
        double duplication,
        double reordering) {

    private static final long MILLISECOND = 1_000_000L;

    /** 5 ms, nothing lost, no limit: a quiet network. */
    public static final LinkModel CLEAN = new LinkModel(0, 1, 1 << 20, 0, 1 << 20, 5 * MILLISECOND, 0, 0, 0);

    /** Refuses probabilities that are none, and a burst of nothing. */
    public LinkModel {
        if (!isProbability(loss) || !isProbability(duplication) || !isProbability(reordering) || burst < 1) {
            throw new IllegalArgumentException("probabilities are from 0 to 1 and a burst has at least one packet");
        }
    }

    public LinkModel withLoss(double probability) {
        return new LinkModel(
                probability, burst, mtu, bitrate, queueBytes, latencyNanos, jitterNanos, duplication, reordering);
    }

    public LinkModel withBurst(int packets) {
        return new LinkModel(
                loss, packets, mtu, bitrate, queueBytes, latencyNanos, jitterNanos, duplication, reordering);
    }

    public LinkModel withRate(long bitsPerSecond, int queue) {
        return new LinkModel(
                loss, burst, mtu, bitsPerSecond, queue, latencyNanos, jitterNanos, duplication, reordering);
    }

    public LinkModel withLatency(long nanos, long jitter) {
        return new LinkModel(loss, burst, mtu, bitrate, queueBytes, nanos, jitter, duplication, reordering);
    }

    public LinkModel withDuplication(double probability) {
        return new LinkModel(loss, burst, mtu, bitrate, queueBytes, latencyNanos, jitterNanos, probability, reordering);
    }

    public LinkModel withReordering(double probability) {
        return new LinkModel(
                loss, burst, mtu, bitrate, queueBytes, latencyNanos, jitterNanos, duplication, probability);
    }

    private static boolean isProbability(double value) {
        return value >= 0 && value <= 1;
    }
}
