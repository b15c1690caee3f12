package weft.reticulum.packet;

/** How long the sender of a packet waits for its proof, in nanoseconds (rns-core §8). */
public final class ProofTimes {

    /** Time that each hop is given, to a packet and its proof as to a link that is established. */
    public static final long PER_HOP = 6_000_000_000L;

    private static final long COMMIT_ALLOWANCE = 2_000_000_000L;

    private ProofTimes() {}

    /** Wait where the round trip is known: the protocol's 6·RTT and time for a peer that commits before it proves. */
    public static long packetProof(long rtt) {
        return COMMIT_ALLOWANCE + 6 * rtt;
    }
}
