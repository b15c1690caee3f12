package weft.message.store;

import io.vertx.sqlclient.DatabaseException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.function.Supplier;
import org.msgpack.value.ArrayValue;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;
import weft.lxmf.ticket.Ticket;
import weft.lxmf.ticket.TicketBook;
import weft.message.store.sealing.Sealing;
import weft.message.store.sql.Rows;
import weft.message.store.sql.StoreUnavailable;
import weft.message.store.sql.Transaction;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.msgpack.MsgPack;
import weft.service.quarantine.Quarantine;
import weft.service.quarantine.Quarantines;

/** The tickets between an identity and a peer, sealed as a whole: who reads one can use it. */
@ApplicationScoped
public class TicketBooks {

    /** Peers of one identity whose tickets are kept; past this those go that changed longest ago. */
    public static final int PER_IDENTITY = 5_000;

    private static final String BOOK = "ticket_book.book";

    private final Sealing sealing;
    private final Quarantine<String> unreadable;

    public TicketBooks(Sealing sealing, Quarantines quarantines) {
        this.sealing = sealing;
        this.unreadable = quarantines.of("ticket-books");
    }

    /**
     * The tickets with one peer; {@link TicketBook#EMPTY} when there are none, or when they can't be read any more: then work is
     * done that a ticket would have spared.
     */
    public TicketBook find(Transaction transaction, UUID account, UUID identity, Address peer) {
        return ask(transaction, List.of(new Conversations.Between(account, identity, peer)))
                .get()
                .getFirst();
    }

    /** As {@link #find}, of several in order, and waits when the answer is asked for. */
    public Supplier<List<TicketBook>> ask(Transaction transaction, List<Conversations.Between> between) {
        Rows<Conversations.Between> rows = new Rows<>(between);
        return transaction.askAll(
                """
                select g.account, g.identity, g.peer, t.sealed_book
                from unnest($1::uuid[], $2::uuid[], $3::bytea[]) with ordinality as g(account, identity, peer, place)
                    left join ticket_book t on t.account = g.account and t.identity = g.identity and t.peer = g.peer
                order by g.place""",
                row -> row.optionalBytes("sealed_book")
                        .map(book ->
                                open(transaction, row.uuid("account"), row.uuid("identity"), row.address("peer"), book))
                        .orElse(TicketBook.EMPTY),
                rows.uuids(Conversations.Between::account),
                rows.uuids(Conversations.Between::identity),
                rows.bytes(Conversations.Between::peer));
    }

    /** One that can't be read counts as empty, and the next ticket replaces it: no message is lost, only work is done again. */
    TicketBook open(Transaction transaction, UUID account, UUID identity, Address peer, byte[] sealed) {
        try {
            return decode(sealing.open(transaction, account, BOOK, identity + "/" + peer, sealed));
        } catch (StoreUnavailable | DatabaseException ofTheTransaction) {
            throw ofTheTransaction;
        } catch (RuntimeException damaged) {
            unreadable.without(identity + "/" + peer, damaged);
            return TicketBook.EMPTY;
        }
    }

    /** Replaces the tickets with one peer. Past the bound another peer's go: that peer, or we, do the work of a stamp again. */
    public void keep(Transaction transaction, UUID account, UUID identity, Address peer, TicketBook book) {
        transaction.send(
                """
                insert into ticket_book (account, identity, peer, sealed_book) values ($1, $2, $3, $4)
                on conflict (account, identity, peer)
                do update set sealed_book = excluded.sealed_book, changed_at = now()""",
                account,
                identity,
                peer,
                sealing.seal(transaction, account, BOOK, identity + "/" + peer, encode(book)));
        transaction.afterCommit(() -> unreadable.used(identity + "/" + peer));
        transaction.update("""
                delete from ticket_book where account = $1 and identity = $2 and peer in (
                    select peer from ticket_book where account = $1 and identity = $2
                    order by changed_at desc offset $3)""", account, identity, (long) PER_IDENTITY);
    }

    /** The peer has given a ticket. */
    public void received(Transaction transaction, UUID account, UUID identity, Address peer, Ticket ticket) {
        TicketBook book = find(transaction, account, identity, peer);
        keep(
                transaction,
                account,
                identity,
                peer,
                book.received(ticket, Instant.now().getEpochSecond()));
    }

    /** The peer has confirmed a message with a ticket in it: it is not given another for a day. */
    public void delivered(Transaction transaction, UUID account, UUID identity, Address peer) {
        TicketBook book = find(transaction, account, identity, peer);
        keep(transaction, account, identity, peer, book.delivered(Instant.now().getEpochSecond()));
    }

    static byte[] encode(TicketBook book) {
        return MsgPack.encode(ValueFactory.newArray(
                book.held().map(TicketBooks::value).orElse(ValueFactory.newNil()),
                ValueFactory.newArray(
                        book.issued().stream().map(TicketBooks::value).toArray(Value[]::new)),
                book.lastDelivered().isPresent()
                        ? ValueFactory.newFloat(book.lastDelivered().getAsDouble())
                        : ValueFactory.newNil()));
    }

    static TicketBook decode(byte[] encoded) {
        if (!(MsgPack.decodeValue(encoded) instanceof Decoded.Value<Value>(ArrayValue book))) {
            throw new IllegalStateException("a ticket book on disk is not what was written");
        }
        List<Ticket> issued = new ArrayList<>();
        book.get(1).asArrayValue().forEach(value -> issued.add(ticket(value)));
        return new TicketBook(
                Optional.of(book.get(0)).filter(Value::isArrayValue).map(TicketBooks::ticket),
                issued,
                book.get(2).isNilValue()
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(book.get(2).asFloatValue().toDouble()));
    }

    private static Value value(Ticket ticket) {
        return ValueFactory.newArray(
                ValueFactory.newFloat(ticket.expiresAt()), ValueFactory.newBinary(ticket.secret()));
    }

    private static Ticket ticket(Value value) {
        ArrayValue pair = value.asArrayValue();
        return new Ticket(
                pair.get(0).asFloatValue().toDouble(),
                pair.get(1).asBinaryValue().asByteArray());
    }
}
