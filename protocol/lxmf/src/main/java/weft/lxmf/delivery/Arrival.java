package weft.lxmf.delivery;

import java.util.Optional;
import weft.lxmf.message.DeliveryMethod;
import weft.reticulum.endpoint.ProofTicket;
import weft.reticulum.endpoint.Reception;
import weft.reticulum.identity.Identity;

/**
 * Bytes that came in as a message, not looked at: what goes into the journal.
 *
 * @param method how it came: opportunistic or direct
 * @param packed what {@link weft.lxmf.message.Message#unpack} reads
 * @param linkIdentity who the other end of the link has shown itself to be; it need not be the message's author
 * @param ratchetId ten bytes, of the own ratchet that an opportunistic message was encrypted to
 * @param reception hops and radio values of its last packet
 * @param ticket to be handed back with {@link DeliveryCommand.Committed} once this is on disk
 */
public record Arrival(
        DeliveryMethod method,
        byte[] packed,
        Optional<Identity> linkIdentity,
        Optional<byte[]> ratchetId,
        Reception reception,
        ProofTicket ticket) {}
