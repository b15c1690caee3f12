package weft.message.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import weft.lxmf.message.Message;
import weft.message.domain.Method;
import weft.message.domain.StoredMessage.Reception;
import weft.message.store.sealing.Sealing;
import weft.message.store.sql.Rows;
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

    /** Bytes of arrivals after which a statement ends: each of them is in memory several times while it is sent. */
    private static final long TOGETHER_BYTES = 2L << 20;

    /** The answer tells a repetition from a full journal, because the insert touches no row in either case. */
    private static final String WRITE = """
            with given as (
                select g.*, exists (select 1 from inbox_journal p
                    where p.account = g.account and p.identity = g.identity and p.digest = g.digest) as present
                from unnest($1::uuid[], $2::uuid[], $3::integer[], $4::bytea[], $5::text[], $6::bytea[], $7::integer[], $8::real[],
                        $9::real[], $10::bytea[], $11::timestamptz[], $12::bytea[], $13::integer[], $14::boolean[])
                    with ordinality as g(account, identity, shard, digest, method, ratchet_id, hops, rssi, snr, link_keys,
                        received_at, sealed_packed, packed_length, strange, place)),
            backlog as (
                select a.account, (select count(*) from inbox_journal j
                    where j.account = a.account and j.decided_at is null) as undecided
                from (select distinct account from given) a),
            numbered as (
                select given.*, row_number() over (partition by account order by place) as nth
                from given where not present and not strange),
            written as (
                insert into inbox_journal (account, identity, shard, digest, method, ratchet_id, hops, rssi, snr, link_keys,
                    received_at, sealed_packed, packed_length)
                select account, identity, shard, digest, method, ratchet_id, hops, rssi, snr, link_keys, received_at,
                    sealed_packed, packed_length
                from numbered join backlog using (account) where undecided + nth <= $15 order by place
                on conflict do nothing returning account, identity, digest)
            select case when w.account is not null then 'written' when present then 'repeated'
                when strange then 'stranger' else 'full' end as outcome
            from given left join written w using (account, identity, digest) order by place""";

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
     * Writes arrivals, as many in one statement as have {@value #TOGETHER_BYTES} bytes.
     *
     * @param bound undecided rows an account may have
     * @return an outcome for each arrival, in order
     */
    public List<Outcome> write(Transaction transaction, List<Arrival> arrivals, int bound) {
        List<Boolean> strange = strangers.outOfRoom(
                transaction, arrivals.stream().map(Journal::sender).toList());
        SequencedMap<Key, Row> rows = new LinkedHashMap<>();
        for (int i = 0; i < arrivals.size(); i++) {
            Arrival arrival = arrivals.get(i);
            rows.putIfAbsent(key(arrival), new Row(arrival, strange.get(i)));
        }
        Map<Key, Outcome> outcomes = new HashMap<>();
        for (List<Row> part : parts(List.copyOf(rows.values()))) {
            List<Outcome> written = insert(transaction, part, bound);
            for (int i = 0; i < part.size(); i++) {
                outcomes.put(key(part.get(i).arrival()), written.get(i));
            }
        }
        List<Outcome> result = new ArrayList<>();
        for (Arrival arrival : arrivals) {
            // What the first of the same bytes became is true of the others, and on disk they are once.
            Outcome outcome = outcomes.get(key(arrival));
            result.add(outcome);
            outcomes.replace(key(arrival), Outcome.WRITTEN, Outcome.REPEATED);
        }
        return result;
    }

    private record Key(UUID account, UUID identity, Digest digest) {}

    private record Row(Arrival arrival, boolean strange) {}

    private static Key key(Arrival arrival) {
        return new Key(arrival.account(), arrival.identity(), arrival.digest());
    }

    private static List<List<Row>> parts(List<Row> rows) {
        List<List<Row>> parts = new ArrayList<>();
        int from = 0;
        long bytes = 0;
        for (int i = 0; i < rows.size(); i++) {
            bytes += rows.get(i).arrival().packed().length;
            if (bytes >= TOGETHER_BYTES || i == rows.size() - 1) {
                parts.add(rows.subList(from, i + 1));
                from = i + 1;
                bytes = 0;
            }
        }
        return parts;
    }

    private List<Outcome> insert(Transaction transaction, List<Row> rows, int bound) {
        Rows<Row> all = new Rows<>(rows);
        Rows<Arrival> arrivals = new Rows<>(rows.stream().map(Row::arrival).toList());
        return transaction.list(
                WRITE,
                row -> row.constant("outcome", Outcome.class),
                arrivals.uuids(Arrival::account),
                arrivals.uuids(Arrival::identity),
                arrivals.integers(Arrival::shard),
                arrivals.bytes(Arrival::digest),
                arrivals.texts(Arrival::method),
                arrivals.bytes(arrival -> arrival.reception().ratchetId()),
                arrivals.integers(arrival -> arrival.reception().hops()),
                arrivals.reals(arrival -> arrival.reception().rssi()),
                arrivals.reals(arrival -> arrival.reception().snr()),
                arrivals.bytes(arrival -> arrival.linkIdentity().map(Identity::publicKeySet)),
                arrivals.times(Arrival::receivedAt),
                arrivals.bytes(arrival ->
                        sealing.sealLarge(transaction, arrival.account(), PACKED, arrival.digest(), arrival.packed())),
                arrivals.integers(arrival -> arrival.packed().length),
                all.flags(Row::strange),
                (long) bound);
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
     * Marks rows decided and lets go of their bytes.
     *
     * @return false when somebody else has decided one of them: then this transaction must not have an effect
     */
    public boolean decide(Transaction transaction, List<Decided> decided) {
        Rows<Decided> rows = new Rows<>(decided);
        return transaction.update(
                        """
                        update inbox_journal j set decided_at = now(), outcome = d.outcome, sealed_packed = null
                        from unnest($1::bigint[], $2::uuid[], $3::text[]) as d(id, account, outcome)
                        where j.id = d.id and j.account = d.account and j.decided_at is null""", rows.longs(Decided::id), rows.uuids(Decided::account), rows.texts(Decided::outcome))
                == decided.size();
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
     * Remembers that messages of these hashes have been received.
     *
     * @return of each whether that is news, in order; of several of one hash the first is
     */
    public List<Boolean> bury(Transaction transaction, List<Buried> buried, Instant until) {
        if (buried.isEmpty()) {
            return List.of();
        }
        Rows<Buried> rows = new Rows<>(buried.stream().distinct().toList());
        Set<Buried> news = new HashSet<>(transaction.list(
                """
                insert into tombstone as t (account, identity, hash, until)
                select account, identity, hash, $4 from unnest($1::uuid[], $2::uuid[], $3::bytea[]) as g(account, identity, hash)
                on conflict (account, identity, hash) do update set until = excluded.until where t.until <= now()
                returning account, identity, hash""",
                row -> new Buried(row.uuid("account"), row.uuid("identity"), row.digest("hash")),
                rows.uuids(Buried::account),
                rows.uuids(Buried::identity),
                rows.bytes(Buried::hash),
                until));
        return buried.stream().map(news::remove).toList();
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

    /** What a row became. */
    public record Decided(long id, UUID account, String outcome) {}

    /** The hash of a message that an identity has received. */
    public record Buried(UUID account, UUID identity, Digest hash) {}

    /** An undecided row. */
    public record Entry(long id, Arrival arrival) {}
}
