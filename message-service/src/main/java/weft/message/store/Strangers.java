package weft.message.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import weft.message.config.MessageSettings;
import weft.message.store.sql.Rows;
import weft.message.store.sql.Transaction;
import weft.reticulum.Address;

/**
 * What room those have whom a member does not know. Anybody can send to an address, under as many addresses as they like, so all
 * of them together get a tenth of the mailbox and each of them a tenth of that: when it is used up, what they send is not taken
 * in until the member deletes some of it or accepts its sender, and everybody whom the member has accepted goes on as before.
 *
 * <p>A stranger is whoever the member has neither written to nor named nor accepted. So is, for its messages, somebody whose
 * signature could not be checked: it may be anybody.
 */
@ApplicationScoped
public class Strangers {

    /** The part of a quota that strangers together have, and of that the part of one of them: one in so many. */
    static final int PART = 10;

    /** Messages that strangers together have at least, within a smaller quota. */
    static final int LEAST_MESSAGES = 100;

    /** Bytes that strangers together have at least, within a smaller quota. */
    static final int LEAST_BYTES = 10_000_000;

    /** One stranger has at least this part of what they have together at least: one in so many. */
    static final int ONE_OF = 2;

    private final MessageSettings config;

    public Strangers(MessageSettings config) {
        this.config = config;
    }

    /**
     * For each of these messages whether its sender is a stranger whose part is used up, in order.
     *
     * <p>Messages that were taken in and wait for their decision are not counted yet; an account has a bound of those, too.
     */
    public List<Boolean> outOfRoom(Transaction transaction, List<Sender> senders) {
        Rows<Sender> rows = new Rows<>(senders);
        return transaction.list(
                """
                select case
                    when a.id is null or known.yes then false
                    when a.stranger_messages >= room.messages or a.stranger_bytes >= room.bytes then true
                    when a.stranger_messages < own.messages and a.stranger_bytes < own.bytes then false
                    else (select count(*) >= own.messages or coalesce(sum(kept_length), 0) >= own.bytes
                        from message o where o.account = s.account and o.peer = s.peer and o.stranger)
                    end as refused
                from unnest($1::uuid[], $2::bytea[]) with ordinality as s(account, peer, place)
                    left join account a on a.id = s.account
                    cross join lateral (select
                        coalesce(a.message_quota, $3::bigint) as messages, coalesce(a.byte_quota, $4::bigint) as bytes) quota
                    cross join lateral (select
                        least(quota.messages, greatest(quota.messages / $5::int, $6::bigint)) as messages,
                        least(quota.bytes, greatest(quota.bytes / $5, $7::bigint)) as bytes) room
                    cross join lateral (select
                        least(room.messages, greatest(room.messages / $5, $6 / $8::int)) as messages,
                        least(room.bytes, greatest(room.bytes / $5, $7 / $8)) as bytes) own
                    cross join lateral (select exists (
                            select 1 from contact k where k.account = s.account and k.peer = s.peer and k.accepted)
                        and (exists (select 1 from known_destination d where d.address = s.peer)
                            or exists (select 1 from identity i where i.address = s.peer)) as yes) known
                order by s.place""",
                row -> row.flag("refused"),
                rows.uuids(Sender::account),
                rows.bytes(Sender::address),
                config.messagesPerAccount(),
                config.bytesPerAccount(),
                PART,
                (long) LEAST_MESSAGES,
                (long) LEAST_BYTES,
                ONE_OF);
    }

    /**
     * These peers may be none any more: what they sent takes of the member's own room from now on, if the member has accepted them.
     * Whoever asks for several accounts holds their locks.
     */
    void recount(Transaction transaction, List<Sender> peers) {
        Rows<Sender> rows = new Rows<>(peers);
        transaction.send("""
                with known as (
                    update message m set stranger = false
                    from (select distinct account, peer from unnest($1::uuid[], $2::bytea[]) as p(account, peer)) g
                    where m.account = g.account and m.peer = g.peer and m.stranger and m.signature = 'valid'
                        and exists (select 1 from contact k where k.account = g.account and k.peer = g.peer and k.accepted)
                    returning m.account, m.kept_length)
                update account a set stranger_messages = stranger_messages - c.messages, stranger_bytes = stranger_bytes - c.bytes
                from (select account, count(*) as messages, sum(kept_length) as bytes from known group by account) c
                where a.id = c.account""", rows.uuids(Sender::account), rows.bytes(Sender::address));
    }

    /** As {@link #recount(Transaction, List)}, of one. */
    void recount(Transaction transaction, UUID account, Address peer) {
        recount(transaction, List.of(new Sender(account, peer)));
    }

    /** Who a message to an account says it is from. */
    public record Sender(UUID account, Address address) {}
}
