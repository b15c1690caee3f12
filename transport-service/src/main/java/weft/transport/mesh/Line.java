package weft.transport.mesh;

/**
 * One working connection over which packets go: a socket to a hub, or one client of a server. To the Router each is an
 * interface of its own.
 *
 * <p>Everything here runs on the mesh's event loop.
 */
interface Line {

    /** The number under which the Router knows it. */
    int interfaceId();

    /** For people: the configured name, and the peer where one interface has many. */
    String name();

    /** The configured name of its interface: the same for all clients of a server. */
    String interfaceName();

    /** Takes a packet, to be written with the next {@link #flush}. The buffer is loaned until return. */
    void append(byte[] buffer, int offset, int length);

    /**
     * Writes what was appended.
     *
     * @return whether there is room for a window more; otherwise the line says so itself, later, by {@link MeshDriver#writable}
     */
    boolean flush();

    /** Takes up again what was left unread, see {@link HeldLines}. */
    void readOn();
}
