package weft.simulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import weft.lxmf.delivery.Arrival;
import weft.lxmf.delivery.DeliveryState;
import weft.lxmf.delivery.OutboundMessage;
import weft.lxmf.delivery.Recipient;
import weft.lxmf.message.Message;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.Digest;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.endpoint.RetainedRatchets;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.identity.Ratchet;

/**
 * What is on disk of one member: keys, ratchets, messages on their way, and what came in. Outlives every host. The epoch says
 * which host's writes still count.
 */
public final class SimulatedMailbox {

    private final PrivateIdentity identity;
    private final Address address;
    private final Map<Digest, Outgoing> outgoing = new LinkedHashMap<>();
    private final List<Journalled> journal = new ArrayList<>();
    private final Map<Digest, Message> inbox = new LinkedHashMap<>();
    private final Map<Address, Recipient> recipients = new LinkedHashMap<>();
    private RetainedRatchets ratchets = RetainedRatchets.NONE;
    private long epoch;

    SimulatedMailbox(PrivateIdentity identity) {
        this.identity = identity;
        this.address =
                DestinationName.LXMF_DELIVERY.destination(identity.identity().hash());
    }

    /** A message on its way out, as stored. */
    record Outgoing(OutboundMessage message, DeliveryState state) {}

    /** Bytes that came in, before and after it was decided what becomes of them. */
    static final class Journalled {
        private final Arrival arrival;
        private boolean decided;

        Journalled(Arrival arrival) {
            this.arrival = arrival;
        }

        Arrival arrival() {
            return arrival;
        }

        boolean isDecided() {
            return decided;
        }

        void decide() {
            decided = true;
        }
    }

    /** The member's LXMF address. */
    public Address address() {
        return address;
    }

    /** The messages that the member can read, in the order in which they came. */
    public List<Message> inbox() {
        return List.copyOf(inbox.values());
    }

    /** Where a message of this member's is, as stored. */
    public Optional<DeliveryState> state(Digest message) {
        return Optional.ofNullable(outgoing.get(message)).map(Outgoing::state);
    }

    PrivateIdentity identity() {
        return identity;
    }

    RetainedRatchets ratchets() {
        return ratchets;
    }

    long epoch() {
        return epoch;
    }

    /** Another owner: the writes of the one before fail from now on. */
    void nextEpoch() {
        epoch++;
    }

    void rotate(Ratchet newest, long unixSeconds) {
        List<Ratchet> rotated = new ArrayList<>();
        rotated.add(newest);
        rotated.addAll(ratchets.newestFirst());
        ratchets = new RetainedRatchets(rotated, unixSeconds);
    }

    /** Messages that have not ended, in their order. */
    List<OutboundMessage> unfinished() {
        return outgoing.values().stream()
                .filter(item -> !item.state.isFinal())
                .map(Outgoing::message)
                .toList();
    }

    void accept(OutboundMessage message) {
        outgoing.put(message.id(), new Outgoing(message, new DeliveryState.Accepted()));
    }

    /** A message that has ended stays ended. */
    void become(Digest id, DeliveryState state, int attempts) {
        outgoing.computeIfPresent(
                id, (_, item) -> item.state.isFinal() ? item : new Outgoing(tried(item.message, attempts), state));
    }

    /** Everything that came in and was never lost since, decided or not. */
    boolean hasJournalled(Digest id) {
        return journal.stream().anyMatch(entry -> id.equals(idOf(entry.arrival.packed())));
    }

    Journalled journal(Arrival arrival) {
        Journalled entry = new Journalled(arrival);
        journal.add(entry);
        return entry;
    }

    List<Journalled> undecided() {
        return journal.stream().filter(entry -> !entry.decided).toList();
    }

    boolean hasSeen(Digest id) {
        return inbox.containsKey(id);
    }

    void deliver(Message message) {
        Violation.unless(inbox.put(message.id(), message) == null, message.id() + " reached its member twice");
    }

    void remember(Recipient recipient) {
        recipients.put(recipient.destination(), recipient);
    }

    Optional<Recipient> recipient(Address destination) {
        return Optional.ofNullable(recipients.get(destination));
    }

    private static Digest idOf(byte[] packed) {
        return Message.unpack(packed) instanceof Decoded.Value<Message>(Message message) ? message.id() : null;
    }

    private static OutboundMessage tried(OutboundMessage message, int attempts) {
        return new OutboundMessage(
                message.id(),
                message.destination(),
                message.packed(),
                message.method(),
                attempts,
                message.stamp(),
                message.lifetimeNanos());
    }
}
