package weft.message.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import weft.lxmf.delivery.TraceStep;
import weft.lxmf.delivery.receiving.InboundDecision;
import weft.lxmf.delivery.receiving.SenderStanding;
import weft.lxmf.message.Message;
import weft.lxmf.stamp.Stamp;
import weft.lxmf.stamp.StampKind;
import weft.lxmf.stamp.StampWork;
import weft.message.domain.MemberIdentity;
import weft.message.domain.MessageState;
import weft.message.domain.StateChange;
import weft.message.domain.StoredMessage;
import weft.message.store.Deliveries;
import weft.message.store.Deliveries.Delivery;
import weft.message.store.Events;
import weft.message.store.Identities;
import weft.message.store.Messages;
import weft.message.store.outbound.OutboundChange;
import weft.message.store.outbound.OutboundChanges;
import weft.message.store.ownership.Shards;
import weft.message.store.sql.Database;
import weft.message.store.sql.Transaction;
import weft.reticulum.Decoded;

/**
 * Brings a message to a recipient who lives on this node: with the stamp that it asks for, under its sender's shard's epoch, and in
 * one transaction with what becomes of it on both sides.
 */
@ApplicationScoped
public class LocalHandOver {

    /** Most work that is done for a recipient inside the node, in bits. */
    static final int MAX_STAMP_COST = 24;

    private static final Duration STAMP_RETRY = Duration.ofSeconds(30);

    private final SecureRandom random = new SecureRandom();
    private final Database database;
    private final Shards shards;
    private final Deliveries deliveries;
    private final Identities identities;
    private final Messages messages;
    private final OutboundChanges changes;
    private final Events events;
    private final LocalDelivery localDelivery;
    private final StampGenerator stampGenerator;

    LocalHandOver(
            Database database,
            Shards shards,
            Deliveries deliveries,
            Identities identities,
            Messages messages,
            OutboundChanges changes,
            Events events,
            LocalDelivery localDelivery,
            StampGenerator stampGenerator) {
        this.database = database;
        this.shards = shards;
        this.deliveries = deliveries;
        this.identities = identities;
        this.messages = messages;
        this.changes = changes;
        this.events = events;
        this.localDelivery = localDelivery;
        this.stampGenerator = stampGenerator;
    }

    /**
     * Delivers one, unless its stamp has to be found first: it is due again with it.
     *
     * @throws Shards.StaleEpoch when another process has taken its shard
     */
    public void deliver(Delivery delivery, long epoch, MemberIdentity recipient) {
        record Outgoing(MemberIdentity sender, LocalDelivery.Paid paid, SenderStanding standing) {}
        Outgoing outgoing = database.transact(transaction -> {
            StoredMessage stored = messages.get(transaction, delivery.account(), delivery.message());
            MemberIdentity sender = identities.get(transaction, delivery.account(), delivery.identity());
            Message packed = unpack(messages.packed(transaction, delivery.account(), delivery.message()));
            Message message = delivery.stamp()
                    .map(packed::withStamp)
                    .orElseGet(() -> localDelivery.payByTicket(transaction, sender, recipient, packed));
            LocalDelivery.Paid paid = new LocalDelivery.Paid(recipient, message, stored.method());
            return new Outgoing(
                    sender,
                    paid,
                    localDelivery.standings(transaction, List.of(paid)).getFirst());
        });
        OptionalInt work = LocalDelivery.workNeeded(recipient, outgoing.paid().message());
        if (work.isPresent()) {
            makeStamp(delivery, outgoing.paid().message(), work.getAsInt());
            return;
        }
        InboundDecision decision = LocalDelivery.decide(outgoing.paid(), outgoing.standing());
        database.perform(transaction -> {
            shards.fence(transaction, delivery.shard(), epoch);
            events.lock(transaction, outgoing.sender().account(), recipient.account());
            StoredMessage now = messages.lock(transaction, delivery.account(), delivery.message());
            var ended = new OutboundChange.Ended(delivery.account(), delivery.message());
            if (now.state().isFinal()) {
                changes.apply(transaction, List.of(ended));
            } else {
                changes.apply(transaction, List.of(handOver(transaction, delivery, outgoing.paid(), decision), ended));
            }
        });
    }

    private OutboundChange.Became handOver(
            Transaction transaction, Delivery delivery, LocalDelivery.Paid paid, InboundDecision decision) {
        List<LocalDelivery.Paid> one = List.of(paid);
        List<LocalDelivery.Settled> settled =
                localDelivery.settle(transaction, one, localDelivery.heedBlocks(transaction, one, List.of(decision)));
        localDelivery.bring(transaction, settled);
        LocalDelivery.Settled outcome = settled.getFirst();
        return new OutboundChange.Became(
                delivery.account(), delivery.message(), outcome.change(), outcome.givesTicket());
    }

    private void makeStamp(Delivery delivery, Message message, int cost) {
        if (cost > MAX_STAMP_COST) {
            StateChange change = StateChange.to(MessageState.FAILED)
                    .because("stamp")
                    .told(
                            "stamp-too-costly",
                            TraceTexts.tooCostlyInside(cost, MAX_STAMP_COST),
                            Map.of("cost", cost, "limit", MAX_STAMP_COST));
            write(
                    delivery.account(),
                    new OutboundChange.Became(delivery.account(), delivery.message(), change),
                    new OutboundChange.Ended(delivery.account(), delivery.message()));
            return;
        }
        byte[] seed = new byte[32];
        random.nextBytes(seed);
        StampWork work = new StampWork(StampKind.MESSAGE, message.id().bytes(), cost, seed);
        boolean begun = stampGenerator.search(message.id(), work, found -> stampFound(delivery, found));
        if (!begun) {
            Instant later = Instant.now().plus(STAMP_RETRY);
            database.perform(transaction -> deliveries.release(
                    transaction, delivery.account(), delivery.message(), delivery.attempts(), later));
        }
    }

    private void stampFound(Delivery delivery, Optional<Stamp> found) {
        if (found.isEmpty()) {
            return;
        }
        Stamp stamp = found.get();
        UUID account = delivery.account();
        UUID message = delivery.message();
        write(
                account,
                new OutboundChange.Stamped(account, message, stamp.bytes(), stamp.value()),
                new OutboundChange.Told(account, message, TraceTexts.trace(new TraceStep.StampMade(stamp.value()))),
                new OutboundChange.Returned(account, message, delivery.attempts(), Instant.now()));
    }

    private void write(UUID account, OutboundChange... changed) {
        database.perform(transaction -> {
            events.lock(transaction, account);
            changes.apply(transaction, List.of(changed));
        });
    }

    /** The message in bytes that were packed here. */
    public static Message unpack(byte[] packed) {
        return switch (Message.unpack(packed)) {
            case Decoded.Value<Message>(Message message) -> message;
            case Decoded.Rejected<Message>(var reason) ->
                throw new IllegalStateException("a message on disk does not unpack: " + reason.name());
        };
    }
}
