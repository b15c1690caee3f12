package weft.reticulum.router.paths;

/** What is known of a path beyond its announce (rns-core §10.2). */
public enum PathState {
    UNKNOWN,
    /** A link through it never came about: the same announce by a longer way may replace it. */
    UNRESPONSIVE,
    /** A link proof came back along it. */
    RESPONSIVE
}
