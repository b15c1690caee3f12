package weft.lxmf.delivery;

import java.util.Optional;
import weft.lxmf.announce.DeliveryAppData;
import weft.lxmf.stamp.Stamp;
import weft.lxmf.ticket.Ticket;
import weft.reticulum.Address;
import weft.reticulum.Digest;
import weft.reticulum.endpoint.ProofTicket;
import weft.reticulum.hosting.InterfaceRef;
import weft.reticulum.identity.Ratchet;

/** What a host wants of an identity's delivery. Arrays are handed over: the host doesn't change them afterwards. */
public sealed interface DeliveryCommand {

    /**
     * Deliver a message that is on disk; also how all unfinished ones come back after a restart, in their order. One that is in
     * the queue already is ignored.
     *
     * @param recipient what the host remembers of its destination
     * @param ticket what the host remembers to have been given by it, expired or not
     */
    record Submit(OutboundMessage message, Optional<Recipient> recipient, Optional<Ticket> ticket)
            implements DeliveryCommand {}

    /** Take a message back. Answered by {@link DeliveryState.Cancelled}, or not at all when it has ended already. */
    record Cancel(Digest message) implements DeliveryCommand {}

    /** A recipient was heard: its messages are due at once. May be told of anybody. */
    record RecipientHeard(Recipient recipient) implements DeliveryCommand {}

    /** A contact gave us a ticket: messages to it need no work. */
    record TicketReceived(Address contact, Ticket ticket) implements DeliveryCommand {}

    /** The answer to {@link DeliveryEvent.StampWanted}, after it was stored with the message. */
    record StampFound(Digest message, Stamp stamp) implements DeliveryCommand {}

    /**
     * The other answer to {@link DeliveryEvent.StampWanted}: the host has no room for the search now. The message waits, which is
     * no attempt, and the stamp is wanted again after {@link DeliverySettings#stampWait()}.
     */
    record StampPutOff(Digest message) implements DeliveryCommand {}

    /** What the ticket stands for is on disk: acknowledge it to its sender. May come late, twice or never. */
    record Committed(ProofTicket ticket) implements DeliveryCommand {}

    /** Ask the mesh for the keys of a delivery destination; {@link DeliveryEvent.RecipientFound} comes now, later or never. */
    record FindRecipient(Address destination) implements DeliveryCommand {}

    /**
     * Announce the identity. When a ratchet is due, {@link DeliveryEvent.StoreRatchet} comes first.
     *
     * @param data name and cost; a long name is cut so that it fits
     * @param pathResponseOn the interface of a {@link DeliveryEvent.PathRequested} that this answers
     */
    record Announce(long unixSeconds, DeliveryAppData data, Optional<InterfaceRef> pathResponseOn)
            implements DeliveryCommand {}

    /** The ratchet of {@link DeliveryEvent.StoreRatchet} is on disk. */
    record RatchetStored(Ratchet ratchet) implements DeliveryCommand {}

    /** Another limit for messages that come in from now on, in bytes. */
    record LimitDelivery(long bytes) implements DeliveryCommand {}

    /** The wall clock, whenever the host notices that it does not follow the monotonic one. */
    record WallClock(long unixSeconds) implements DeliveryCommand {}
}
