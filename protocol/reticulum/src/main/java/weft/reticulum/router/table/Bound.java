package weft.reticulum.router.table;

/**
 * Every table and queue of a Router that grows with traffic: its standard size, what a full one costs, and what
 * happens at the bound. The host shows each as two gauges, and what was lost there as a counter.
 */
public enum Bound {
    /** Paths; some 1 KiB each. The least recently used goes. */
    PATHS(100_000),
    /** Packet hashes per generation of the duplicate filter, of which there are two; 32 bytes each. The older generation goes. */
    DUPLICATES(500_000),
    /** Packets forwarded whose proof may come back; 64 bytes each. The oldest goes. */
    REVERSE_ENTRIES(65_536),
    /** Links through this node; 200 bytes each. The one longest without traffic goes. */
    TRANSIT_LINKS(16_384),
    /** Announces to be rebroadcast; the packet each. A new one is not rebroadcast. */
    ANNOUNCE_TABLE(4096),
    /** Announces per interface that wait for bandwidth; 100 bytes each, the packet once. Past four interfaces a share. A new one is dropped. */
    ANNOUNCE_QUEUE(4096),
    /** Announces and link proofs whose signature is being checked; the packet each. A new one is dropped. */
    VERIFICATIONS(1024),
    /** Destinations whose announces are counted for the rate limit; 64 bytes each. The one longest silent goes. */
    ANNOUNCE_RATES(16_384),
    /** Tags of path requests seen, per generation of two; 32 bytes each. The older generation goes. */
    REQUEST_TAGS(16_000),
    /** Destinations that somebody waits for; 64 bytes and 8 per waiting interface each. The oldest goes. */
    WAITING_REQUESTS(4096),
    /** Answers from the path table that are due, one per destination and interface; 64 bytes each. A new one is not given. */
    PATH_ANSWERS(4096),
    /** Questions to hosted destinations for an announce, one per interface; 64 bytes each. A new one is not asked. */
    HOSTED_ANSWERS(4096),
    /** Own announces per interface: those that wait, and those asked for; the packet each. A new one is dropped. */
    OWN_ANNOUNCES(65_536),
    /**
     * Path requests of our own that wait for their turn, one per 0.5 s. A new one is dropped, or for somebody on this node the
     * newest for a link of others.
     */
    REQUEST_QUEUE(1024),
    /** Tunnels; 128 bytes each. The one longest silent goes. */
    TUNNELS(1024),
    /** Paths remembered per tunnel; references only. A new one is not remembered. */
    TUNNEL_PATHS(4096),
    /** Hosted destinations; their last announce each. A new one is refused. */
    HOSTED(65_536),
    /** Links of hosted destinations; 128 bytes each. The one longest without traffic goes. */
    HOSTED_LINKS(65_536),
    /** Packets of hosted destinations that may still be proven; 96 bytes each. The oldest goes. */
    SENT_PACKETS(65_536),
    /** Packets per hosted destination that may still be proven; 64 bytes each. The oldest goes. */
    UNPROVEN_PER_OWNER(32),
    /** Paths that hosted destinations want to know; 128 bytes each. A new want is not noted. */
    WANTED_PATHS(16_384),
    /** Paths per hosted destination that it wants to know. The oldest want goes. */
    WANTED_PER_OWNER(256),
    /** Packets per interface that wait for it; the packet each. Past four interfaces a share. The last of the longest flow goes. */
    EGRESS_PACKETS(4096),
    /** Bytes per interface that wait for it. Past four interfaces a share. The last of the longest flow goes. */
    EGRESS_BYTES(4 * 1024 * 1024),
    /** Identities ignored; 64 bytes each. A new one is refused. */
    BLACKHOLES(65_536);

    private final int standard;

    Bound(int standard) {
        this.standard = standard;
    }

    /** The size where nothing else is configured. */
    public int standard() {
        return standard;
    }
}
