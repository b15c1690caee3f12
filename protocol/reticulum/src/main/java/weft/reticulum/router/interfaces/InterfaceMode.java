package weft.reticulum.router.interfaces;

/** What part an interface plays in the mesh; decides which announces and path requests cross it (rns-core §10.6). */
public enum InterfaceMode {
    /** Everything; the usual mode. */
    FULL(1),
    /** One peer at the other end. */
    POINT_TO_POINT(2),
    /** Quiet until asked: no announces leave, paths through it live a day. */
    ACCESS_POINT(3),
    /** Moves about: paths through it live six hours. */
    ROAMING(4),
    /** Edge to a different kind of network. */
    BOUNDARY(5),
    /** Searches paths for those behind it. */
    GATEWAY(6),
    /** Inside of the installation. */
    INTERNAL(7);

    private final int code;

    InterfaceMode(int code) {
        this.code = code;
    }

    /** The number by which peers' tools know the mode. */
    public int code() {
        return code;
    }
}
