package weft.message.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import weft.lxmf.message.Message;
import weft.message.domain.Method;
import weft.message.domain.StoredMessage.Reception;
import weft.message.store.sealing.Sealing;
import weft.message.store.sql.Transaction;
import weft.reticulum.Address;
import weft.reticulum.Digest;
import weft.reticulum.identity.Identity;
import weft.service.vault.AccountKey;

/**
 * The inbox journal: what arrived, as it arrived, before anything is acknowledged. A row is undecided until a transaction
 * has made of it what it becomes; after a crash the undecided ones are decided again.
 */
@ApplicationScoped
public class Journal {

    /** Days that a row which nobody could decide is kept, for a person to look at. */
    public static final int QUARANTINE_DAYS = 90;

    /** Rows that nobody could decide, of all members together; past this the oldest go. */
    public static final int QUARANTINE_ROWS = 10_000;

    private static final String PACKED = "inbox_journal.packed";

    /** Whom bytes too few for a message are from. */
    private static final Address NOBODY = Address.read(new byte[Address.LENGTH], 0);

    private final Sealing sealing;
    private final Strangers strangers;

    public Journal(Sealing sealing, Strangers strangers) {
        this.sealing = sealing;
        this.strangers = strangers;
    }

    /** What became of one arrival. */
    public enum Outcome {
        /** It is on disk when the transaction is. */
        WRITTEN,
        /** The same bytes are on disk already. */
        REPEATED,
        /** The member's bound of undecided rows is reached: not to be acknowledged. */
        FULL,
        /** The sender is a stranger to the member, and has or strangers have all the room they get: not to be acknowledged. */
        STRANGER
    }

    /**
     * Writes arrivals in one round trip.
     *
     * @param bound undecided rows an account may have
     * @return an outcome for each arrival, in order
     */
    public List<Outcome> write(Transaction transaction, List<Arrival> arrivals, int bound) {
        List<Boolean> strange = strangers.outOfRoom(
                transaction, arrivals.stream().map(Journal::sender).toList());
        List<List<Object>> rows = new ArrayList<>();
        for (Arrival arrival : arrivals) {
            Reception reception = arrival.reception();
            List<Object> row = new ArrayList<>();
            row.add(arrival.account());
            row.add(arrival.identity());
            row.add(arrival.shard());
            row.add(arrival.digest());
            row.add(arrival.method());
            row.add(reception.ratchetId());
            row.add(reception.hops());
            row.add(reception.rssi());
            row.add(reception.snr());
            row.add(arrival.linkIdentity().map(Identity::publicKeySet));
            row.add(arrival.receivedAt());
            row.add(sealing.sealLarge(transaction, arrival.account(), PACKED, arrival.digest(), arrival.packed()));
            row.add(bound);
            row.add(arrival.packed().length);
            row.add(strange.get(rows.size()));
            rows.add(row);
        }
        // The answer tells a repetition from a full journal, because the insert touches no row in either case.
        return transaction.batchFirst("""
                with present as (
                    select 1 from inbox_journal where account = $1 and identity = $2 and digest = $4),
                written as (
                    insert into inbox_journal (account, identity, shard, digest, method, ratchet_id, hops, rssi, snr,
                        link_keys, received_at, sealed_packed, packed_length)
                    select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $14
                    where not exists (select 1 from present) and not $15::boolean
                        and (select count(*) from inbox_journal where account = $1 and decided_at is null) < $13
                    on conflict do nothing
                    returning 1)
                select case when exists (select 1 from written) then 'WRITTEN'
                    when exists (select 1 from present) then 'REPEATED'
                    when $15 then 'STRANGER' else 'FULL' end as outcome""", row -> Outcome.valueOf(row.text("outcome")), rows);
    }

    private static Strangers.Sender sender(Arrival arrival) {
        return new Strangers.Sender(
                arrival.account(), Message.claimedSource(arrival.packed()).orElse(NOBODY));
    }

    /**
     * The oldest undecided rows of these shards, the first one always.
     *
     * @param except rows to leave alone
     * @param bytes after which no further row is read
     * @param unreadable is told of each that can't be read; it stays undecided
     */
    public List<Entry> undecided(
            Transaction transaction,
            Collection<Integer> shards,
            Collection<Long> except,
            int limit,
            long bytes,
            BiConsumer<Long, RuntimeException> unreadable) {
        return transaction.listReadable(
                """
                select id, account, identity, shard, digest, method, ratchet_id, hops, rssi, snr, link_keys, received_at,
                    sealed_packed, bytes
                from (select j.*, sum(bytes) over (order by id) - bytes as before
                    from (select *, coalesce(packed_length, octet_length(sealed_packed) - $5) as bytes from inbox_journal where shard = any($1) and decided_at is null and id <> all($2)
                        order by id limit $3) j) batch
                where before < $4 order by id""",
                row -> new Entry(
                        row.longValue("id"),
                        new Arrival(
                                row.uuid("account"),
                                row.uuid("identity"),
                                row.intValue("shard"),
                                row.digest("digest"),
                                row.constant("method", Method.class),
                                new Reception(
                                        row.optionalBytes("ratchet_id"),
                                        row.optionalInt("hops"),
                                        row.optionalFloat("rssi"),
                                        row.optionalFloat("snr")),
                                row.optionalBytes("link_keys").map(Identity::of),
                                row.instant("received_at"),
                                sealing.openLarge(
                                        transaction,
                                        row.uuid("account"),
                                        PACKED,
                                        row.digest("digest"),
                                        row.bytes("sealed_packed"),
                                        row.intValue("bytes")))),
                (row, why) -> unreadable.accept(row.longValue("id"), why),
                shards.stream().map(Integer::shortValue).toArray(Short[]::new),
                except.toArray(Long[]::new),
                limit,
                bytes,
                AccountKey.SEAL_LENGTH);
    }

    /**
     * Marks a row decided and lets go of its bytes.
     *
     * @return false when somebody else has decided it: then this transaction must not have an effect
     */
    public Supplier<Boolean> decide(Transaction transaction, long id, UUID account, String outcome) {
        var decided = transaction.ask("""
                update inbox_journal set decided_at = now(), outcome = $3, sealed_packed = null
                where id = $1 and account = $2 and decided_at is null returning id""", row -> row.longValue("id"), id, account, outcome);
        return () -> decided.get().isPresent();
    }

    /**
     * Sets a row aside that could not be decided: it keeps its bytes, for a person to look at.
     *
     * @return whether it was there and undecided
     */
    public boolean quarantine(Transaction transaction, long id, UUID account) {
        return transaction.update("""
                update inbox_journal set decided_at = now(), outcome = 'quarantined'
                where id = $1 and account = $2 and decided_at is null""", id, account) == 1;
    }

    /**
     * Remembers that a message of this hash has been received.
     *
     * @return whether that is news
     */
    public boolean bury(Transaction transaction, UUID account, UUID identity, Digest hash, Instant until) {
        return transaction.update("""
                        insert into tombstone as t (account, identity, hash, until) values ($1, $2, $3, $4)
                        on conflict (account, identity, hash) do update set until = excluded.until
                        where t.until <= now()""", account, identity, hash, until) == 1;
    }

    /** Undecided rows of these shards, for the gauge. */
    public long backlog(Transaction transaction, Collection<Integer> shards) {
        return transaction
                .first(
                        "select count(*) as n from inbox_journal where shard = any($1) and decided_at is null",
                        row -> row.longValue("n"),
                        (Object) shards.stream().map(Integer::shortValue).toArray(Short[]::new))
                .orElse(0L);
    }

    /**
     * Removes decided rows and tombstones that are past. Rows set aside stay {@link #QUARANTINE_DAYS} days, and of all members
     * together the newest {@link #QUARANTINE_ROWS}.
     */
    public int prune(Transaction transaction, Instant now, Instant decidedBefore, int limit) {
        return transaction.update("""
                        delete from inbox_journal where id in
                            (select id from inbox_journal where decided_at < $1 and outcome <> 'quarantined'
                                order by decided_at limit $2)""", decidedBefore, limit)
                + transaction.update(
                        """
                        delete from inbox_journal where id in
                            (select id from inbox_journal where outcome = 'quarantined' and (decided_at < $1 or id <=
                                (select id from inbox_journal where outcome = 'quarantined'
                                    order by id desc offset $2 limit 1))
                                order by id limit $3)""", now.minus(QUARANTINE_DAYS, ChronoUnit.DAYS), (long) QUARANTINE_ROWS, (long) limit)
                + transaction.update("""
                        delete from tombstone where ctid = any(array(
                            select ctid from tombstone where until < $1 order by until limit $2))""", now, limit);
    }

    /**
     * Something that arrived for an identity.
     *
     * @param digest of the packed bytes, stamp included
     * @param linkIdentity who the other end of the link showed itself to be
     * @param packed the whole message as on the wire, destination included
     */
    public record Arrival(
            UUID account,
            UUID identity,
            int shard,
            Digest digest,
            Method method,
            Reception reception,
            Optional<Identity> linkIdentity,
            Instant receivedAt,
            byte[] packed) {}

    /** An undecided row. */
    public record Entry(long id, Arrival arrival) {}
}
