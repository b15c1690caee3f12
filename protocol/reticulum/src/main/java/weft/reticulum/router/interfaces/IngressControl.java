package weft.reticulum.router.interfaces;

/**
 * Protection against bursts of announces and path requests on one interface (rns-core §15.1–§15.4). Frequencies in hertz,
 * times in seconds.
 *
 * @param announces whether announces of unknown destinations are held during a burst; off for slow serial and radio media
 * @param requests whether path requests are demoted during a burst
 * @param newTime an interface is new, and the lower thresholds apply, for this long
 * @param newBurstFrequency announces that make a burst on a new interface
 * @param burstFrequency announces that make a burst later
 * @param newRequestFrequency path requests that make a burst on a new interface
 * @param requestFrequency path requests that make a burst later
 * @param hold least duration of a burst
 * @param penalty time after a burst before held announces are released
 * @param maxHeld held announces; one more replaces nothing and is dropped
 * @param releaseInterval between two released announces
 * @param egressRequestFrequency recursive path requests that may leave; 0 means no egress limit
 */
public record IngressControl(
        boolean announces,
        boolean requests,
        int newTime,
        double newBurstFrequency,
        double burstFrequency,
        double newRequestFrequency,
        double requestFrequency,
        int hold,
        int penalty,
        int maxHeld,
        int releaseInterval,
        double egressRequestFrequency) {

    /** The reference's defaults. */
    public static final IngressControl STANDARD = new IngressControl(true, true, 7200, 3, 10, 3, 8, 15, 15, 256, 5, 0);

    /** No limits at all. */
    public static final IngressControl OFF = new IngressControl(false, false, 7200, 3, 10, 3, 8, 15, 15, 256, 5, 0);

    public IngressControl {
        if (newTime < 0 || hold < 0 || penalty < 0 || maxHeld < 0 || releaseInterval < 1) {
            throw new IllegalArgumentException("ingress control times and bounds are not negative");
        }
    }
}
