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
import weft.message.store.sql.UnknownObject;
import weft.reticulum.Address;

/** Conversations of an identity with its peers, and the member's own word on a peer. */
@ApplicationScoped
public class Conversations {

    private static final String NAME = "contact.name";

    /** Bytes of the sealed previews of a page of conversations, after which it ends. */
    public static final int PAGE_BYTES = 128 << 10;

    /** One conversation with its last message, as far as a list shows of it. Of {@code c}, which is given. */
    private static final String SHOWN = """
            select %s, m.sealed_preview,
                c.peer as with_peer, c.last_message, c.last_sequence, c.last_at, c.request as asked, k.sealed_name,
                case when k.blocked then 0 else c.unread end as unread, coalesce(k.blocked, false) as blocked,
                coalesce(i.display_name, d.display_name) as display_name,
                case when c.unread > 0 and k.blocked is not true then (
                    select u.id from message u where u.account = c.account and u.identity = c.identity and u.peer = c.peer
                        and u.direction = 'in' and u.sequence > c.read_sequence order by u.sequence limit 1) end as first_unread
            from %s c
                left join message m on m.account = c.account and m.id = c.last_message
                left join identity i on i.address = c.peer
                left join contact k on k.account = c.account and k.peer = c.peer
                left join known_destination d on d.address = c.peer""";

    private static final String FIND = SHOWN.formatted(Messages.headOf("m"), "conversation")
            + " where c.account = $1 and c.identity = $2 and c.peer = $3";

    /** A row for the identity, and beside it those of the page. */
    private static final String LIST = """
            select own.unread_of_all, page.* from (
                select id, (select coalesce(sum(c.unread), 0)::bigint from conversation c
                        left join contact k on k.account = c.account and k.peer = c.peer
                    where c.account = $1 and c.identity = $2 and k.blocked is not true) as unread_of_all
                from identity where account = $1 and id = $2) own
            left join (
                select shown.*, sum(coalesce(octet_length(sealed_preview), 0)) over (order by last_sequence desc)
                        - coalesce(octet_length(sealed_preview), 0) as before, count(*) over () as on_page
                from (%s) shown) page on page.before < $5
            order by page.last_sequence desc""".formatted(SHOWN.formatted(Messages.headOf("m"), """
                (select * from conversation where account = $1 and identity = $2 and last_sequence < $3
                    order by last_sequence desc limit $4)"""));

    private final Sealing sealing;
    private final Events events;
    private final Unreadable unreadable;
    private final Strangers strangers;
    private final Messages messages;

    public Conversations(
            Sealing sealing, Events events, Unreadable unreadable, Strangers strangers, Messages messages) {
        this.messages = messages;
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

    /**
     * Newest first, those whose last message is older than {@code before}: at most {@code limit}, and fewer once their previews have {@link
     * #PAGE_BYTES}.
     *
     * @throws UnknownObject when the account has no such identity
     */
    public Listed list(Transaction transaction, UUID account, UUID identity, long before, int limit) {
        record Row(Optional<Conversation> conversation, long onPage, long unread) {}
        List<Row> rows = transaction.list(
                LIST,
                row -> new Row(
                        row.optionalUuid("last_message").map(_ -> read(transaction, account, row)),
                        row.optionalLong("on_page").orElse(0L),
                        row.longValue("unread_of_all")),
                account,
                identity,
                before,
                limit + 1,
                (long) PAGE_BYTES);
        if (rows.isEmpty()) {
            throw new UnknownObject("identity");
        }
        List<Conversation> found =
                rows.stream().flatMap(row -> row.conversation().stream()).toList();
        boolean more = found.size() > limit || rows.getFirst().onPage() > found.size();
        return new Listed(
                found.stream()
                        .limit(limit)
                        .map(each -> whole(transaction, account, each))
                        .toList(),
                more,
                rows.getFirst().unread());
    }

    /** A message that was kept without a preview is read whole for it. */
    private Conversation whole(Transaction transaction, UUID account, Conversation conversation) {
        return conversation.last().filter(last -> last.body() == null).isEmpty()
                ? conversation
                : conversation.withLast(messages.previewed(transaction, account, conversation.lastMessage()));
    }

    /**
     * A page of conversations.
     *
     * @param more whether the list goes on behind them
     * @param unread messages of all conversations of the identity; those of blocked peers are not asked about
     */
    public record Listed(List<Conversation> conversations, boolean more, long unread) {}

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
        return transaction
                .first(FIND, row -> read(transaction, account, row), account, identity, peer)
                .map(found -> whole(transaction, account, found));
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
        Address peer = row.address("with_peer");
        Given given = given(transaction, account, peer, row);
        return new Conversation(
                peer,
                row.uuid("last_message"),
                row.longValue("last_sequence"),
                row.instant("last_at"),
                row.intValue("unread"),
                row.flag("asked"),
                row.flag("blocked"),
                given.name(),
                given.unreadable(),
                row.optionalText("display_name"),
                row.optionalUuid("first_unread"),
                row.optionalUuid("id").map(_ -> messages.readPreview(transaction, row)));
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
     * @param last the last message, with its preview for a body
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
            Optional<UUID> firstUnread,
            Optional<StoredMessage> last) {

        private Conversation withLast(Optional<StoredMessage> message) {
            return new Conversation(
                    peer,
                    lastMessage,
                    lastSequence,
                    lastAt,
                    unread,
                    request,
                    blocked,
                    givenName,
                    unreadable,
                    announcedName,
                    firstUnread,
                    message);
        }
    }

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
