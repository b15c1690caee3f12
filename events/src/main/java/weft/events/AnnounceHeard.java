package weft.events;

import java.time.Instant;

/**
 * A validated announce of a destination whose aspect a member may write to or read from.
 *
 * @param destination destination hash, 32 hexadecimal digits
 * @param identity identity hash, 32 hexadecimal digits
 * @param aspect full name without the identity, {@code lxmf.delivery} for one
 * @param publicKeySet the identity's 64 public bytes
 * @param ratchet 32-byte ratchet key, or null when the announce has none
 * @param appData as announced, possibly empty
 * @param hops as counted by the router; 1 for a neighbour, 0 for a destination of this installation
 * @param interfaceName where it was heard
 * @param pathResponse whether it answered a path request
 * @param emittedAt Unix seconds by the announcer's clock
 * @param heardAt when the router took it
 */
public record AnnounceHeard(
        String destination,
        String identity,
        String aspect,
        byte[] publicKeySet,
        byte[] ratchet,
        byte[] appData,
        int hops,
        String interfaceName,
        boolean pathResponse,
        long emittedAt,
        Instant heardAt)
        implements Keyed {

    @Override
    public String key() {
        return destination;
    }
}
