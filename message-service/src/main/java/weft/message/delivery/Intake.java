package weft.message.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import weft.lxmf.delivery.receiving.InboundDecision;
import weft.lxmf.delivery.receiving.SenderStanding;
import weft.lxmf.message.Message;
import weft.message.domain.Body;
import weft.message.domain.Direction;
import weft.message.domain.MemberIdentity;
import weft.message.domain.MessageState;
import weft.message.domain.Method;
import weft.message.domain.StateChange.Trace;
import weft.message.domain.StoredMessage;
import weft.message.domain.StoredMessage.Reception;
import weft.message.store.Conversations;
import weft.message.store.Journal;
import weft.message.store.KnownSenders;
import weft.message.store.KnownSenders.Standing;
import weft.message.store.NewMessages;
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
    private final NewMessages added;
    private final Journal journal;
    private final TicketBooks tickets;
    private final Traces traces;

    Intake(
            KnownSenders knownSenders,
            Conversations conversations,
            NewMessages added,
            Journal journal,
            TicketBooks tickets,
            Traces traces) {
        this.knownSenders = knownSenders;
        this.conversations = conversations;
        this.added = added;
        this.journal = journal;
        this.tickets = tickets;
        this.traces = traces;
    }

    /** What is known of the sources of messages to identities, for {@link InboundDecision#decide}, in order. */
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
     * Makes decisions true, in order: the messages are there with their conversations, tickets, traces and events, or their hashes
     * alone are remembered. A message that was decided before changes nothing. Called with the locks of the recipients' accounts.
     *
     * @return what the journal keeps of each as outcome, in order
     */
    public List<String> apply(Transaction transaction, List<Decided> decided) {
        List<Decided> asked = decided.stream()
                .filter(each -> !(each.decision() instanceof InboundDecision.Duplicate))
                .toList();
        List<Boolean> news = journal.bury(
                transaction,
                asked.stream().map(Decided::buried).toList(),
                Instant.now().plus(TOMBSTONES));
        Set<Decided> first = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < asked.size(); i++) {
            if (news.get(i)) {
                first.add(asked.get(i));
            }
        }
        keep(
                transaction,
                decided.stream()
                        .filter(first::contains)
                        .flatMap(each -> Kept.of(each).stream())
                        .toList());
        return decided.stream()
                .map(each -> outcome(each.decision(), first.contains(each)))
                .toList();
    }

    /**
     * What the journal keeps of a decision.
     *
     * @param first whether no message of its hash was kept or refused before
     */
    public static String outcome(InboundDecision decision, boolean first) {
        return switch (decision) {
            case InboundDecision.Refuse(var reason) ->
                "refused: " + reason.name().toLowerCase(Locale.ROOT);
            case InboundDecision.Deliver _ when first -> "delivered";
            case InboundDecision.Deliver _, InboundDecision.Duplicate _ -> "duplicate";
        };
    }

    /** A message that is kept, as it is stored. */
    private record Kept(
            MemberIdentity recipient, InboundDecision.Deliver deliver, Way way, Body body, StoredMessage stored) {

        static Optional<Kept> of(Decided decided) {
            if (!(decided.decision() instanceof InboundDecision.Deliver deliver)) {
                return Optional.empty();
            }
            Body body = Body.of(deliver.message());
            StoredMessage stored = Intake.stored(decided.recipient(), deliver, decided.way(), body);
            return Optional.of(new Kept(decided.recipient(), deliver, decided.way(), body, stored));
        }

        NewMessages.New added() {
            return new NewMessages.New(stored, body.preview(), deliver.message().packed());
        }
    }

    private void keep(Transaction transaction, List<Kept> kept) {
        conversations.touch(
                transaction,
                added.add(transaction, kept.stream().map(Kept::added).toList()));
        kept.forEach(each -> each.deliver()
                .ticket()
                .ifPresent(ticket -> tickets.received(
                        transaction,
                        each.recipient().account(),
                        each.recipient().id(),
                        each.deliver().message().source(),
                        ticket)));
        traces.add(
                transaction, kept.stream().flatMap(each -> steps(each).stream()).toList());
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

    private static List<Traces.Entry> steps(Kept kept) {
        List<Trace> steps = new ArrayList<>();
        steps.add(new Trace("received", TraceTexts.received(kept.way()), TraceTexts.facts(kept.way())));
        kept.deliver()
                .stamp()
                .ifPresent(value -> steps.add(new Trace("stamp", TraceTexts.paid(value), Map.of("bits", value))));
        if (kept.deliver().wantsSenderKey()) {
            steps.add(Trace.of("sender-unknown", TraceTexts.SENDER_UNKNOWN));
        }
        return steps.stream()
                .map(step -> new Traces.Entry(
                        kept.recipient().account(), kept.stored().id(), step))
                .toList();
    }

    /**
     * A message that has come in, before it is decided.
     *
     * @param linkIdentity who the other end of the link showed itself to be, which may be the source
     */
    public record Received(UUID account, UUID identity, Message message, Optional<Identity> linkIdentity) {}

    /**
     * A message and what was decided of it.
     *
     * @param recipient whose message it is
     */
    public record Decided(MemberIdentity recipient, Message message, InboundDecision decision, Way way) {

        private Journal.Buried buried() {
            return new Journal.Buried(recipient.account(), recipient.id(), message.id());
        }
    }

    /**
     * How a message came.
     *
     * @param receivedAt when this node had all of it
     */
    public record Way(Method method, Reception reception, Instant receivedAt) {}
}
