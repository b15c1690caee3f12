package weft.message.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import weft.message.domain.StoredMessage;
import weft.message.store.sealing.Sealing;
import weft.message.store.sql.Conflict;
import weft.message.store.sql.Rows;
import weft.message.store.sql.Transaction;
import weft.message.store.sql.UnknownObject;

/** Adds members' messages, however many of however many members in one statement. */
@ApplicationScoped
public class NewMessages {

    /** One statement for events, messages and what is used: each of its own costs as much again. */
    private static final String INSERT =
            """
            with given as (
                select g.*, octet_length(sealed_body) + octet_length(sealed_packed) + octet_length(sealed_preview) as kept_length,
                    row_number() over (partition by account order by place) as nth,
                    direction = 'in' and (signature <> 'valid' or not exists (select 1 from contact k
                        where k.account = g.account and k.peer = g.peer and k.accepted)) as stranger
                from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::bytea[], $6::text[], $7::bytea[], $8::text[], $9::text[],
                        $10::text[], $11::real[], $12::text[], $13::integer[], $14::boolean[], $15::bytea[], $16::integer[],
                        $17::real[], $18::real[], $19::boolean[], $20::timestamptz[], $21::timestamptz[], $22::timestamptz[],
                        $23::bytea[], $24::integer[], $25::bytea[], $26::integer[], $27::bytea[]) with ordinality
                    as g(account, id, identity, peer, direction, hash, method, state, reason, progress, signature, stamp_value,
                        stamp_valid, ratchet_id, hops, rssi, snr, request, sent_at, received_at, delivered_at, sealed_body,
                        body_length, sealed_packed, packed_length, sealed_preview, place)),
            counted as (
                select account, count(*) as messages, sum(kept_length) as bytes, count(*) filter (where stranger) as strangers,
                    coalesce(sum(kept_length) filter (where stranger), 0) as strangers_bytes
                from given group by account),
            numbered as (
                update account a set event_sequence = event_sequence + c.messages,
                    stored_messages = stored_messages + c.messages, stored_bytes = stored_bytes + c.bytes,
                    stranger_messages = stranger_messages + c.strangers, stranger_bytes = stranger_bytes + c.strangers_bytes
                from counted c where a.id = c.account returning a.id as owner, a.event_sequence - c.messages as before),
            placed as (select given.*, before + nth as sequence from given join numbered on owner = account),
            told as (
                insert into event_log (account, sequence, type, identity, message, detail)
                select account, sequence, $1, identity, id, direction from placed)
            insert into message (%1$s) select %1$s from placed returning id, sequence""".formatted(Messages.COLUMNS + ", sealed_packed, packed_length, sealed_preview, kept_length, stranger");

    private final Sealing sealing;
    private final Events events;

    public NewMessages(Sealing sealing, Events events) {
        this.sealing = sealing;
        this.events = events;
    }

    /**
     * Adds messages, gives each its place in the order of arrival, which is that of the list, and counts them. Whoever adds those of
     * several accounts holds their locks.
     *
     * @return the messages with their sequences, in order
     * @throws Conflict when an identity has a message of this hash and direction already
     */
    public List<StoredMessage> add(Transaction transaction, List<New> messages) {
        if (messages.isEmpty()) {
            return List.of();
        }
        Map<UUID, Long> sequences = new HashMap<>();
        List<Sealed> sealed =
                messages.stream().map(message -> sealed(transaction, message)).toList();
        transaction.list(INSERT, row -> sequences.put(row.uuid("id"), row.longValue("sequence")), columns(sealed));
        if (sequences.size() < messages.size()) {
            throw new UnknownObject("account");
        }
        messages.stream()
                .map(each -> each.message().account())
                .distinct()
                .forEach(account -> events.wake(transaction, account));
        return messages.stream()
                .map(each ->
                        each.message().withSequence(sequences.get(each.message().id())))
                .toList();
    }

    private Sealed sealed(Transaction transaction, New added) {
        StoredMessage message = added.message();
        UUID account = message.account();
        return new Sealed(
                message,
                sealing.sealLarge(transaction, account, Messages.BODY, message.id(), message.body()),
                sealing.sealLarge(transaction, account, Messages.PACKED, message.id(), added.packed()),
                added.packed().length,
                sealing.seal(transaction, account, Messages.PREVIEW, message.id(), added.preview()));
    }

    /** The arguments of {@link #INSERT}. */
    private static Object[] columns(List<Sealed> sealed) {
        Rows<StoredMessage> messages =
                new Rows<>(sealed.stream().map(Sealed::message).toList());
        Rows<Sealed> rows = new Rows<>(sealed);
        return new Object[] {
            Events.MESSAGE_CREATED,
            messages.uuids(StoredMessage::account),
            messages.uuids(StoredMessage::id),
            messages.uuids(StoredMessage::identity),
            messages.bytes(StoredMessage::peer),
            messages.texts(StoredMessage::direction),
            messages.bytes(StoredMessage::hash),
            messages.texts(StoredMessage::method),
            messages.texts(StoredMessage::state),
            messages.texts(StoredMessage::reason),
            messages.reals(StoredMessage::progress),
            messages.texts(StoredMessage::signature),
            messages.integers(StoredMessage::stampValue),
            messages.flags(StoredMessage::stampValid),
            messages.bytes(message -> message.reception().ratchetId()),
            messages.integers(message -> message.reception().hops()),
            messages.reals(message -> message.reception().rssi()),
            messages.reals(message -> message.reception().snr()),
            messages.flags(StoredMessage::request),
            messages.times(StoredMessage::sentAt),
            messages.times(StoredMessage::receivedAt),
            messages.times(StoredMessage::deliveredAt),
            rows.bytes(Sealed::body),
            messages.integers(message -> message.body().length),
            rows.bytes(Sealed::wire),
            rows.integers(Sealed::wireLength),
            rows.bytes(Sealed::preview)
        };
    }

    /**
     * A message to be added.
     *
     * @param message whose sequence is not looked at
     * @param preview of its body
     * @param packed the bytes on the wire
     */
    public record New(StoredMessage message, byte[] preview, byte[] packed) {}

    private record Sealed(StoredMessage message, byte[] body, byte[] wire, int wireLength, byte[] preview) {}
}
