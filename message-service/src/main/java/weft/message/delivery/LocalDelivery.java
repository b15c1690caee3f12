package weft.message.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
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
import weft.message.domain.Method;
import weft.message.domain.StateChange;
import weft.message.domain.StoredMessage.Reception;
import weft.message.store.Strangers;
import weft.message.store.TicketBooks;
import weft.message.store.sql.Transaction;

/**
 * Members of one node write to each other in one transaction: the same packing, signature, stamps, blocking and trace as on
 * the mesh, and nothing on the mesh.
 */
@ApplicationScoped
public class LocalDelivery {

    private final Intake intake;
    private final TicketBooks tickets;
    private final FullMailboxes fullMailboxes;
    private final Strangers strangers;

    LocalDelivery(Intake intake, TicketBooks tickets, FullMailboxes fullMailboxes, Strangers strangers) {
        this.intake = intake;
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

    /** What is known of the senders, for their decisions, in order. */
    public List<SenderStanding> standings(Transaction transaction, List<Paid> paid) {
        return intake.standings(transaction, received(paid));
    }

    /** What the recipient's rules say. Checks a signature and perhaps a stamp: not on an event loop. */
    public static InboundDecision decide(Paid paid, SenderStanding standing) {
        return InboundDecision.decide(
                paid.message(),
                DeliveryMethod.DIRECT,
                standing,
                paid.recipient().policy(),
                Instant.now().getEpochSecond());
    }

    /** The decisions as they are to be applied, under the accounts' locks; see {@link Intake#heedBlocks}. */
    public List<InboundDecision> heedBlocks(Transaction transaction, List<Paid> paid, List<InboundDecision> decisions) {
        return intake.heedBlocks(transaction, received(paid), decisions);
    }

    private static List<Intake.Received> received(List<Paid> paid) {
        return paid.stream()
                .map(each -> new Intake.Received(
                        each.recipient().account(), each.recipient().id(), each.message(), Optional.empty()))
                .toList();
    }

    /**
     * What becomes of messages on both sides, in order. Nothing is written.
     *
     * @param decisions of the recipients' rules
     */
    public List<Settled> settle(Transaction transaction, List<Paid> paid, List<InboundDecision> decisions) {
        List<Boolean> outOfRoom = strangers.outOfRoom(
                transaction,
                paid.stream()
                        .map(each -> new Strangers.Sender(
                                each.recipient().account(), each.message().source()))
                        .toList());
        List<Settled> settled = new ArrayList<>();
        for (int i = 0; i < paid.size(); i++) {
            settled.add(settle(paid.get(i), decisions.get(i), outOfRoom.get(i)));
        }
        return settled;
    }

    private Settled settle(Paid paid, InboundDecision decision, boolean outOfRoom) {
        MemberIdentity recipient = paid.recipient();
        long limitKb = recipient.settings().deliveryLimitKb().orElse(Integer.MAX_VALUE);
        if (paid.message().packed().length > limitKb * 1000) {
            return refused(
                    "size", TraceTexts.tooLargeInside(limitKb), Map.of("reason", "size", "limit", limitKb * 1000));
        }
        if (fullMailboxes.contains(recipient.account()) || outOfRoom) {
            return refused("quota", TraceTexts.RECIPIENT_FULL, Map.of("reason", "quota"));
        }
        Intake.Way way = new Intake.Way(paid.method(), Reception.LOCAL, Instant.now());
        return new Settled(
                StateChange.to(MessageState.DELIVERED)
                        .told("delivered", TraceTexts.DELIVERED_INSIDE, Map.of("inside", true)),
                Optional.of(new Intake.Decided(recipient, paid.message(), decision, way)));
    }

    private static Settled refused(String reason, String words, Map<String, Object> facts) {
        return new Settled(
                StateChange.to(MessageState.REFUSED).because(reason).told("refused", words, facts), Optional.empty());
    }

    /** Writes the recipients' side of what was settled, in order. Called with the locks of their accounts. */
    public void bring(Transaction transaction, List<Settled> settled) {
        List<Intake.Decided> brought =
                settled.stream().flatMap(each -> each.brought().stream()).toList();
        if (!brought.isEmpty()) {
            intake.apply(transaction, brought);
        }
    }

    /**
     * A message to a member of this node.
     *
     * @param message with its stamp, where the recipient asks for one
     * @param method that its sender reads
     */
    public record Paid(MemberIdentity recipient, Message message, Method method) {}

    /**
     * What becomes of a message.
     *
     * @param change of the sender's copy
     * @param brought to the recipient; empty when it is refused
     */
    public record Settled(StateChange change, Optional<Intake.Decided> brought) {

        /** Whether its recipient has a ticket with it now. */
        public boolean givesTicket() {
            return brought.map(decided -> decided.message().fields().ticket().isPresent())
                    .orElse(false);
        }
    }
}
