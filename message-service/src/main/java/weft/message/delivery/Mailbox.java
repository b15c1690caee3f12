package weft.message.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import weft.lxmf.message.Attachment;
import weft.lxmf.message.FieldReading;
import weft.lxmf.message.Message;
import weft.lxmf.message.UnreadFields;
import weft.message.domain.Direction;
import weft.message.domain.MessageState;
import weft.message.domain.StateChange;
import weft.message.domain.StoredMessage;
import weft.message.store.Conversations;
import weft.message.store.Deliveries;
import weft.message.store.Deliveries.Delivery;
import weft.message.store.Deliveries.Withdrawn;
import weft.message.store.Events;
import weft.message.store.Messages;
import weft.message.store.outbound.OutboundChange;
import weft.message.store.outbound.OutboundChanges;
import weft.message.store.sql.Transaction;
import weft.message.store.sql.UnknownObject;
import weft.reticulum.msgpack.MsgPack;
import weft.service.vault.UnreadableSeal;

/** What a member does with messages that are there. */
@ApplicationScoped
public class Mailbox {

    private final Messages messages;
    private final OutboundChanges changes;
    private final Conversations conversations;
    private final Deliveries deliveries;
    private final Events events;

    Mailbox(
            Messages messages,
            OutboundChanges changes,
            Conversations conversations,
            Deliveries deliveries,
            Events events) {
        this.messages = messages;
        this.changes = changes;
        this.conversations = conversations;
        this.deliveries = deliveries;
        this.events = events;
    }

    /**
     * Withdraws a message that is on its way; deletes any other.
     *
     * @return the message under way that was withdrawn
     */
    public Optional<Withdrawn> withdrawOrDelete(Transaction transaction, UUID account, UUID id) {
        events.lock(transaction, account);
        StoredMessage message = messages.lock(transaction, account, id);
        if (message.direction() == Direction.OUT && !message.state().isFinal()) {
            StateChange change = StateChange.to(MessageState.CANCELLED).told("cancelled", TraceTexts.WITHDRAWN);
            changes.apply(transaction, List.of(new OutboundChange.Became(account, id, change)));
            Optional<Delivery> delivery = deliveries.find(transaction, account, id);
            delivery.ifPresent(underWay -> deliveries.withdraw(transaction, underWay));
            return delivery.map(underWay -> new Withdrawn(account, id, underWay.identity(), message.hash()));
        }
        messages.delete(transaction, message);
        conversations.forget(transaction, message);
        return Optional.empty();
    }

    /**
     * The n-th file of a message.
     *
     * @throws UnreadableContent when what is kept of the message does not open any more
     */
    public Attachment attachment(Transaction transaction, UUID account, UUID id, int n) {
        List<Attachment> files = message(transaction, account, id)
                .fields()
                .attachments()
                .map(FieldReading::value)
                .orElse(List.of());
        if (n >= files.size()) {
            throw new UnknownObject("attachment");
        }
        return files.get(n);
    }

    /**
     * The fields of a message in MessagePack, also those that are past the bounds and shown nowhere else.
     *
     * @throws UnreadableContent when what is kept of the message does not open any more
     */
    public byte[] fields(Transaction transaction, UUID account, UUID id) {
        Message message = message(transaction, account, id);
        return message.unreadFields()
                .map(UnreadFields::bytes)
                .orElseGet(() -> MsgPack.encode(message.fields().map()));
    }

    private Message message(Transaction transaction, UUID account, UUID id) {
        try {
            return LocalHandOver.unpack(messages.packed(transaction, account, id));
        } catch (UnreadableSeal damaged) {
            throw new UnreadableContent(damaged);
        }
    }
}
