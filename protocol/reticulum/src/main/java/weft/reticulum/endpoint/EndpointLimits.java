package weft.reticulum.endpoint;

/**
 * The bounds of one Endpoint. What is refused at each is said here; memory is at worst
 * {@code storedBytes + (ownLinks + peerLinks) · outgoingPerLink · (largest resource of the host) + 100 B · rememberedPackets}.
 *
 * @param ownLinks links that the host opened, open and pending; at the bound {@code OpenLink} fails (default 64)
 * @param peerLinks links that peers opened, open and being opened; at the bound one that has been quiet gives way, or one of
 *     the connection that holds most of them, and a request that finds neither is ignored (default 64)
 * @param unprovenPackets own packets outside links without proof; at the bound {@code SendPacket} fails (default 32)
 * @param unprovenPerLink own packets on one link without proof; at the bound {@code SendOnLink} fails (default 32)
 * @param outgoingPerLink resources waiting or being sent on one link; at the bound sending fails (default 16)
 * @param incomingPerLink resources offered or being received on one link; at the bound further ones are passed over, and
 *     their senders repeat them (default 4)
 * @param resourceBytes largest uncompressed resource, all segments and metadata; larger ones are rejected at their
 *     advertisement without asking the host (default 16 MiB)
 * @param storedBytes received parts and assembled request and response segments of all links; an advertisement that would
 *     pass it is passed over likewise (default 32 MiB)
 * @param requestsPerLink own requests without answer; at the bound {@code SendRequest} fails (default 16)
 * @param channelMessages messages waiting on one channel; at the bound {@code SendMessage} fails (default 64)
 * @param rememberedPackets hashes of received packets, by which duplicates are known; the oldest is forgotten (default 1024)
 */
public record EndpointLimits(
        int ownLinks,
        int peerLinks,
        int unprovenPackets,
        int unprovenPerLink,
        int outgoingPerLink,
        int incomingPerLink,
        long resourceBytes,
        long storedBytes,
        int requestsPerLink,
        int channelMessages,
        int rememberedPackets) {

    /** The defaults given above. */
    public static final EndpointLimits DEFAULT =
            new EndpointLimits(64, 64, 32, 32, 16, 4, 16L << 20, 32L << 20, 16, 64, 1024);

    /** This with another largest resource. */
    public EndpointLimits withResourceBytes(long bytes) {
        return new EndpointLimits(
                ownLinks,
                peerLinks,
                unprovenPackets,
                unprovenPerLink,
                outgoingPerLink,
                incomingPerLink,
                bytes,
                Math.max(storedBytes, bytes),
                requestsPerLink,
                channelMessages,
                rememberedPackets);
    }
}
