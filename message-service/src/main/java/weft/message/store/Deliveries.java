package weft.message.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import weft.message.domain.Method;
import weft.message.domain.StoredMessage;
import weft.message.store.sql.Columns;
import weft.message.store.sql.Rows;
import weft.message.store.sql.Transaction;
import weft.reticulum.Address;
import weft.reticulum.Digest;
import weft.service.quarantine.Quarantine;

/** Outbound messages under way. Any replica adds rows; only the owner of their shard takes them. */
@ApplicationScoped
public class Deliveries {

    /** No row has to wait longer than this; one that seems to was written before the clock was set back. */
    private static final Duration LONGEST_WAIT = Quarantine.LONGEST_PAUSE.plusMinutes(5);

    private final Wakeups wakeups;

    public Deliveries(Wakeups wakeups) {
        this.wakeups = wakeups;
    }

    /** Puts messages on their way. */
    public void add(Transaction transaction, List<New> messages) {
        if (messages.isEmpty()) {
            return;
        }
        Rows<New> rows = new Rows<>(messages);
        transaction.send(
                """
                insert into delivery (account, message, identity, shard, peer, try_first)
                select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::integer[], $5::bytea[], $6::text[])""",
                rows.uuids(each -> each.message().account()),
                rows.uuids(each -> each.message().id()),
                rows.uuids(each -> each.message().identity()),
                rows.integers(New::shard),
                rows.bytes(each -> each.message().peer()),
                rows.texts(New::tryFirst));
        messages.stream().map(New::shard).distinct().forEach(shard -> wake(transaction, shard));
    }

    /** A message to be put on its way, in the shard of its sender. */
    public record New(StoredMessage message, int shard, Method tryFirst) {}

    /**
     * Due rows of these shards that their owner has not taken in this epoch, oldest first, marked as taken.
     *
     * @param epochs of the shards, in the same order
     * @param full identities that take nothing more for now
     * @param unreadable is told of each row that can't be read, by its account and message; it is taken nevertheless
     */
    public List<Delivery> claim(
            Transaction transaction,
            List<Integer> shards,
            List<Long> epochs,
            Collection<UUID> full,
            Instant now,
            int limit,
            BiConsumer<UUID, UUID> unreadable) {
        return transaction.listReadable(
                """
                with owned as (select * from unnest($1::smallint[], $2::bigint[]) as o(shard, epoch)),
                due as (
                    select d.account, d.message, o.epoch from delivery d join owned o on o.shard = d.shard
                        join shard s on s.id = d.shard and s.epoch = o.epoch
                    where d.claimed_epoch is distinct from o.epoch and (d.next_attempt <= $3 or d.next_attempt > $6)
                        and not d.cancelled and d.identity <> all($5)
                    order by d.next_attempt limit $4 for update of d skip locked)
                update delivery d set claimed_epoch = due.epoch from due
                where d.account = due.account and d.message = due.message
                returning d.account, d.message, d.identity, d.shard, d.peer, d.try_first, d.attempts, d.stamp,
                    d.created_at""",
                Deliveries::read,
                (row, _) -> unreadable.accept(row.uuid("account"), row.uuid("message")),
                shards.stream().map(Integer::shortValue).toArray(Short[]::new),
                epochs.toArray(Long[]::new),
                now,
                limit,
                full.toArray(UUID[]::new),
                now.plus(LONGEST_WAIT));
    }

    /** The row of one message, if it is still under way. */
    public Optional<Delivery> find(Transaction transaction, UUID account, UUID message) {
        return transaction.first("""
                select account, message, identity, shard, peer, try_first, attempts, stamp, created_at from delivery
                where account = $1 and message = $2""", Deliveries::read, account, message);
    }

    /** The journeys of these messages have ended. Idempotent. */
    public void remove(Transaction transaction, List<Row> ended) {
        if (ended.isEmpty()) {
            return;
        }
        Rows<Row> rows = new Rows<>(ended);
        transaction.send("""
                delete from delivery d using unnest($1::uuid[], $2::uuid[]) as g(account, message)
                where d.account = g.account and d.message = g.message""", rows.uuids(Row::account), rows.uuids(Row::message));
    }

    /** Once this is committed, this process looks again at the messages of its shards. */
    public void wakeHere(Transaction transaction) {
        transaction.afterCommit(() -> wakeups.wakeHere(Wakeups.Work.DELIVERIES));
    }

    /** Once this is committed, the owner of the shard looks again at its messages. */
    private void wake(Transaction transaction, int shard) {
        transaction.afterCommit(() -> wakeups.wake(Wakeups.Work.DELIVERIES, shard));
    }

    /** Gives a claimed row back: it is due again at the given time. */
    public void release(Transaction transaction, UUID account, UUID message, int attempts, Instant nextAttempt) {
        transaction.send("""
                update delivery set claimed_epoch = null, attempts = $3, next_attempt = $4
                where account = $1 and message = $2""", account, message, attempts, nextAttempt);
        wakeHere(transaction);
    }

    /** Gives a claimed row back that could not be used: it is due again at the given time, and was not tried. */
    public void putOff(Transaction transaction, UUID account, UUID message, Instant nextAttempt) {
        transaction.send("""
                update delivery set claimed_epoch = null, next_attempt = $3
                where account = $1 and message = $2""", account, message, nextAttempt);
    }

    /** Messages of an identity that is hosted here and that wait for their time are due now. */
    public void hasten(Transaction transaction, UUID account, UUID identity) {
        transaction.send("""
                update delivery set next_attempt = now()
                where account = $1 and identity = $2 and claimed_epoch is null and next_attempt > now()""", account, identity);
        wakeHere(transaction);
    }

    /** Messages of these shards that wait for their time are due now: the clock that the time was taken from was set. */
    public void hastenAll(Transaction transaction, Collection<Integer> shards) {
        transaction.update(
                "update delivery set next_attempt = now() where shard = any($1) and claimed_epoch is null"
                        + " and next_attempt > now()",
                (Object) shards.stream().map(Integer::shortValue).toArray(Short[]::new));
        wakeHere(transaction);
    }

    /** To which of these peers messages are under way, and from which own addresses. */
    public List<Way> sendersTo(Transaction transaction, Collection<Address> peers) {
        return transaction.list("""
                select distinct i.address, d.peer from delivery d
                    join identity i on i.account = d.account and i.id = d.identity where d.peer = any($1)""", row -> new Way(row.address("address"), row.address("peer")), (Object)
                new Rows<>(List.copyOf(peers)).bytes(peer -> peer));
    }

    /** From an address of this node to a peer. */
    public record Way(Address own, Address peer) {}

    /** Asks the shard's owner to stop; the owner removes the row. */
    public void withdraw(Transaction transaction, Delivery delivery) {
        transaction.send(
                "update delivery set cancelled = true where account = $1 and message = $2",
                delivery.account(),
                delivery.message());
        wake(transaction, delivery.shard());
    }

    /**
     * Rows of these shards that their senders have withdrawn, with the hash of each message. Waits when the answer is asked
     * for. Nothing in them needs reading that could fail: a damaged row can be withdrawn too.
     */
    public Supplier<List<Withdrawn>> askWithdrawn(Transaction transaction, Collection<Integer> shards, int limit) {
        return transaction.askAll(
                """
                select d.account, d.message, d.identity, m.hash from delivery d
                    join message m on m.account = d.account and m.id = d.message
                where d.shard = any($1) and d.cancelled limit $2""",
                row -> new Withdrawn(
                        row.uuid("account"), row.uuid("message"), row.uuid("identity"), row.digest("hash")),
                shards.stream().map(Integer::shortValue).toArray(Short[]::new),
                limit);
    }

    /** Whose row it is: a message under way. */
    public record Row(UUID account, UUID message) {}

    /** A message under way that its sender has withdrawn. */
    public record Withdrawn(UUID account, UUID message, UUID identity, Digest hash) {}

    /** Rows of these shards, for the gauge. */
    public long backlog(Transaction transaction, Collection<Integer> shards) {
        return transaction
                .first("select count(*) as n from delivery where shard = any($1)", row -> row.longValue("n"), (Object)
                        shards.stream().map(Integer::shortValue).toArray(Short[]::new))
                .orElse(0L);
    }

    private static Delivery read(Columns row) {
        return new Delivery(
                row.uuid("account"),
                row.uuid("message"),
                row.uuid("identity"),
                row.intValue("shard"),
                row.address("peer"),
                row.constant("try_first", Method.class),
                row.intValue("attempts"),
                row.optionalBytes("stamp"),
                row.instant("created_at"));
    }

    /**
     * One message under way.
     *
     * @param stamp a proof of work that was found for it, 32 bytes
     */
    public record Delivery(
            UUID account,
            UUID message,
            UUID identity,
            int shard,
            Address peer,
            Method tryFirst,
            int attempts,
            Optional<byte[]> stamp,
            Instant createdAt) {}
}
