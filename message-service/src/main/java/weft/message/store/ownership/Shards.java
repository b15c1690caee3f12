package weft.message.store.ownership;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.stream.Collectors;
import weft.message.store.sql.Transaction;

/** Who owns which shard, and in which epoch. */
@ApplicationScoped
public class Shards {

    /**
     * Takes a shard: its epoch is another, so that writes of an earlier owner fail. A row that is missing or whose epoch can't grow any
     * more is made anew, with an epoch of the time that none can have had.
     *
     * @return the new epoch
     */
    public long take(Transaction transaction, int shard, String owner) {
        return transaction
                .first("""
                        insert into shard (id, owner, epoch)
                        values ($1, $2, (extract(epoch from clock_timestamp()) * 1000)::bigint)
                        on conflict (id) do update set owner = excluded.owner,
                            epoch = case when shard.epoch between 0 and $3 then shard.epoch + 1 else excluded.epoch end
                        returning epoch""", row -> row.longValue("epoch"), shard, owner, Long.MAX_VALUE / 2)
                .orElseThrow();
    }

    /** Takes all shards of a list at once. */
    public SequencedMap<Integer, Long> takeAll(Transaction transaction, Iterable<Integer> shards, String owner) {
        SequencedMap<Integer, Long> epochs = new LinkedHashMap<>();
        for (int shard : shards) {
            epochs.put(shard, take(transaction, shard, owner));
        }
        return epochs;
    }

    /**
     * Makes sure that the shard is still held in this epoch, until the transaction ends.
     *
     * @throws StaleEpoch when another owner has taken it
     */
    public void fence(Transaction transaction, int shard, long epoch) {
        Optional<Long> current = transaction.first(
                "select epoch from shard where id = $1 for share", row -> row.longValue("epoch"), shard);
        if (current.isEmpty() || current.get() != epoch) {
            throw new StaleEpoch(shard, epoch);
        }
    }

    /**
     * As {@link #fence(Transaction, int, long)}, for all shards of a batch.
     *
     * @return waits for the answer, and throws {@link StaleEpoch} when another owner has taken one of them
     */
    public Runnable fence(Transaction transaction, SortedMap<Integer, Long> epochs) {
        record Held(int shard, long epoch) {}
        var held = transaction.askAll(
                "select id, epoch from shard where id = any($1) order by id for share",
                row -> new Held(row.intValue("id"), row.longValue("epoch")),
                (Object) epochs.keySet().stream().map(Integer::shortValue).toArray(Short[]::new));
        return () -> {
            Map<Integer, Long> current = held.get().stream().collect(Collectors.toMap(Held::shard, Held::epoch));
            epochs.forEach((shard, epoch) -> {
                if (!epoch.equals(current.get(shard))) {
                    throw new StaleEpoch(shard, epoch);
                }
            });
        };
    }

    /** The writer no longer owns the shard; nothing was written, and it has to stop hosting it. */
    public static final class StaleEpoch extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final int shard;
        private final long epoch;

        StaleEpoch(int shard, long epoch) {
            super("shard " + shard + " is no longer held in epoch " + epoch);
            this.shard = shard;
            this.epoch = epoch;
        }

        public int shard() {
            return shard;
        }

        /** That of the writer. */
        public long epoch() {
            return epoch;
        }
    }
}
