package weft.lxmf.delivery;

import java.util.Optional;
import weft.lxmf.message.Message;
import weft.lxmf.stamp.Stamp;
import weft.reticulum.Address;
import weft.reticulum.Digest;

/**
 * A message on its way out: all that must survive a restart.
 *
 * @param id fixed when it was signed; retries and restarts keep it
 * @param packed as {@link Message#sign} made it, without stamp
 * @param attempts how often it was tried, from the last {@link DeliveryEvent.StateChanged}
 * @param stamp a proof of work found earlier
 * @param lifetimeNanos how much longer it is worth trying. Zero: it fails after the attempts, as the reference does. Otherwise
 *     it then rests, is tried again when the recipient is heard or from time to time, and expires
 */
public record OutboundMessage(
        Digest id,
        Address destination,
        byte[] packed,
        SendMethod method,
        int attempts,
        Optional<Stamp> stamp,
        long lifetimeNanos) {

    /** A message that was not tried yet. */
    public static OutboundMessage of(Message message, SendMethod method, long lifetimeNanos) {
        return new OutboundMessage(
                message.id(), message.destination(), message.packed(), method, 0, Optional.empty(), lifetimeNanos);
    }
}
