package weft.reticulum.router.interfaces;

/**
 * How announces cross an interface (rns-core §11.5–§11.7).
 *
 * @param cap share of the bitrate that forwarded announces may use, above 0 and at most 1; 0.02 by default
 * @param fromInternal whether announces that came from an interface in mode internal may leave here
 * @param toInternal whether announces that came in here may leave on interfaces in mode internal
 * @param rateTarget least number of seconds between two announces of one destination that are still rebroadcast; 0: not
 *     set, which transport nodes replace by 3600 s, penalty 0, grace 5
 * @param ratePenalty seconds added to the target while a destination is blocked
 * @param rateGrace violations allowed before the block
 */
public record AnnouncePolicy(
        double cap, boolean fromInternal, boolean toInternal, int rateTarget, int ratePenalty, int rateGrace) {

    /** What the reference does when nothing is configured. */
    public static final AnnouncePolicy STANDARD = new AnnouncePolicy(0.02, true, false, 0, 0, 0);

    public AnnouncePolicy {
        if (!(cap > 0 && cap <= 1)) {
            throw new IllegalArgumentException("the announce cap is a share of the bitrate above 0 and at most 1");
        }
        if (rateTarget < 0 || ratePenalty < 0 || rateGrace < 0) {
            throw new IllegalArgumentException("announce rate target, penalty and grace are not negative");
        }
    }

    public AnnouncePolicy withRate(int target, int penalty, int grace) {
        return new AnnouncePolicy(cap, fromInternal, toInternal, target, penalty, grace);
    }

    public AnnouncePolicy withFromInternal(boolean allowed) {
        return new AnnouncePolicy(cap, allowed, toInternal, rateTarget, ratePenalty, rateGrace);
    }

    public AnnouncePolicy withToInternal(boolean allowed) {
        return new AnnouncePolicy(cap, fromInternal, allowed, rateTarget, ratePenalty, rateGrace);
    }
}
