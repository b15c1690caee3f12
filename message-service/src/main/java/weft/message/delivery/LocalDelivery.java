package weft.message.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import weft.lxmf.delivery.receiving.InboundDecision;
import weft.lxmf.delivery.receiving.SenderStanding;
import weft.lxmf.message.DeliveryMethod;
import weft.lxmf.message.Message;
import weft.lxmf.ticket.Ticket;
import weft.message.domain.MemberIdentity;
import weft.message.domain.MessageState;
import weft.message.domain.StateChange;
import weft.message.domain.StoredMessage;
import weft.message.domain.StoredMessage.Reception;
import weft.message.store.Events;
import weft.message.store.Strangers;
import weft.message.store.TicketBooks;
import weft.message.store.outbound.OutboundChange;
import weft.message.store.outbound.OutboundChanges;
import weft.message.store.sql.Transaction;

/**
 * Members of one node write to each other in one transaction: the same packing, signature, stamps, blocking and trace as on
 * the mesh, and nothing on the mesh.
 */
@ApplicationScoped
public class LocalDelivery {

    private final Intake intake;
    private final OutboundChanges changes;
    private final Events events;
    private final TicketBooks tickets;
    private final FullMailboxes fullMailboxes;
    private final Strangers strangers;

    LocalDelivery(
            Intake intake,
            OutboundChanges changes,
            Events events,
            TicketBooks tickets,
            FullMailboxes fullMailboxes,
            Strangers strangers) {
        this.intake = intake;
        this.changes = changes;
        this.events = events;
        this.tickets = tickets;
        this.fullMailboxes = fullMailboxes;
        this.strangers = strangers;
    }

    /** The message as it is paid for: with the stamp of a ticket where there is a good one. */
    public Message payByTicket(
            Transaction transaction, MemberIdentity sender, MemberIdentity recipient, Message message) {
        if (recipient.settings().stampCost().isEmpty()) {
            return message;
        }
        Optional<Ticket> ticket = tickets.find(transaction, sender.account(), sender.id(), recipient.address())
                .usable(Instant.now().getEpochSecond());
        return ticket.map(good -> message.withStamp(good.stampFor(message.id())))
                .orElse(message);
    }

    /** The work that still has to be done before the recipient may have the message; empty when none. */
    public static OptionalInt workNeeded(MemberIdentity recipient, Message message) {
        return message.stamp().isPresent()
                ? OptionalInt.empty()
                : recipient.settings().stampCost();
    }

    /** What is known of the sender, for the decision. */
    public SenderStanding standing(Transaction transaction, MemberIdentity recipient, Message message) {
        return intake.standing(transaction, recipient, message, Optional.empty());
    }

    /** What the recipient's rules say. Checks a signature and perhaps a stamp: not on an event loop. */
    public static InboundDecision decide(MemberIdentity recipient, Message message, SenderStanding standing) {
        return InboundDecision.decide(
                message,
                DeliveryMethod.DIRECT,
                standing,
                recipient.policy(),
                Instant.now().getEpochSecond());
    }

    /** The decision as it is to be applied, under the accounts' locks; see {@link Intake#heedBlocks}. */
    public InboundDecision heedBlock(
            Transaction transaction, MemberIdentity recipient, Message message, InboundDecision decision) {
        var received = new Intake.Received(recipient.account(), recipient.id(), message, Optional.empty());
        return intake.heedBlocks(transaction, List.of(received), List.of(decision))
                .getFirst();
    }

    /** Takes the accounts' locks in the one order that can't deadlock, before either side is written. */
    public void lock(Transaction transaction, MemberIdentity sender, MemberIdentity recipient) {
        events.lock(transaction, sender.account(), recipient.account());
    }

    /**
     * Hands the message over: both members' sides change in this transaction.
     *
     * @param outbound the sender's copy
     * @param message with its stamp
     */
    public void handOver(
            Transaction transaction,
            StoredMessage outbound,
            MemberIdentity recipient,
            Message message,
            InboundDecision decision) {
        long limitKb = recipient.settings().deliveryLimitKb().orElse(Integer.MAX_VALUE);
        if (message.packed().length > limitKb * 1000) {
            refuse(
                    transaction,
                    outbound,
                    "size",
                    TraceTexts.tooLargeInside(limitKb),
                    Map.of("reason", "size", "limit", limitKb * 1000));
            return;
        }
        if (fullMailboxes.contains(recipient.account())
                || strangers.outOfRoom(transaction, recipient.account(), message.source())) {
            refuse(transaction, outbound, "quota", TraceTexts.RECIPIENT_FULL, Map.of("reason", "quota"));
            return;
        }
        Intake.Way way = new Intake.Way(outbound.method(), Reception.LOCAL, Instant.now());
        intake.apply(transaction, List.of(new Intake.Decided(recipient, message, decision, way)));
        delivered(transaction, outbound, message);
    }

    private void delivered(Transaction transaction, StoredMessage outbound, Message message) {
        StateChange change = StateChange.to(MessageState.DELIVERED)
                .told("delivered", TraceTexts.DELIVERED_INSIDE, Map.of("inside", true));
        end(transaction, outbound, change, message.fields().ticket().isPresent());
    }

    private void refuse(
            Transaction transaction, StoredMessage outbound, String reason, String words, Map<String, Object> facts) {
        StateChange change =
                StateChange.to(MessageState.REFUSED).because(reason).told("refused", words, facts);
        end(transaction, outbound, change, false);
    }

    private void end(Transaction transaction, StoredMessage outbound, StateChange change, boolean givesTicket) {
        changes.apply(
                transaction,
                List.of(
                        new OutboundChange.Became(outbound.account(), outbound.id(), change, givesTicket),
                        new OutboundChange.Ended(outbound.account(), outbound.id())));
    }
}
