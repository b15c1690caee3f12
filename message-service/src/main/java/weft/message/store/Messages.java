package weft.message.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import weft.lxmf.delivery.receiving.SignatureState;
import weft.message.domain.Direction;
import weft.message.domain.MessageState;
import weft.message.domain.Method;
import weft.message.domain.Preview;
import weft.message.domain.StoredMessage;
import weft.message.domain.StoredMessage.Reception;
import weft.message.store.sealing.Sealing;
import weft.message.store.sealing.Unreadable;
import weft.message.store.sql.Columns;
import weft.message.store.sql.Rows;
import weft.message.store.sql.Transaction;
import weft.message.store.sql.UnknownObject;

/**
 * Members' messages. Bodies and packed bytes are sealed with the message's id. A message whose body does not open any more is
 * there without it, see {@link StoredMessage#isReadable()}: it never keeps others from being listed.
 */
@ApplicationScoped
public class Messages {

    /** Bytes of bodies after which a page of a list ends: as they are passed on as they are, also what it costs, a few times over. */
    public static final int PAGE_BYTES = 1 << 20;

    /** Bytes of the bodies of a page that is read without asking first how many it has: those of most pages. */
    public static final int SMALL_PAGE_BYTES = 128 << 10;

    static final String BODY = "message.body";
    static final String PREVIEW = "message.preview";
    static final String PACKED = "message.packed";

    private static final String HEAD = """
            account, id, identity, peer, direction, hash, sequence, method, state, reason, progress, signature,
            stamp_value, stamp_valid, ratchet_id, hops, rssi, snr, request, sent_at, received_at, delivered_at""";

    static final String COLUMNS = HEAD + ", sealed_body, body_length";

    private final Sealing sealing;
    private final Events events;
    private final Unreadable unreadable;

    public Messages(Sealing sealing, Events events, Unreadable unreadable) {
        this.sealing = sealing;
        this.events = events;
        this.unreadable = unreadable;
    }

    /** One message of the account, if it is there. */
    public Optional<StoredMessage> find(Transaction transaction, UUID account, UUID id) {
        return transaction.first(
                "select " + COLUMNS + " from message where account = $1 and id = $2",
                row -> read(transaction, row),
                account,
                id);
    }

    /** One message of the account, or {@link UnknownObject}. */
    public StoredMessage get(Transaction transaction, UUID account, UUID id) {
        return find(transaction, account, id).orElseThrow(() -> new UnknownObject("message"));
    }

    /** The columns of a message without what it says, of a table of that name. */
    static String headOf(String table) {
        return Stream.of(HEAD.split(","))
                .map(column -> table + "." + column.strip())
                .collect(Collectors.joining(", "));
    }

    /** A message with its preview for a body; with null for one when it was kept without a preview, see {@link #previewed}. */
    StoredMessage readPreview(Transaction transaction, Columns row) {
        Optional<byte[]> sealed = row.optionalBytes("sealed_preview");
        if (sealed.isEmpty()) {
            return read(row, PREVIEW, () -> null);
        }
        UUID account = row.uuid("account");
        return read(row, PREVIEW, () -> sealing.open(transaction, account, PREVIEW, row.uuid("id"), sealed.get()));
    }

    /** A message with a preview that is made of its body. */
    Optional<StoredMessage> previewed(Transaction transaction, UUID account, UUID id) {
        return find(transaction, account, id)
                .map(whole -> whole.withBody(
                        unreadable.orElse(BODY, id, () -> Preview.of(whole.body()), StoredMessage.NO_BODY)));
    }

    /** Whether the account has this message. */
    public boolean exists(Transaction transaction, UUID account, UUID id) {
        return transaction
                .first("select 1 from message where account = $1 and id = $2", row -> true, account, id)
                .isPresent();
    }

    /** As {@link #get}, keeping others from changing the message until this transaction ends. */
    public StoredMessage lock(Transaction transaction, UUID account, UUID id) {
        return transaction
                .first(
                        "select " + COLUMNS + " from message where account = $1 and id = $2 for no key update",
                        row -> read(transaction, row),
                        account,
                        id)
                .orElseThrow(() -> new UnknownObject("message"));
    }

    /** The bytes on the wire. */
    public byte[] packed(Transaction transaction, UUID account, UUID id) {
        return transaction
                .first(
                        "select sealed_packed, packed_length from message where account = $1 and id = $2",
                        row -> packed(transaction, account, id, row),
                        account,
                        id)
                .orElseThrow(() -> new UnknownObject("message"));
    }

    /**
     * The bytes on the wire of several messages, by id; of one that is gone there are none. Waits when the answer is asked for.
     *
     * @param unreadable is told of each that is there and does not open any more
     */
    public Supplier<Map<UUID, byte[]>> askPacked(
            Transaction transaction, List<Deliveries.Row> messages, BiConsumer<UUID, RuntimeException> unreadable) {
        record Packed(UUID id, byte[] bytes) {}
        Rows<Deliveries.Row> rows = new Rows<>(messages);
        var found = transaction.askReadable(
                """
                select m.account, m.id, m.sealed_packed, m.packed_length
                from unnest($1::uuid[], $2::uuid[]) as g(account, id) join message m on m.account = g.account and m.id = g.id""",
                row -> new Packed(row.uuid("id"), packed(transaction, row.uuid("account"), row.uuid("id"), row)),
                (row, why) -> unreadable.accept(row.uuid("id"), why),
                rows.uuids(Deliveries.Row::account),
                rows.uuids(Deliveries.Row::message));
        return () -> found.get().stream().collect(Collectors.toMap(Packed::id, Packed::bytes));
    }

    byte[] packed(Transaction transaction, UUID account, UUID id, Columns row) {
        return sealing.openLarge(
                transaction, account, PACKED, id, row.bytes("sealed_packed"), row.intValue("packed_length"));
    }

    /**
     * The messages that a page has, as long as their bodies have so many bytes. Waits when the answer is asked for.
     *
     * @param bytes before the last of them; or with {@code strict} of all of them
     */
    public Supplier<Listed> ask(Transaction transaction, MessagePage page, long bytes, boolean strict) {
        var asked = transaction.askAll(
                page.rows(HEAD, strict),
                row -> row.optionalBytes("sealed_body").map(_ -> read(transaction, row)),
                page.account(),
                page.identity(),
                page.which(),
                page.from(),
                page.limit(),
                bytes);
        return () -> {
            List<Optional<StoredMessage>> rows = asked.get();
            List<StoredMessage> messages =
                    rows.stream().flatMap(Optional::stream).toList();
            boolean more = messages.size() < rows.size();
            return new Listed(messages, more, more && messages.size() < page.limit());
        };
    }

    /**
     * The messages of a page.
     *
     * @param more whether the list goes on behind them
     * @param cut whether the page ended before its limit, because of its bytes
     */
    public record Listed(List<StoredMessage> messages, boolean more, boolean cut) {}

    /** Bytes of the bodies of the messages that a page has: it ends behind the one that passes {@link #PAGE_BYTES}. */
    public long bytes(Transaction transaction, MessagePage page) {
        return transaction
                .first(
                        page.sql("coalesce(sum(body_length), 0)::bigint as bytes"),
                        row -> row.longValue("bytes"),
                        page.account(),
                        page.identity(),
                        page.which(),
                        page.from(),
                        page.limit(),
                        (long) PAGE_BYTES)
                .orElse(0L);
    }

    /** Bytes of one message, of its body and of what it was on the wire. */
    public long bytes(Transaction transaction, UUID account, UUID id) {
        return transaction
                .first(
                        "select body_length::bigint + packed_length as bytes from message where account = $1 and id = $2",
                        row -> row.longValue("bytes"),
                        account,
                        id)
                .orElseThrow(() -> new UnknownObject("message"));
    }

    /** Which messages an identity has, in the order of arrival, those after one place and up to another; nothing of them is opened. */
    public List<Place> places(Transaction transaction, UUID account, UUID identity, long after, long upTo, int limit) {
        return transaction.list(
                """
                select id, sequence from message where account = $1 and identity = $2 and sequence > $3 and sequence <= $4
                order by sequence limit $5""",
                row -> new Place(row.uuid("id"), row.longValue("sequence")),
                account,
                identity,
                after,
                upTo,
                limit);
    }

    /** Deletes a message; its tombstone, if it had one, stays. */
    public void delete(Transaction transaction, StoredMessage message) {
        unreadable.gone(BODY, message.id());
        transaction.send("delete from message where account = $1 and id = $2", message.account(), message.id());
        events.append(transaction, message.account(), Events.MESSAGE_DELETED, message.identity(), message.id(), null);
    }

    private StoredMessage read(Transaction transaction, Columns row) {
        UUID id = row.uuid("id");
        UUID account = row.uuid("account");
        byte[] body = row.bytes("sealed_body");
        int length = row.intValue("body_length");
        return read(row, BODY, () -> sealing.openLarge(transaction, account, BODY, id, body, length));
    }

    private StoredMessage read(Columns row, String column, Supplier<byte[]> body) {
        UUID id = row.uuid("id");
        return new StoredMessage(
                row.uuid("account"),
                id,
                row.uuid("identity"),
                row.address("peer"),
                row.constant("direction", Direction.class),
                row.digest("hash"),
                row.longValue("sequence"),
                row.constant("method", Method.class, Method.AUTO),
                row.constant("state", MessageState.class, MessageState.FAILED),
                row.optionalText("reason"),
                row.floatValue("progress"),
                row.constant("signature", SignatureState.class),
                row.optionalInt("stamp_value"),
                row.optionalFlag("stamp_valid"),
                new Reception(
                        row.optionalBytes("ratchet_id"),
                        row.optionalInt("hops"),
                        row.optionalFloat("rssi"),
                        row.optionalFloat("snr")),
                row.flag("request"),
                row.instant("sent_at"),
                row.optionalInstant("received_at"),
                row.optionalInstant("delivered_at"),
                unreadable.orElse(column, id, body, StoredMessage.NO_BODY));
    }

    /** A message by its id and its place in the order of arrival. */
    public record Place(UUID id, long sequence) {}
}
