package weft.message.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import weft.lxmf.delivery.TraceStep;
import weft.lxmf.delivery.receiving.InboundDecision;
import weft.lxmf.delivery.receiving.SenderStanding;
import weft.lxmf.delivery.receiving.SignatureState;
import weft.lxmf.message.Message;
import weft.lxmf.message.Representation;
import weft.message.domain.Body;
import weft.message.domain.Direction;
import weft.message.domain.FieldsJson;
import weft.message.domain.MemberIdentity;
import weft.message.domain.MessageState;
import weft.message.domain.Method;
import weft.message.domain.StateChange;
import weft.message.domain.StateChange.Trace;
import weft.message.domain.StoredMessage;
import weft.message.domain.StoredMessage.Reception;
import weft.message.store.Accounts;
import weft.message.store.Accounts.Usage;
import weft.message.store.Conversations;
import weft.message.store.Deliveries;
import weft.message.store.Events;
import weft.message.store.Identities;
import weft.message.store.Identities.Signer;
import weft.message.store.KnownDestinations;
import weft.message.store.NewMessages;
import weft.message.store.TicketBooks;
import weft.message.store.Traces;
import weft.message.store.sql.Transaction;
import weft.message.store.sql.UnknownObject;
import weft.reticulum.Address;
import weft.reticulum.destination.DestinationName;
import weft.service.id.TimeOrderedId;

/**
 * Accepts what members write: packed, signed and stored with its journey before anybody is told so, however many messages of however
 * many members in one transaction. One to a member of this node that needs no work is delivered in it.
 */
@ApplicationScoped
public class MessageAcceptance {

    private final Accounts accounts;
    private final Identities identities;
    private final KnownDestinations destinations;
    private final Composer composer;
    private final LocalDelivery localDelivery;
    private final NewMessages added;
    private final Conversations conversations;
    private final Deliveries deliveries;
    private final Events events;
    private final TicketBooks tickets;
    private final Traces traces;
    private final PackedMessages packed;

    MessageAcceptance(
            Accounts accounts,
            Identities identities,
            KnownDestinations destinations,
            Composer composer,
            LocalDelivery localDelivery,
            NewMessages added,
            Conversations conversations,
            Deliveries deliveries,
            Events events,
            TicketBooks tickets,
            Traces traces,
            PackedMessages packed) {
        this.accounts = accounts;
        this.identities = identities;
        this.destinations = destinations;
        this.composer = composer;
        this.localDelivery = localDelivery;
        this.added = added;
        this.conversations = conversations;
        this.deliveries = deliveries;
        this.events = events;
        this.tickets = tickets;
        this.traces = traces;
        this.packed = packed;
    }

    /** What a member wants to send, under one of its identities. */
    public record Writing(UUID account, UUID identity, Draft draft) {}

    /** What became of it. */
    public sealed interface Outcome {

        /** @param message as it stands at the end of the transaction */
        record Accepted(StoredMessage message) implements Outcome {}

        /**
         * Nothing of it was stored.
         *
         * @param why {@link RuleBroken}, {@link weft.message.domain.FieldsJson.PastBounds}, or what keeps its identity from being used
         */
        record Refused(RuntimeException why) implements Outcome {}
    }

    /**
     * Accepts messages or refuses them, each for itself, and says in their order what became of each.
     *
     * @throws RuntimeException when one of them can't be stored: then none is
     */
    public List<Outcome> accept(Transaction transaction, List<Writing> writings) {
        Known known = ask(transaction, writings);
        events.lock(transaction, known.accounts());
        Outcome[] outcomes = new Outcome[writings.size()];
        List<Composed> composed = new ArrayList<>();
        for (int i = 0; i < outcomes.length; i++) {
            Writing writing = writings.get(i);
            Optional<RuntimeException> obstacle = known.obstacle(writing);
            if (obstacle.isPresent()) {
                outcomes[i] = new Outcome.Refused(obstacle.get());
                continue;
            }
            try {
                composed.add(compose(transaction, known, writing, i));
            } catch (RuleBroken | FieldsJson.PastBounds why) {
                outcomes[i] = new Outcome.Refused(why);
            }
        }
        if (!composed.isEmpty()) {
            store(transaction, composed, outcomes);
        }
        return List.of(outcomes);
    }

    /** What is on disk of those whom the messages are about, asked for all of them at once. */
    private record Known(
            Map<UUID, Signer> senders,
            Map<Address, MemberIdentity> local,
            Map<Address, Address> identityHashes,
            Map<UUID, Usage> usage,
            Map<Object, RuntimeException> unreadable) {

        UUID[] accounts() {
            return Stream.concat(
                            senders.values().stream()
                                    .map(signer -> signer.identity().account()),
                            local.values().stream().map(MemberIdentity::account))
                    .distinct()
                    .toArray(UUID[]::new);
        }

        /** What keeps a message from being written, whatever it says. */
        Optional<RuntimeException> obstacle(Writing writing) {
            Address to = writing.draft().to();
            Signer sender = senders.get(writing.identity());
            if (unreadable.containsKey(writing.identity())) {
                return Optional.of(unreadable.get(writing.identity()));
            }
            if (sender == null || !sender.identity().account().equals(writing.account())) {
                return Optional.of(new UnknownObject("identity"));
            }
            return Optional.ofNullable(identityHashes.get(to))
                    .<RuntimeException>map(meant -> RuleBroken.identityGiven("to", meant))
                    .or(() -> Optional.ofNullable(unreadable.get(to)));
        }
    }

    private Known ask(Transaction transaction, List<Writing> writings) {
        List<UUID> owners = each(writings, Writing::account);
        List<Address> peers = each(writings, writing -> writing.draft().to());
        Map<Object, RuntimeException> unreadable = new HashMap<>();
        var usage = accounts.askUsage(transaction, owners);
        var hashes = destinations.askAddressesOf(transaction, DestinationName.LXMF_DELIVERY, peers);
        return new Known(
                identities.signers(transaction, owners, each(writings, Writing::identity), unreadable::put),
                identities.atAddresses(transaction, peers, unreadable::put),
                hashes.get(),
                new HashMap<>(usage.get()),
                unreadable);
    }

    private static <T> List<T> each(List<Writing> writings, Function<Writing, T> of) {
        return writings.stream().map(of).distinct().toList();
    }

    /** One that will be stored. */
    private record Composed(
            int place, MemberIdentity sender, Draft draft, Message message, Optional<MemberIdentity> local) {

        Conversations.Between between() {
            return new Conversations.Between(sender.account(), sender.id(), draft.to());
        }
    }

    private Composed compose(Transaction transaction, Known known, Writing writing, int place) {
        Address to = writing.draft().to();
        Signer sender = known.senders().get(writing.identity());
        Usage usage = known.usage().getOrDefault(writing.account(), Usage.NONE);
        Message message = composer.compose(transaction, sender, usage, writing.draft());
        known.usage().put(writing.account(), usage.and(message.packed().length));
        return new Composed(
                place,
                sender.identity(),
                writing.draft(),
                message,
                Optional.ofNullable(known.local().get(to)));
    }

    private void store(Transaction transaction, List<Composed> composed, Outcome[] outcomes) {
        conversations.accept(
                transaction, composed.stream().map(Composed::between).toList());
        Map<Composed, LocalDelivery.Settled> settled = settle(transaction, composed);
        List<NewMessages.New> messages = composed.stream()
                .map(each -> made(each, Optional.ofNullable(settled.get(each)).map(LocalDelivery.Settled::change)))
                .toList();
        List<StoredMessage> stored = added.add(transaction, messages);
        conversations.touch(transaction, stored);
        List<Traces.Entry> steps = new ArrayList<>();
        List<Events.New> states = new ArrayList<>();
        List<Deliveries.New> queued = new ArrayList<>();
        for (int i = 0; i < stored.size(); i++) {
            StoredMessage message = stored.get(i);
            Composed each = composed.get(i);
            outcomes[each.place()] = new Outcome.Accepted(message);
            steps.add(new Traces.Entry(message.account(), message.id(), Trace.of("accepted", TraceTexts.ACCEPTED)));
            Optional.ofNullable(settled.get(each)).ifPresent(outcome -> {
                outcome.change()
                        .trace()
                        .ifPresent(step -> steps.add(new Traces.Entry(message.account(), message.id(), step)));
                states.add(Events.New.ofState(message));
                if (outcome.givesTicket()) {
                    tickets.delivered(transaction, message.account(), message.identity(), message.peer());
                }
            });
            if (!message.state().isFinal()) {
                queued.add(new Deliveries.New(
                        message, each.sender().shard(), each.draft().method()));
                packed.remember(transaction, message.id(), each.message());
            }
        }
        localDelivery.bring(transaction, List.copyOf(settled.values()));
        traces.add(transaction, steps);
        events.append(transaction, states);
        deliveries.add(transaction, queued);
    }

    /** What becomes of those that are to members of this node, in order; one whose stamp has to be found first waits for it. */
    private Map<Composed, LocalDelivery.Settled> settle(Transaction transaction, List<Composed> composed) {
        Map<Composed, LocalDelivery.Settled> settled = new LinkedHashMap<>();
        List<Composed> ready = new ArrayList<>();
        List<LocalDelivery.Paid> paid = new ArrayList<>();
        for (Composed each : composed) {
            each.local().ifPresent(recipient -> {
                Message message = localDelivery.payByTicket(transaction, each.sender(), recipient, each.message());
                OptionalInt work = LocalDelivery.workNeeded(recipient, message);
                if (work.isPresent()) {
                    settled.put(each, waits(work.getAsInt()));
                } else {
                    ready.add(each);
                    paid.add(new LocalDelivery.Paid(recipient, message, method(each)));
                }
            });
        }
        if (!paid.isEmpty()) {
            List<SenderStanding> standings = localDelivery.standings(transaction, paid);
            List<InboundDecision> decisions = new ArrayList<>();
            for (int i = 0; i < paid.size(); i++) {
                decisions.add(LocalDelivery.decide(paid.get(i), standings.get(i)));
            }
            List<LocalDelivery.Settled> outcomes = localDelivery.settle(transaction, paid, decisions);
            for (int i = 0; i < ready.size(); i++) {
                settled.put(ready.get(i), outcomes.get(i));
            }
        }
        return settled;
    }

    private static LocalDelivery.Settled waits(int work) {
        StateChange change = StateChange.to(MessageState.WAITING)
                .because("stamp")
                .told(TraceTexts.trace(new TraceStep.StampNeeded(work)));
        return new LocalDelivery.Settled(change, Optional.empty());
    }

    private static NewMessages.New made(Composed composed, Optional<StateChange> change) {
        Message message = composed.message();
        MemberIdentity sender = composed.sender();
        Body body = Body.of(message);
        Instant sentAt = Body.instant(message.time().orElseThrow());
        MessageState state = change.map(StateChange::state).orElse(MessageState.ACCEPTED);
        boolean delivered = state == MessageState.DELIVERED;
        StoredMessage written = new StoredMessage(
                sender.account(),
                TimeOrderedId.next(),
                sender.id(),
                composed.draft().to(),
                Direction.OUT,
                message.id(),
                0,
                method(composed),
                state,
                change.flatMap(StateChange::reason),
                delivered ? 1 : 0,
                SignatureState.VALID,
                OptionalInt.empty(),
                Optional.empty(),
                Reception.UNKNOWN,
                false,
                sentAt,
                Optional.empty(),
                delivered ? Optional.of(sentAt) : Optional.empty(),
                body.whole());
        return new NewMessages.New(written, body.preview(), message.packed());
    }

    /** What does not fit one packet goes direct and says so from the beginning. */
    private static Method method(Composed composed) {
        Method asked = composed.draft().method();
        return asked == Method.OPPORTUNISTIC
                        && !Representation.fitsPacket(composed.message().packed().length)
                ? Method.DIRECT
                : asked;
    }
}
