package weft.reticulum.router.interfaces;

/** On which interfaces an announce may leave, by their modes (rns-core §11.5). */
final class AnnounceRules {

    private AnnounceRules() {}

    /** Whether an announce of a hosted destination may leave here. */
    static boolean allowsOwn(InterfaceProperties out) {
        return out.outgoing() && out.mode() != InterfaceMode.ACCESS_POINT;
    }

    /**
     * Whether an announce of somebody else may leave here.
     *
     * @param from the interface that the path to its destination is on
     */
    static boolean allowsForwarded(InterfaceProperties from, InterfaceProperties out) {
        if (!out.outgoing()) {
            return false;
        }
        if (!out.announces().fromInternal() && from.mode() == InterfaceMode.INTERNAL) {
            return false;
        }
        return switch (out.mode()) {
            case ACCESS_POINT -> false;
            case INTERNAL -> from.announces().toInternal() || from.mode() != InterfaceMode.BOUNDARY;
            case ROAMING -> from.mode() != InterfaceMode.ROAMING && from.mode() != InterfaceMode.BOUNDARY;
            case BOUNDARY -> from.mode() != InterfaceMode.ROAMING;
            case FULL, POINT_TO_POINT, GATEWAY -> true;
        };
    }

    /** Whether forwarded announces keep to a share of the bandwidth here. */
    static boolean isCapped(InterfaceProperties out) {
        return switch (out.mode()) {
            case FULL, POINT_TO_POINT, GATEWAY -> true;
            case ACCESS_POINT, ROAMING, BOUNDARY, INTERNAL -> false;
        };
    }
}
