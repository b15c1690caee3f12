package weft.reticulum.hosting;

/**
 * A record of the packet plane with the time its packet came to this installation.
 *
 * <p>Packets grow stale while a bus is slow or a consumer restarts; answering an old link packet would only confuse its
 * sender. Consumers therefore ask {@link #isStale} before they hand the record on.
 *
 * @param ingressMillis Unix time in milliseconds at which the Router received, or the Endpoint made, what the record carries
 */
public record BusRecord<T>(long ingressMillis, T content) {

    /** Age past which records of links, and outcomes and paths that drive timers, are dropped. */
    public static final long LINK_LIFETIME_MILLIS = 5_000;

    /** Age past which every other packet is dropped: the lifetime of a reverse path. */
    public static final long DATA_LIFETIME_MILLIS = 480_000;

    /** Whether the record is too old to act on. */
    public boolean isStale(long nowMillis) {
        long lifetime =
                switch (content) {
                    case ToEndpoint.Inbound inbound -> lifetime(inbound.raw());
                    case ToRouter.Outbound outbound -> lifetime(outbound.raw());
                    case ToRouter.Host _, ToRouter.Withdraw _ -> DATA_LIFETIME_MILLIS;
                    default -> LINK_LIFETIME_MILLIS;
                };
        return nowMillis - ingressMillis > lifetime;
    }

    /** Link requests and everything addressed to a link are only good while a peer waits for them. */
    private static long lifetime(byte[] raw) {
        boolean ofLink = raw.length > 0 && ((raw[0] & 0x0C) == 0x0C || (raw[0] & 0x03) == 0x02);
        return ofLink ? LINK_LIFETIME_MILLIS : DATA_LIFETIME_MILLIS;
    }
}
