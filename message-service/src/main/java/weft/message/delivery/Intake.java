package weft.message.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import weft.lxmf.delivery.receiving.InboundDecision;
import weft.lxmf.delivery.receiving.SenderStanding;
import weft.lxmf.message.Message;
import weft.message.domain.Body;
import weft.message.domain.Direction;
import weft.message.domain.MemberIdentity;
import weft.message.domain.MessageState;
import weft.message.domain.Method;
import weft.message.domain.StoredMessage;
import weft.message.domain.StoredMessage.Reception;
import weft.message.store.Conversations;
import weft.message.store.Journal;
import weft.message.store.KnownSenders;
import weft.message.store.KnownSenders.Standing;
import weft.message.store.Messages;
import weft.message.store.TicketBooks;
import weft.message.store.Traces;
import weft.message.store.sql.Transaction;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.identity.Identity;
import weft.service.id.TimeOrderedId;

/** What comes in for a member, from the mesh or from another member: what is known of its sender, and what becomes of it. */
@ApplicationScoped
public class Intake {

    /** How long the hash of a received message is remembered, deleted or not. */
    public static final Duration TOMBSTONES = Duration.ofDays(180);

    private final KnownSenders knownSenders;
    private final Conversations conversations;
    private final Messages messages;
    private final Journal journal;
    private final TicketBooks tickets;
    private final Traces traces;

    Intake(
            KnownSenders knownSenders,
            Conversations conversations,
            Messages messages,
            Journal journal,
            TicketBooks tickets,
            Traces traces) {
        this.knownSenders = knownSenders;
        this.conversations = conversations;
        this.messages = messages;
        this.journal = journal;
        this.tickets = tickets;
        this.traces = traces;
    }

    /**
     * What is known of the source of a message to this identity, for {@link InboundDecision#decide}.
     *
     * @param linkIdentity who the other end of the link showed itself to be, which may be the source
     */
    public SenderStanding standing(
            Transaction transaction, MemberIdentity recipient, Message message, Optional<Identity> linkIdentity) {
        return standings(transaction, List.of(new Received(recipient.account(), recipient.id(), message, linkIdentity)))
                .getFirst();
    }

    /** As {@link #standing}, for a batch, in order. */
    public List<SenderStanding> standings(Transaction transaction, List<Received> received) {
        List<Standing> known = knownSenders.of(transaction, asked(received));
        List<SenderStanding> result = new ArrayList<>();
        for (int i = 0; i < known.size(); i++) {
            result.add(standing(received.get(i), known.get(i)));
        }
        return result;
    }

    private static List<KnownSenders.Inquiry> asked(List<Received> received) {
        return received.stream()
                .map(each -> new KnownSenders.Inquiry(
                        each.account(),
                        each.identity(),
                        each.message().source(),
                        each.message().id()))
                .toList();
    }

    /**
     * The decisions as they are to be applied, in order: of a sender that was blocked since its message was decided, nothing is
     * kept. Called with the locks of the recipients' accounts, so that after a block nothing of the sender appears any more.
     */
    public List<InboundDecision> heedBlocks(
            Transaction transaction, List<Received> received, List<InboundDecision> decisions) {
        if (decisions.stream().noneMatch(InboundDecision.Deliver.class::isInstance)) {
            return decisions;
        }
        List<Boolean> blocked =
                knownSenders.askBlocked(transaction, asked(received)).get();
        List<InboundDecision> result = new ArrayList<>();
        for (int i = 0; i < decisions.size(); i++) {
            boolean refuse = blocked.get(i) && decisions.get(i) instanceof InboundDecision.Deliver;
            result.add(refuse ? new InboundDecision.Refuse(InboundDecision.Refusal.BLOCKED) : decisions.get(i));
        }
        return result;
    }

    private static SenderStanding standing(Received received, Standing known) {
        return new SenderStanding(
                known.keys().or(() -> received.linkIdentity().filter(keys -> DestinationName.LXMF_DELIVERY
                        .destination(keys.hash())
                        .equals(received.message().source()))),
                false,
                known.blocked(),
                known.accepted(),
                known.tickets(),
                known.buried());
    }

    /**
     * Makes a decision true: the message is there with its conversation, ticket, trace and event, or its hash alone is
     * remembered. A message that was decided before changes nothing.
     *
     * @return what the journal keeps as outcome
     */
    public String apply(
            Transaction transaction, MemberIdentity recipient, Message message, InboundDecision decision, Way way) {
        return switch (decision) {
            case InboundDecision.Duplicate _ -> "duplicate";
            case InboundDecision.Refuse(var reason) -> {
                bury(transaction, recipient, message);
                yield "refused: " + reason.name().toLowerCase(Locale.ROOT);
            }
            case InboundDecision.Deliver deliver -> {
                if (!bury(transaction, recipient, message)) {
                    yield "duplicate";
                }
                keep(transaction, recipient, deliver, way);
                yield "delivered";
            }
        };
    }

    private boolean bury(Transaction transaction, MemberIdentity recipient, Message message) {
        return journal.bury(
                transaction,
                recipient.account(),
                recipient.id(),
                message.id(),
                Instant.now().plus(TOMBSTONES));
    }

    private void keep(Transaction transaction, MemberIdentity recipient, InboundDecision.Deliver deliver, Way way) {
        Message message = deliver.message();
        UUID account = recipient.account();
        Body body = Body.of(message);
        StoredMessage stored =
                messages.insert(transaction, stored(recipient, deliver, way, body), body.preview(), message.packed());
        conversations.touch(transaction, stored);
        deliver.ticket().ifPresent(ticket -> {
            var book = tickets.find(transaction, account, recipient.id(), message.source());
            tickets.keep(
                    transaction,
                    account,
                    recipient.id(),
                    message.source(),
                    book.received(ticket, Instant.now().getEpochSecond()));
        });
        trace(transaction, account, stored.id(), deliver, way);
    }

    private static StoredMessage stored(MemberIdentity recipient, InboundDecision.Deliver deliver, Way way, Body body) {
        Message message = deliver.message();
        boolean stampAsked = recipient.settings().stampCost().isPresent();
        return new StoredMessage(
                recipient.account(),
                TimeOrderedId.next(),
                recipient.id(),
                message.source(),
                Direction.IN,
                message.id(),
                0,
                way.method(),
                MessageState.DELIVERED,
                Optional.empty(),
                1,
                deliver.signature(),
                deliver.stamp(),
                stampAsked ? Optional.of(deliver.stampValid()) : Optional.empty(),
                way.reception(),
                deliver.request(),
                message.time().stream().mapToObj(Body::instant).findFirst().orElse(way.receivedAt()),
                Optional.of(way.receivedAt()),
                Optional.of(way.receivedAt()),
                body.whole());
    }

    private void trace(Transaction transaction, UUID account, UUID message, InboundDecision.Deliver deliver, Way way) {
        traces.add(transaction, account, message, "received", TraceTexts.received(way), TraceTexts.facts(way));
        deliver.stamp()
                .ifPresent(value -> traces.add(
                        transaction, account, message, "stamp", TraceTexts.paid(value), Map.of("bits", value)));
        if (deliver.wantsSenderKey()) {
            traces.add(transaction, account, message, "sender-unknown", TraceTexts.SENDER_UNKNOWN);
        }
    }

    /**
     * A message that has come in, before it is decided.
     *
     * @param linkIdentity who the other end of the link showed itself to be
     */
    public record Received(UUID account, UUID identity, Message message, Optional<Identity> linkIdentity) {}

    /**
     * How a message came.
     *
     * @param receivedAt when this node had all of it
     */
    public record Way(Method method, Reception reception, Instant receivedAt) {}
}
