package weft.message.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import weft.lxmf.delivery.receiving.SignatureState;
import weft.message.store.sql.Rows;
import weft.message.store.sql.Transaction;
import weft.reticulum.Address;

/** Messages whose signature waits for their sender's keys. */
@ApplicationScoped
public class UnverifiedMessages {

    private final Messages messages;
    private final Events events;
    private final Strangers strangers;

    public UnverifiedMessages(Messages messages, Events events, Strangers strangers) {
        this.messages = messages;
        this.events = events;
        this.strangers = strangers;
    }

    /** Those of these addresses from which there are messages, of any account, whose signature could not be checked. */
    public Set<Address> senders(Transaction transaction, Collection<Address> peers) {
        return Set.copyOf(transaction.list(
                """
                select p.peer from unnest($1::bytea[]) as p(peer) where exists (
                    select 1 from message m where m.peer = p.peer and m.signature = 'unverified' and m.direction = 'in')""", row -> row.address("peer"), (Object) new Rows<>(List.copyOf(peers)).bytes(peer -> peer)));
    }

    /**
     * Messages from this address whose signature could not be checked, of every account; fewer when they are large.
     *
     * @param except messages to leave alone
     * @param unreadable is told of each that can't be read
     */
    public List<Unverified> from(
            Transaction transaction,
            Address peer,
            Collection<UUID> except,
            int limit,
            BiConsumer<UUID, RuntimeException> unreadable) {
        return transaction.listReadable(
                """
                select account, id, identity, sealed_packed, packed_length
                from (select m.*, sum(packed_length) over (order by account, sequence) - packed_length as before from (
                    select * from message where peer = $1 and signature = 'unverified' and direction = 'in'
                    and id <> all($2) order by account, sequence limit $3) m) page
                where before < $4 order by account, sequence""",
                row -> new Unverified(
                        row.uuid("account"),
                        row.uuid("id"),
                        row.uuid("identity"),
                        peer,
                        messages.packed(transaction, row.uuid("account"), row.uuid("id"), row)),
                (row, why) -> unreadable.accept(row.uuid("id"), why),
                peer,
                except.toArray(UUID[]::new),
                limit,
                (long) Messages.PAGE_BYTES);
    }

    /** The keys came: tells what they say of the signature. Whether that was news. */
    public boolean verified(Transaction transaction, Unverified message, SignatureState signature) {
        int changed = transaction.update(
                "update message set signature = $3 where account = $1 and id = $2 and signature = 'unverified'",
                message.account(),
                message.id(),
                signature);
        if (changed == 1) {
            strangers.recount(transaction, message.account(), message.peer());
            events.append(
                    transaction,
                    message.account(),
                    Events.MESSAGE_STATE,
                    message.identity(),
                    message.id(),
                    "delivered");
        }
        return changed == 1;
    }

    /** A message whose signature waits for its sender's keys. */
    public record Unverified(UUID account, UUID id, UUID identity, Address peer, byte[] packed) {}
}
