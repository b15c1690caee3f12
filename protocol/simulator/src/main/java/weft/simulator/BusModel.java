package weft.simulator;

/**
 * How the simulated bus treats records of the packet plane.
 *
 * @param delayNanos of every record
 * @param jitterNanos most that is added; records may pass each other
 * @param loss probability that a record is lost
 * @param duplication probability that a record comes twice
 * @param refusal probability that the bus does not take a record for an endpoint, and says so
 */
public record BusModel(long delayNanos, long jitterNanos, double loss, double duplication, double refusal) {

    private static final long MILLISECOND = 1_000_000L;

    /** In one process: half a millisecond, nothing lost. */
    public static final BusModel CLEAN = new BusModel(MILLISECOND / 2, 0, 0, 0, 0);

    /** A cluster on a bad day: up to 20 ms, records lost, doubled and out of order. */
    public static final BusModel ROUGH = new BusModel(2 * MILLISECOND, 18 * MILLISECOND, 0.05, 0.1, 0.02);
}
