package weft.reticulum.router;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import weft.reticulum.Address;
import weft.reticulum.router.table.AddressTable;

/** Which destinations Endpoints host behind this Router. Soft state: who is not repeated for 90 s is forgotten. */
final class HostedTable implements Timer {

    private static final long LIFETIME = Seconds.nanos(90);
    private static final long TICK = Seconds.nanos(5);

    private final Turn turn;
    private final Drops drops;
    private final AddressTable<Hosted> entries;
    private long nextTick = Router.NONE;
    private Consumer<Address> onForgotten = _ -> {};

    HostedTable(Turn turn, Drops drops, AddressTable<Hosted> entries) {
        this.turn = turn;
        this.drops = drops;
        this.entries = entries;
    }

    /** Who is to hear of destinations that are withdrawn or not repeated any more. */
    void whenForgotten(Consumer<Address> listener) {
        onForgotten = listener;
    }

    /** A hosted destination. */
    static final class Hosted extends AddressTable.Entry {
        private long epoch;
        private long heardAt;
        private long usedAt;
        private byte[] announce;

        private Hosted(Address owner) {
            super(owner.high(), owner.low());
        }

        /** Its last announce as it left, or null. */
        byte[] announce() {
            return announce;
        }

        void announced(byte[] raw) {
            announce = raw;
        }

        void used(long now) {
            usedAt = now;
        }
    }

    /** The hosted destination, or null. */
    Hosted get(Address owner) {
        return entries.get(owner);
    }

    Hosted get(long high, long low) {
        return entries.get(high, low);
    }

    /** Takes or renews a destination; whether it is new here. One of an older epoch than the last heard is ignored. */
    boolean host(Address owner, long epoch) {
        Hosted known = entries.get(owner);
        if (known == null && entries.isFull()) {
            drops.count(DropReason.TABLE_FULL);
            return false;
        }
        Hosted entry = known == null ? new Hosted(owner) : known;
        if (epoch < entry.epoch) {
            return false;
        }
        entry.epoch = epoch;
        entry.heardAt = turn.now();
        if (known == null) {
            entries.put(entry);
            nextTick = Math.min(nextTick, turn.now() + TICK);
        } else {
            entries.touch(entry);
        }
        return known == null;
    }

    /** Forgets a destination that is here, in no later epoch. */
    void withdraw(Address owner, long epoch) {
        Hosted known = entries.get(owner);
        if (known != null && epoch >= known.epoch) {
            forget(known);
        }
    }

    private void forget(Hosted entry) {
        entries.remove(entry);
        onForgotten.accept(entry.address());
    }

    int size() {
        return entries.size();
    }

    /** All of them, the most recently used first. */
    List<Address> byUse() {
        List<Hosted> all = new ArrayList<>(entries.size());
        for (Hosted entry = entries.eldest(); entry != null; entry = entries.after(entry)) {
            all.add(entry);
        }
        all.sort(Comparator.comparingLong((Hosted entry) -> entry.usedAt).reversed());
        return all.stream().map(Hosted::address).toList();
    }

    @Override
    public long nextDeadline() {
        return nextTick;
    }

    @Override
    public void onDeadline() {
        while (entries.size() > 0 && turn.now() - entries.eldest().heardAt > LIFETIME) {
            forget(entries.eldest());
        }
        nextTick = entries.size() == 0 ? Router.NONE : turn.now() + TICK;
    }
}
