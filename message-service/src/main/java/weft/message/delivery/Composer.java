package weft.message.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import weft.lxmf.message.Message;
import weft.lxmf.message.MessageFields;
import weft.lxmf.ticket.TicketBook;
import weft.message.config.MessageSettings;
import weft.message.domain.FieldsJson;
import weft.message.domain.MemberIdentity;
import weft.message.store.Accounts.Usage;
import weft.message.store.Identities.Signer;
import weft.message.store.TicketBooks;
import weft.message.store.sql.Transaction;
import weft.service.config.LimitSettings;

/** Makes of what a member wrote the message that goes out: packed, signed and within what the member may. */
@ApplicationScoped
public class Composer {

    private final SecureRandom random = new SecureRandom();
    private final TicketBooks tickets;
    private final LimitSettings limits;
    private final MessageSettings config;

    Composer(TicketBooks tickets, LimitSettings limits, MessageSettings config) {
        this.tickets = tickets;
        this.limits = limits;
        this.config = config;
    }

    /**
     * Packs and signs a draft. A ticket that goes with it is kept in this transaction.
     *
     * @param usage of the sender's account, messages included that are stored in the same transaction
     * @throws RuleBroken when a rule forbids it; nothing is kept then
     * @throws FieldsJson.PastBounds when fields, files and what else belongs to it are more than a message may hold
     */
    Message compose(Transaction transaction, Signer sender, Usage usage, Draft draft) {
        Instant now = Instant.now();
        Optional<TicketBook.Issue> issue = draft.includeTicket()
                ? book(transaction, sender.identity(), draft).issue(now.getEpochSecond(), random::nextBytes)
                : Optional.empty();
        MessageFields fields =
                issue.map(issued -> draft.fields().with(issued.ticket())).orElse(draft.fields());
        Message message = Message.sign(
                sender.keys(),
                draft.to(),
                now.getEpochSecond() + now.getNano() / 1e9,
                draft.title(),
                draft.content(),
                fields);
        checkRoom(usage, message);
        issue.ifPresent(issued -> tickets.keep(
                transaction, sender.identity().account(), sender.identity().id(), draft.to(), issued.book()));
        return message;
    }

    private TicketBook book(Transaction transaction, MemberIdentity sender, Draft draft) {
        return tickets.find(transaction, sender.account(), sender.id(), draft.to());
    }

    private void checkRoom(Usage usage, Message message) {
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
}
