package weft.message.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import weft.lxmf.ticket.TicketBook;
import weft.message.store.sql.Columns;
import weft.message.store.sql.Rows;
import weft.message.store.sql.Transaction;
import weft.reticulum.Address;
import weft.reticulum.Digest;
import weft.reticulum.identity.Identity;

/** What is on disk of the senders of messages: all of it, for a whole batch, in one question. */
@ApplicationScoped
public class KnownSenders {

    private final TicketBooks tickets;

    public KnownSenders(TicketBooks tickets) {
        this.tickets = tickets;
    }

    /** How the sender of each message stands to its recipient, in order. */
    public List<Standing> of(Transaction transaction, List<Inquiry> messages) {
        Rows<Inquiry> rows = new Rows<>(messages);
        return transaction.list(
                """
                select coalesce(own.public_key, known.public_key) as public_key, coalesce(k.blocked, false) as blocked,
                    coalesce(k.accepted, false) as accepted, t.sealed_book, b.hash is not null as buried,
                    m.account, m.identity, m.source
                from unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::bytea[]) with ordinality
                        as m(account, identity, source, hash, place)
                    left join identity own on own.address = m.source
                    left join known_destination known on known.address = m.source and known.aspect = $5
                    left join contact k on k.account = m.account and k.peer = m.source
                    left join ticket_book t on t.account = m.account and t.identity = m.identity and t.peer = m.source
                    left join tombstone b on b.account = m.account and b.identity = m.identity and b.hash = m.hash
                        and b.until > now()
                order by m.place""",
                row -> read(transaction, row),
                rows.uuids(Inquiry::account),
                rows.uuids(Inquiry::identity),
                rows.bytes(Inquiry::source),
                rows.bytes(Inquiry::hash),
                KnownDestinations.DELIVERY);
    }

    /**
     * Which of these senders their recipients have blocked, as it is now, in order. Waits when the answer is asked for. Whoever
     * holds the locks of the recipients' accounts gets an answer that stays true until they are let go: blocking takes them, too.
     */
    public Supplier<List<Boolean>> askBlocked(Transaction transaction, List<Inquiry> messages) {
        Rows<Inquiry> rows = new Rows<>(messages);
        return transaction.askAll(
                """
                select coalesce(k.blocked, false) as blocked
                from unnest($1::uuid[], $2::bytea[]) with ordinality as m(account, source, place)
                    left join contact k on k.account = m.account and k.peer = m.source
                order by m.place""", row -> row.flag("blocked"), rows.uuids(Inquiry::account), rows.bytes(Inquiry::source));
    }

    private Standing read(Transaction transaction, Columns row) {
        return new Standing(
                row.optionalBytes("public_key").map(Identity::of),
                row.flag("blocked"),
                row.flag("accepted"),
                row.optionalBytes("sealed_book")
                        .map(book -> tickets.open(
                                transaction, row.uuid("account"), row.uuid("identity"), row.address("source"), book))
                        .orElse(TicketBook.EMPTY),
                row.flag("buried"));
    }

    /**
     * Of whose sender something is asked: a message that has come in.
     *
     * @param account of the recipient
     * @param identity the recipient
     * @param source the delivery address that the message says it is from
     */
    public record Inquiry(UUID account, UUID identity, Address source, Digest hash) {}

    /**
     * What is known of a sender.
     *
     * @param keys of an identity of this node, or of one that announced itself
     * @param accepted the member wrote to it, named it or accepted its request
     * @param buried whether a message of this hash has been received before
     */
    public record Standing(
            Optional<Identity> keys, boolean blocked, boolean accepted, TicketBook tickets, boolean buried) {}
}
