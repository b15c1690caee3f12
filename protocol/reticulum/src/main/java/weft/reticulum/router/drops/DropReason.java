package weft.reticulum.router.drops;

import weft.reticulum.Rejection;

/** Why a packet went no further. Each is a counter of its own, per interface (rns-core §10, §24). */
public enum DropReason implements Rejection {
    /** Too short, zero data, 128 hops or more. A protocol violation. */
    MALFORMED,
    /** Larger than the interface allows. A protocol violation. */
    OVERSIZED,
    /** Header type 2 for another transport node. */
    FOREIGN_TRANSPORT_ID,
    /** Seen before. */
    DUPLICATE,
    /** PLAIN or GROUP that has come more than one hop. A protocol violation. */
    PLAIN_TOO_FAR,
    /** An announce that is not of type SINGLE, longer than 500 bytes, or too short for its fields. A protocol violation. */
    BAD_ANNOUNCE,
    /** A destination hash that does not follow from the announced name and keys. */
    WRONG_HASH,
    /** A signature that does not verify. A protocol violation. */
    BAD_SIGNATURE,
    /** Other keys than those known for the destination. */
    CHANGED_KEYS,
    /** Of an identity that is ignored. */
    BLACKHOLED,
    /** An announce that does not better the known path. */
    NOT_NEWER,
    /** An announce of a destination that is hosted here. */
    OWN_ANNOUNCE,
    /** An announce over the rate of its destination: taken up, not rebroadcast. */
    RATE_LIMITED,
    /** An announce in a burst, with no room to hold it. */
    BURST,
    /** No signature check answered in time, or too many wait. */
    UNVERIFIED,
    /** A path request without a tag. A protocol violation. */
    TAGLESS_REQUEST,
    /** A path request with a tag of more than 16 bytes: a protocol violation, but handled. */
    OVERLONG_TAG,
    /** A path request seen before. */
    REPEATED_REQUEST,
    /** A path request that is too short. */
    SHORT_REQUEST,
    /** Nobody here knows the destination. */
    NO_PATH,
    /** For nobody here, and not to be forwarded. */
    NOT_FOR_US,
    /** 128 hops: it ends here. */
    HOPS_EXHAUSTED,
    /** A link packet before the link's proof. A protocol violation. */
    LINK_NOT_VALIDATED,
    /** A link packet on another interface, or after another number of hops, than its link's. */
    WRONG_WAY,
    /** A link request whose signalling cannot be understood. A protocol violation. */
    BAD_SIGNALLING,
    /** A proof for nothing that went through here. */
    UNKNOWN_PROOF,
    /** A tunnel packet of the wrong size. */
    BAD_TUNNEL,
    /** The interface's queue is full. */
    EGRESS_FULL,
    /** Too many announces wait for the interface's bandwidth. */
    ANNOUNCE_QUEUE_FULL,
    /** The interface it should leave on is gone, only listens, or cannot carry so large a packet. */
    NO_INTERFACE,
    /** More probes than are answered in a second. */
    PROBE_LIMIT,
    /** The bus did not take it. */
    BUS_FULL,
    /** A table was full and its oldest or least useful entry went. */
    TABLE_FULL;

    private static final DropReason[] ALL = values();

    /** How many reasons there are. */
    static int count() {
        return ALL.length;
    }

    static DropReason of(int ordinal) {
        return ALL[ordinal];
    }

    /** Whether it breaks the protocol, rather than being unlucky. */
    public boolean violation() {
        return switch (this) {
            case MALFORMED,
                    OVERSIZED,
                    PLAIN_TOO_FAR,
                    BAD_ANNOUNCE,
                    BAD_SIGNATURE,
                    TAGLESS_REQUEST,
                    OVERLONG_TAG,
                    LINK_NOT_VALIDATED,
                    BAD_SIGNALLING -> true;
            case FOREIGN_TRANSPORT_ID,
                    DUPLICATE,
                    WRONG_HASH,
                    CHANGED_KEYS,
                    BLACKHOLED,
                    NOT_NEWER,
                    OWN_ANNOUNCE,
                    RATE_LIMITED,
                    BURST,
                    UNVERIFIED,
                    REPEATED_REQUEST,
                    SHORT_REQUEST,
                    NO_PATH,
                    NOT_FOR_US,
                    HOPS_EXHAUSTED,
                    WRONG_WAY,
                    UNKNOWN_PROOF,
                    BAD_TUNNEL,
                    EGRESS_FULL,
                    ANNOUNCE_QUEUE_FULL,
                    NO_INTERFACE,
                    PROBE_LIMIT,
                    BUS_FULL,
                    TABLE_FULL -> false;
        };
    }
}
