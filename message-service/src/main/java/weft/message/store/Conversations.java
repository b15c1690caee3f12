package weft.message.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import weft.message.domain.Direction;
import weft.message.domain.StoredMessage;
import weft.message.store.sealing.Sealing;
import weft.message.store.sealing.Unreadable;
import weft.message.store.sql.Columns;
import weft.message.store.sql.Rows;
import weft.message.store.sql.Transaction;
import weft.reticulum.Address;

/** Conversations of an identity with its peers, and the member's own word on a peer. */
@ApplicationScoped
public class Conversations {

    private static final String NAME = "contact.name";

    private static final String SELECT = """
            select c.peer, c.last_message, c.last_sequence, c.last_at, c.request, k.sealed_name,
                case when k.blocked then 0 else c.unread end as unread, coalesce(k.blocked, false) as blocked,
                coalesce(i.display_name, d.display_name) as display_name,
                case when c.unread > 0 and k.blocked is not true then (
                    select m.id from message m where m.account = c.account and m.identity = c.identity and m.peer = c.peer
                        and m.direction = 'in' and m.sequence > c.read_sequence order by m.sequence limit 1) end as first_unread
            from conversation c
                left join identity i on i.address = c.peer
                left join contact k on k.account = c.account and k.peer = c.peer
                left join known_destination d on d.address = c.peer
            where c.account = $1 and c.identity = $2""";

    private final Sealing sealing;
    private final Events events;
    private final Unreadable unreadable;
    private final Strangers strangers;

    public Conversations(Sealing sealing, Events events, Unreadable unreadable, Strangers strangers) {
        this.sealing = sealing;
        this.events = events;
        this.unreadable = unreadable;
        this.strangers = strangers;
    }

    /** Messages have been added: their conversations are there, are the newest, and count those as unread that came in. */
    public void touch(Transaction transaction, List<StoredMessage> messages) {
        if (messages.isEmpty()) {
            return;
        }
        Rows<StoredMessage> rows = new Rows<>(messages);
        transaction.send(
                """
                insert into conversation as c
                    (account, identity, peer, last_message, last_sequence, last_at, unread, request)
                select account, identity, peer, (array_agg(id order by sequence desc))[1], max(sequence), now(),
                    count(*) filter (where inbound), bool_and(inbound and request)
                from unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::uuid[], $5::bigint[], $6::boolean[], $7::boolean[])
                    as g(account, identity, peer, id, sequence, inbound, request)
                group by account, identity, peer
                on conflict (account, identity, peer) do update set
                    last_message = excluded.last_message, last_sequence = excluded.last_sequence,
                    last_at = excluded.last_at, unread = c.unread + excluded.unread,
                    request = c.request and excluded.request""",
                rows.uuids(StoredMessage::account),
                rows.uuids(StoredMessage::identity),
                rows.bytes(StoredMessage::peer),
                rows.uuids(StoredMessage::id),
                rows.longs(StoredMessage::sequence),
                rows.flags(message -> message.direction() == Direction.IN),
                rows.flags(StoredMessage::request));
    }

    /** A message has been deleted: the conversation shows the one before it, or ends with its last message. */
    public void forget(Transaction transaction, StoredMessage message) {
        int left = transaction.update("""
                update conversation c set last_message = m.id, last_sequence = m.sequence,
                    unread = (select count(*) from message u where u.account = $1 and u.identity = $2 and u.peer = $3
                        and u.direction = 'in' and u.sequence > c.read_sequence)
                from (select id, sequence from message where account = $1 and identity = $2 and peer = $3
                    order by sequence desc limit 1) m
                where c.account = $1 and c.identity = $2 and c.peer = $3""", message.account(), message.identity(), message.peer());
        if (left == 0) {
            transaction.update(
                    "delete from conversation where account = $1 and identity = $2 and peer = $3",
                    message.account(),
                    message.identity(),
                    message.peer());
        }
    }

    /** Newest first, those whose last message is older than {@code before}. */
    public List<Conversation> list(Transaction transaction, UUID account, UUID identity, long before, int limit) {
        return transaction.list(
                SELECT + " and c.last_sequence < $3 order by c.last_sequence desc limit $4",
                row -> read(transaction, account, row),
                account,
                identity,
                before,
                limit);
    }

    /** Bytes of the previews that {@link #list} takes along. */
    public long bytes(Transaction transaction, UUID account, UUID identity, long before, int limit) {
        return transaction
                .first("""
                        select coalesce(sum(coalesce(octet_length(m.sealed_preview), m.body_length)), 0)::bigint as bytes
                        from (select last_message from conversation where account = $1 and identity = $2 and last_sequence < $3
                            order by last_sequence desc limit $4) c
                            join message m on m.account = $1 and m.id = c.last_message""", row -> row.longValue("bytes"), account, identity, before, limit)
                .orElse(0L);
    }

    /** Messages of all conversations of the identity that have not been read; those of blocked peers are not asked about. */
    public long unread(Transaction transaction, UUID account, UUID identity) {
        return transaction
                .first("""
                        select coalesce(sum(c.unread), 0)::bigint as unread from conversation c
                            left join contact k on k.account = c.account and k.peer = c.peer
                        where c.account = $1 and c.identity = $2 and k.blocked is not true""", row -> row.longValue("unread"), account, identity)
                .orElse(0L);
    }

    /** What is known of an address, whether or not there is a conversation with it. */
    public Peer peer(Transaction transaction, UUID account, Address address) {
        return transaction
                .first(
                        """
                        select p.address as peer, k.sealed_name, coalesce(k.blocked, false) as blocked,
                            coalesce(i.display_name, d.display_name) as display_name,
                            i.address is not null or d.address is not null as known, i.address is not null as local
                        from (values ($2::bytea)) p(address)
                            left join identity i on i.address = p.address
                            left join contact k on k.account = $1 and k.peer = p.address
                            left join known_destination d on d.address = p.address""",
                        row -> {
                            Given given = given(transaction, account, address, row);
                            return new Peer(
                                    address,
                                    given.name(),
                                    given.unreadable(),
                                    row.optionalText("display_name"),
                                    row.flag("blocked"),
                                    row.flag("known"),
                                    row.flag("local"));
                        },
                        account,
                        address)
                .orElseThrow();
    }

    /** The conversation with one peer. */
    public Optional<Conversation> find(Transaction transaction, UUID account, UUID identity, Address peer) {
        return transaction.first(
                SELECT + " and c.peer = $3", row -> read(transaction, account, row), account, identity, peer);
    }

    /**
     * Everything up to this place in the order of arrival has been read.
     *
     * @param sequence of the newest message that was read
     */
    public void read(Transaction transaction, UUID account, UUID identity, Address peer, long sequence) {
        transaction.update("""
                update conversation c set read_sequence = greatest(read_sequence, $4),
                    unread = (select count(*) from message m where m.account = $1 and m.identity = $2 and m.peer = $3
                        and m.direction = 'in' and m.sequence > greatest(c.read_sequence, $4))
                where account = $1 and identity = $2 and peer = $3""", account, identity, peer, sequence);
        changed(transaction, account, identity, peer);
    }

    /**
     * Members take these peers' messages as messages and no longer as requests. Writing to them says the same. Whoever says it for
     * several accounts holds their locks.
     */
    public void accept(Transaction transaction, Collection<Between> accepted) {
        if (accepted.isEmpty()) {
            return;
        }
        Rows<Between> rows = new Rows<>(accepted.stream().distinct().toList());
        List<Between> asked = transaction.list(
                """
                with given as (select * from unnest($1::uuid[], $2::uuid[], $3::bytea[]) as g(account, identity, peer)),
                kept as (
                    insert into contact as c (account, peer, accepted) select distinct account, peer, true from given
                    on conflict (account, peer) do update set accepted = true where not c.accepted),
                opened as (
                    update conversation c set request = false from given g
                    where c.account = g.account and c.identity = g.identity and c.peer = g.peer and c.request
                    returning c.account, c.identity, c.peer),
                taken as (
                    update message m set request = false from opened o
                    where m.account = o.account and m.identity = o.identity and m.peer = o.peer and m.request)
                select account, identity, peer from opened""",
                row -> new Between(row.uuid("account"), row.uuid("identity"), row.address("peer")),
                rows.uuids(Between::account),
                rows.uuids(Between::identity),
                rows.bytes(Between::peer));
        strangers.recount(
                transaction,
                accepted.stream()
                        .map(each -> new Strangers.Sender(each.account(), each.peer()))
                        .toList());
        events.append(
                transaction,
                asked.stream()
                        .map(each -> new Events.New(
                                each.account(),
                                Events.CONVERSATION_CHANGED,
                                each.identity(),
                                null,
                                each.peer().toString()))
                        .toList());
    }

    /** A conversation, by who takes part. */
    public record Between(UUID account, UUID identity, Address peer) {}

    /** Gives the peer a name of the member's own; empty takes it away. */
    public void name(Transaction transaction, UUID account, UUID identity, Address peer, Optional<String> name) {
        byte[] kept = name.map(text -> text.getBytes(StandardCharsets.UTF_8))
                .map(text -> sealing.seal(transaction, account, NAME, peer, text))
                .orElse(null);
        transaction.update("""
                insert into contact (account, peer, sealed_name, accepted) values ($1, $2, $3, true)
                on conflict (account, peer) do update set sealed_name = excluded.sealed_name, accepted = true""", account, peer, kept);
        strangers.recount(transaction, account, peer);
        changed(transaction, account, identity, peer);
    }

    /**
     * Blocks the peer for all identities of the member, or lets it in again. What it sends while it is blocked is refused and never
     * shown; what came before stays, and counts as unread no more until it is let in. The event takes the account's lock before the
     * commit, as does whoever keeps a message: none of the peer's comes after it.
     */
    public void block(Transaction transaction, UUID account, UUID identity, Address peer, boolean blocked) {
        transaction.update("""
                insert into contact (account, peer, blocked) values ($1, $2, $3)
                on conflict (account, peer) do update set blocked = excluded.blocked""", account, peer, blocked);
        changed(transaction, account, identity, peer);
    }

    private void changed(Transaction transaction, UUID account, UUID identity, Address peer) {
        events.append(transaction, account, Events.CONVERSATION_CHANGED, identity, null, peer.toString());
    }

    private Conversation read(Transaction transaction, UUID account, Columns row) {
        Address peer = row.address("peer");
        Given given = given(transaction, account, peer, row);
        return new Conversation(
                peer,
                row.uuid("last_message"),
                row.longValue("last_sequence"),
                row.instant("last_at"),
                row.intValue("unread"),
                row.flag("request"),
                row.flag("blocked"),
                given.name(),
                given.unreadable(),
                row.optionalText("display_name"),
                row.optionalUuid("first_unread"));
    }

    private record Given(Optional<String> name, boolean unreadable) {}

    private Given given(Transaction transaction, UUID account, Address peer, Columns row) {
        Optional<byte[]> sealedName = row.optionalBytes("sealed_name");
        Optional<String> name = sealedName.flatMap(kept -> unreadable.orElse(
                NAME,
                account + "/" + peer,
                () -> Optional.of(
                        new String(sealing.open(transaction, account, NAME, peer, kept), StandardCharsets.UTF_8)),
                Optional.empty()));
        return new Given(name, sealedName.isPresent() && name.isEmpty());
    }

    /**
     * One conversation.
     *
     * @param givenName the member's own name for the peer
     * @param unreadable whether there is such a name that can't be read any more
     * @param announcedName what the peer calls itself
     * @param firstUnread the oldest message of the peer that has not been read
     */
    public record Conversation(
            Address peer,
            UUID lastMessage,
            long lastSequence,
            Instant lastAt,
            int unread,
            boolean request,
            boolean blocked,
            Optional<String> givenName,
            boolean unreadable,
            Optional<String> announcedName,
            Optional<UUID> firstUnread) {}

    /**
     * One address.
     *
     * @param givenName the member's own name for it
     * @param unreadable whether there is such a name that can't be read any more
     * @param announcedName what it calls itself
     * @param known whether it was heard on the mesh or lives on this node
     * @param local whether it lives on this node
     */
    public record Peer(
            Address address,
            Optional<String> givenName,
            boolean unreadable,
            Optional<String> announcedName,
            boolean blocked,
            boolean known,
            boolean local) {}
}
