package weft.events;

/**
 * The channels of the bus. A channel has one kind of sender and one kind of receiver; a service never sends and receives on
 * the same one, because it would then be wired in memory and never reach the broker.
 */
public final class Channels {

    /** Packet plane, transport to message service, the owner's replica: packets for hosted destinations. Key: owner destination. */
    public static final String PACKETS_INBOUND = "packets-inbound";

    /** Packet plane, message service to transport: packets of hosted destinations. Key: router, or owner when any may send. */
    public static final String PACKETS_OUTBOUND = "packets-outbound";

    /** Packet plane, transport to message service, the owner's replica: what became of each outbound packet. Key: owner destination. */
    public static final String PACKET_OUTCOMES = "packet-outcomes";

    /** Packet plane, message service to transport: a path is needed. Key: destination. */
    public static final String PATH_WANTED = "path-wanted";

    /** Packet plane, transport to message service, the owner's replica: a wanted path is there. Key: owner destination. */
    public static final String PATH_KNOWN = "path-known";

    /** Packet plane, transport to message service, the owner's replica: somebody looks for a hosted destination. Key: owner destination. */
    public static final String PATH_REQUESTED = "path-requested";

    /** Message service to transport, every router: which destinations are hosted, as soft state. Key: destination. */
    public static final String HOSTED_DESTINATIONS = "hosted-destinations";

    /** Event plane, transport to message service, every replica: {@link HostingWanted}. Key: router. */
    public static final String HOSTING_WANTED = "hosting-wanted";

    /** Event plane, transport to message service, one replica: {@link AnnounceHeard}. Key: destination. */
    public static final String ANNOUNCES_HEARD = "announces-heard";

    /** Event plane, transport to message service, every replica: {@link InterfaceStatus}. Key: interface. */
    public static final String INTERFACE_STATUS = "interface-status";

    /** Event plane, auth to message service, every replica: {@link SessionEvent}. Key: account. */
    public static final String SESSION_EVENTS = "session-events";

    /** Event plane, auth to message service, one replica: {@link AccountEvent}. Key: account. */
    public static final String ACCOUNT_EVENTS = "account-events";

    private Channels() {}
}
