package weft.reticulum.link;

import weft.reticulum.packet.ProofTimes;

/** The durations of a link, in nanoseconds (links-and-resources §11, §12). */
public final class LinkTimes {

    /** Wait for the Router to say what became of a packet, before it counts as lost on the bus. */
    public static final long OUTCOME = seconds(10);

    /** What a responder that answers the last hop is given on top, until the initiator's round-trip packet must have come. */
    public static final long RESPONDER_GRACE = seconds(360);

    private static final long KEEPALIVE_MAX = seconds(360);
    private static final long KEEPALIVE_MIN = seconds(5);
    private static final double KEEPALIVE_MAX_RTT_SECONDS = 1.75;
    private static final long STALE_GRACE = seconds(5);

    private LinkTimes() {}

    /** Interval of keepalives: the round trip scaled up, 5 s to 360 s. */
    public static long keepalive(long rtt) {
        double scaled = rtt * (360 / KEEPALIVE_MAX_RTT_SECONDS);
        return (long) Math.clamp(scaled, (double) KEEPALIVE_MIN, (double) KEEPALIVE_MAX);
    }

    /** Silence of the peer after which a link is stale. */
    public static long stale(long rtt) {
        return 2 * keepalive(rtt);
    }

    /** What a stale link has left. */
    public static long lastChance(long rtt) {
        return 4 * rtt + STALE_GRACE;
    }

    /** A peer that answers keepalives does so when it has been silent for this long; half the shortest interval. */
    public static long keepaliveAnswer() {
        return KEEPALIVE_MIN / 2;
    }

    /** Wait of an initiator for the link proof. */
    public static long initiatorEstablishment(long firstHopTimeout, int hops) {
        return firstHopTimeout + ProofTimes.PER_HOP * Math.max(1, hops);
    }

    /** Wait of a responder for the round-trip packet. */
    public static long responderEstablishment(int hops) {
        return ProofTimes.PER_HOP * Math.max(1, hops) + RESPONDER_GRACE;
    }

    private static long seconds(long seconds) {
        return seconds * 1_000_000_000L;
    }
}
