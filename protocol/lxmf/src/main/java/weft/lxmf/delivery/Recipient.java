package weft.lxmf.delivery;

import java.util.Optional;
import java.util.OptionalInt;
import weft.lxmf.announce.DeliveryAppData;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.Digest;
import weft.reticulum.WireRejection;
import weft.reticulum.announce.Announce;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.identity.Identity;

/**
 * What is known of a delivery destination from its newest announce (lxmf §13).
 *
 * @param ratchet the announced ratchet key, 32 bytes
 * @param data name, cost and compression as announced
 * @param heardAt when the announce was heard, in seconds since 1970
 * @param emittedAt when it was made, in seconds since 1970 by its maker's clock
 * @param announce the hash of the announce packet, by which a repeated one is known
 */
public record Recipient(
        Address destination,
        Identity identity,
        Optional<byte[]> ratchet,
        DeliveryAppData data,
        long heardAt,
        long emittedAt,
        Digest announce) {

    /** How long an announced stamp cost counts, in seconds. */
    public static final long COST_MEMORY = 45 * 86_400;

    /** How long an announced ratchet is encrypted to, in seconds (rns-core §5). */
    public static final long RATCHET_LIFETIME = 30 * 86_400;

    /**
     * Reads an announce whose signature was checked.
     *
     * @return {@link WireRejection#WRONG_HASH} unless it is a delivery destination of the identity in it. Application data
     *     that is broken counts as absent.
     */
    public static Decoded<Recipient> of(Announce announce, long heardAt) {
        if (!announce.name().equals(DestinationName.LXMF_DELIVERY.hash())) {
            return Decoded.rejected(WireRejection.WRONG_HASH);
        }
        return announce.checkBinding(Optional.empty()).then(bound -> {
            DeliveryAppData data = DeliveryAppData.decode(bound.appData())
                            instanceof Decoded.Value<DeliveryAppData>(DeliveryAppData value)
                    ? value
                    : DeliveryAppData.ABSENT;
            return Decoded.value(new Recipient(
                    bound.destination(),
                    bound.identity(),
                    bound.ratchet(),
                    data,
                    heardAt,
                    bound.emission().unixSeconds(),
                    bound.packetHash()));
        });
    }

    /** The cost of a message, while what was announced still counts. */
    public OptionalInt stampCostAt(long unixSeconds) {
        return remembersCostAt(unixSeconds) ? data.stampCost() : OptionalInt.empty();
    }

    /** Whether the announce is young enough to say what a message costs, none included. */
    public boolean remembersCostAt(long unixSeconds) {
        return unixSeconds - heardAt <= COST_MEMORY;
    }

    /** The ratchet to encrypt to, while it still counts. */
    public Optional<byte[]> ratchetAt(long unixSeconds) {
        return ratchet.filter(key -> unixSeconds - heardAt <= RATCHET_LIFETIME);
    }
}
