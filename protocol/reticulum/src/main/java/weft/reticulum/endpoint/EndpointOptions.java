package weft.reticulum.endpoint;

/**
 * How one hosted destination behaves.
 *
 * @param acceptLinks whether link requests are answered; otherwise they are ignored
 * @param acceptResources whether resources that are neither request nor response are offered to the host; otherwise their
 *     advertisements are ignored
 * @param requestBytes largest packed request that is taken, in bytes; 0 when the destination handles no requests
 * @param ratchetsOnly refuse packets encrypted to the base key
 * @param ratchetIntervalSeconds age at which an announce brings a new ratchet; 0 to announce none
 * @param linkMtu largest packet this end offers for links, in bytes, 500 to 65536
 * @param linkProofDelayNanos how long the answer to a link request is held back, so that the initiator measures a round trip
 *     that has room for this host's commits; at most 200 ms
 * @param limits the bounds
 */
public record EndpointOptions(
        boolean acceptLinks,
        boolean acceptResources,
        int requestBytes,
        boolean ratchetsOnly,
        long ratchetIntervalSeconds,
        int linkMtu,
        long linkProofDelayNanos,
        EndpointLimits limits) {

    /** Rotation interval of the reference, in seconds. */
    public static final long DEFAULT_RATCHET_INTERVAL = 1_800;

    /** Most own ratchets that are kept (rns-core §5). */
    public static final int RETAINED_RATCHETS = 512;

    /** Links and resources accepted, no requests, ratchets every 30 minutes, MTU 65536, no delay, default limits. */
    public static final EndpointOptions DEFAULT =
            new EndpointOptions(true, true, 0, false, DEFAULT_RATCHET_INTERVAL, 65_536, 0, EndpointLimits.DEFAULT);

    private static final long MAX_PROOF_DELAY = 200_000_000L;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException when a value is outside the range stated for it
     */
    public EndpointOptions {
        if (linkMtu < 500 || linkMtu > 65_536) {
            throw new IllegalArgumentException("a link MTU is 500 to 65536 bytes, not " + linkMtu);
        }
        if (linkProofDelayNanos < 0 || linkProofDelayNanos > MAX_PROOF_DELAY) {
            throw new IllegalArgumentException(
                    "a link proof is held back 0 to 200 ms, not " + linkProofDelayNanos + " ns");
        }
        if (requestBytes < 0 || ratchetIntervalSeconds < 0) {
            throw new IllegalArgumentException("request size and ratchet interval are not negative");
        }
    }
}
