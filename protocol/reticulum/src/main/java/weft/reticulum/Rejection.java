package weft.reticulum;

/**
 * Why bytes from outside were refused. Each protocol layer has one closed enum of reasons that implements this, and each
 * constant is a drop counter of its own.
 */
public interface Rejection {

    /** The constant's name, stable because dashboards use it. */
    String name();
}
