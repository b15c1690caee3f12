package weft.message.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import weft.lxmf.delivery.TraceStep;
import weft.lxmf.delivery.receiving.SignatureState;
import weft.lxmf.message.Message;
import weft.lxmf.message.MessageFields;
import weft.lxmf.message.Representation;
import weft.message.config.MessageSettings;
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
import weft.message.store.Conversations;
import weft.message.store.Deliveries;
import weft.message.store.Identities;
import weft.message.store.KnownDestinations;
import weft.message.store.Messages;
import weft.message.store.NewMessages;
import weft.message.store.TicketBooks;
import weft.message.store.Traces;
import weft.message.store.outbound.OutboundChange;
import weft.message.store.outbound.OutboundChanges;
import weft.message.store.sql.Transaction;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.identity.PrivateIdentity;
import weft.service.config.LimitSettings;
import weft.service.id.TimeOrderedId;

/** Writes a member's message: packed, signed and on disk before anybody is told that it was accepted. */
@ApplicationScoped
public class Composer {

    private final SecureRandom random = new SecureRandom();
    private final Accounts accounts;
    private final Identities identities;
    private final KnownDestinations destinations;
    private final Messages messages;
    private final NewMessages added;
    private final OutboundChanges changes;
    private final Conversations conversations;
    private final Deliveries deliveries;
    private final TicketBooks tickets;
    private final Traces traces;
    private final LocalDelivery localDelivery;
    private final LimitSettings limits;
    private final MessageSettings config;

    Composer(
            Accounts accounts,
            Identities identities,
            KnownDestinations destinations,
            Messages messages,
            NewMessages added,
            OutboundChanges changes,
            Conversations conversations,
            Deliveries deliveries,
            TicketBooks tickets,
            Traces traces,
            LocalDelivery localDelivery,
            LimitSettings limits,
            MessageSettings config) {
        this.accounts = accounts;
        this.identities = identities;
        this.destinations = destinations;
        this.messages = messages;
        this.added = added;
        this.changes = changes;
        this.conversations = conversations;
        this.deliveries = deliveries;
        this.tickets = tickets;
        this.traces = traces;
        this.localDelivery = localDelivery;
        this.limits = limits;
        this.config = config;
    }

    /**
     * Packs and signs the draft and stores it with its journey. A message to a member of this node that needs no work is
     * delivered in this transaction.
     *
     * @return the message as it stands at the end of the transaction
     * @throws RuleBroken when a rule forbids it, also when it is to the hash of an identity and not to its address; nothing is stored then
     * @throws FieldsJson.PastBounds when fields, files and what else belongs to it are more than a message may hold
     */
    public StoredMessage write(Transaction transaction, UUID account, UUID identity, Draft draft) {
        var asked = identities.ask(transaction, account, identity);
        var askedLocal = identities.askAtAddress(transaction, draft.to());
        var askedKeys = identities.askKeys(transaction, account, identity);
        var askedUsage = accounts.askUsage(transaction, account);
        var askedIdentity = destinations.askAddressOf(transaction, DestinationName.LXMF_DELIVERY, draft.to());
        MemberIdentity sender = asked.get();
        Optional<MemberIdentity> local = askedLocal.get();
        askedIdentity.get().ifPresent(address -> {
            throw RuleBroken.identityGiven("to", address);
        });
        local.ifPresent(recipient -> localDelivery.lock(transaction, sender, recipient));
        Message message = sign(transaction, sender, askedKeys.get(), draft);
        checkRoom(askedUsage.get(), message);
        StoredMessage stored = store(transaction, sender, draft, message);
        if (local.isEmpty()) {
            deliveries.add(transaction, stored, sender.shard(), draft.method());
            return stored;
        }
        return handOver(transaction, stored, sender, local.get(), message, draft.method());
    }

    private Message sign(Transaction transaction, MemberIdentity sender, PrivateIdentity keys, Draft draft) {
        Instant now = Instant.now();
        MessageFields fields = draft.fields();
        if (draft.includeTicket()) {
            var book = tickets.find(transaction, sender.account(), sender.id(), draft.to());
            var issue = book.issue(now.getEpochSecond(), random::nextBytes);
            if (issue.isPresent()) {
                fields = fields.with(issue.get().ticket());
                tickets.keep(
                        transaction,
                        sender.account(),
                        sender.id(),
                        draft.to(),
                        issue.get().book());
            }
        }
        return Message.sign(
                keys, draft.to(), now.getEpochSecond() + now.getNano() / 1e9, draft.title(), draft.content(), fields);
    }

    private void checkRoom(Accounts.Usage usage, Message message) {
        message.unreadFields().ifPresent(unread -> {
            throw new FieldsJson.PastBounds(unread.reason());
        });
        long largest = limits.deliveryKb() * 1000L;
        if (message.packed().length > largest) {
            throw RuleBroken.tooLarge(
                    "message-too-large",
                    "A message has at most " + largest + " bytes on the wire; this one has " + message.packed().length
                            + ".",
                    largest);
        }
        long mostMessages = usage.messageQuota().orElse(config.messagesPerAccount());
        if (usage.messages() >= mostMessages) {
            throw RuleBroken.usedUp(
                    "quota",
                    "You keep " + mostMessages + " messages, the most you may. Delete some first.",
                    mostMessages);
        }
        long mostBytes = usage.byteQuota().orElse(config.bytesPerAccount());
        if (usage.bytes() >= mostBytes) {
            throw RuleBroken.usedUp(
                    "quota",
                    "Your messages take " + usage.bytes() + " bytes of the " + mostBytes
                            + " that they may. Delete some first.",
                    mostBytes);
        }
    }

    private StoredMessage store(Transaction transaction, MemberIdentity sender, Draft draft, Message message) {
        Body body = Body.of(message);
        StoredMessage written = new StoredMessage(
                sender.account(),
                TimeOrderedId.next(),
                sender.id(),
                draft.to(),
                Direction.OUT,
                message.id(),
                0,
                method(draft.method(), message),
                MessageState.ACCEPTED,
                Optional.empty(),
                0,
                SignatureState.VALID,
                OptionalInt.empty(),
                Optional.empty(),
                Reception.UNKNOWN,
                false,
                Body.instant(message.time().orElseThrow()),
                Optional.empty(),
                Optional.empty(),
                body.whole());
        StoredMessage stored = added.add(
                        transaction, List.of(new NewMessages.New(written, body.preview(), message.packed())))
                .getFirst();
        conversations.accept(transaction, sender.account(), sender.id(), draft.to());
        conversations.touch(transaction, List.of(stored));
        traces.add(transaction, sender.account(), stored.id(), Trace.of("accepted", TraceTexts.ACCEPTED));
        return stored;
    }

    /** What does not fit one packet goes direct and says so from the beginning. */
    private static Method method(Method asked, Message message) {
        return asked == Method.OPPORTUNISTIC && !Representation.fitsPacket(message.packed().length)
                ? Method.DIRECT
                : asked;
    }

    private StoredMessage handOver(
            Transaction transaction,
            StoredMessage stored,
            MemberIdentity sender,
            MemberIdentity recipient,
            Message message,
            Method tryFirst) {
        Message paid = localDelivery.payByTicket(transaction, sender, recipient, message);
        OptionalInt work = LocalDelivery.workNeeded(recipient, paid);
        if (work.isPresent()) {
            TraceStep needed = new TraceStep.StampNeeded(work.getAsInt());
            deliveries.add(transaction, stored, sender.shard(), tryFirst);
            StateChange change =
                    StateChange.to(MessageState.WAITING).because("stamp").told(TraceTexts.trace(needed));
            changes.apply(transaction, List.of(new OutboundChange.Became(stored.account(), stored.id(), change)));
        } else {
            var decision = LocalDelivery.decide(recipient, paid, localDelivery.standing(transaction, recipient, paid));
            localDelivery.handOver(transaction, stored, recipient, paid, decision);
        }
        return messages.get(transaction, stored.account(), stored.id());
    }
}
