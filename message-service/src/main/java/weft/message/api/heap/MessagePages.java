package weft.message.api.heap;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import weft.message.api.json.JsonDocument;
import weft.message.store.Identities;
import weft.message.store.MessagePage;
import weft.message.store.Messages;
import weft.message.store.Messages.Listed;
import weft.message.store.sql.Database;
import weft.message.store.sql.Transaction;

/**
 * Reads pages of messages, within the room that the heap has for it. A page whose bodies are few bytes, as most are, is read in one
 * go; for a larger one it is asked first how much it takes.
 */
@ApplicationScoped
public class MessagePages {

    private final Database database;
    private final Identities identities;
    private final Messages messages;
    private final HeapBudget room;

    MessagePages(Database database, Identities identities, Messages messages, HeapBudget room) {
        this.database = database;
        this.identities = identities;
        this.messages = messages;
        this.room = room;
    }

    /**
     * One page, as JSON.
     *
     * @throws weft.message.store.sql.UnknownObject when the account has no such identity
     */
    public JsonDocument read(MessagePage page, BiFunction<Transaction, Listed, JsonDocument> shown) {
        UUID account = page.account();
        Optional<JsonDocument> small = room.reading(
                account,
                Messages.SMALL_PAGE_BYTES,
                () -> database.transact(transaction -> {
                    var identity = identities.ask(transaction, account, page.identity());
                    var asked = messages.ask(transaction, page, Messages.SMALL_PAGE_BYTES, true);
                    identity.get();
                    Listed listed = asked.get();
                    return listed.cut() ? Optional.empty() : Optional.of(shown.apply(transaction, listed));
                }));
        return small.orElseGet(() -> room.reading(
                account,
                () -> database.transact(transaction -> messages.bytes(transaction, page)),
                bytes -> database.transact(transaction -> shown.apply(
                        transaction,
                        messages.ask(transaction, page, bytes, false).get()))));
    }
}
