package weft.reticulum.router.destinations;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import weft.reticulum.Address;
import weft.reticulum.hosting.HostedRole;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.drops.Drops;
import weft.reticulum.router.table.AddressTable;
import weft.reticulum.router.time.CallTime;
import weft.reticulum.router.time.Seconds;
import weft.reticulum.router.time.Timer;

/** Which destinations Endpoints host behind this Router. Soft state: who is not repeated for 90 s is forgotten. */
final class HostedTable implements Timer {

    private static final long LIFETIME = Seconds.nanos(90);
    private static final long TICK = Seconds.nanos(5);

    private final CallTime time;
    private final Drops drops;
    private final AddressTable<HostedDestination> entries;
    private final Consumer<Address> onForgotten;
    private long nextTick = Timer.NONE;

    /** @param onForgotten hears of destinations that are withdrawn or not repeated any more */
    HostedTable(CallTime time, Drops drops, AddressTable<HostedDestination> entries, Consumer<Address> onForgotten) {
        this.time = time;
        this.drops = drops;
        this.entries = entries;
        this.onForgotten = onForgotten;
    }

    /** The hosted destination, or null. */
    HostedDestination get(Address owner) {
        return entries.get(owner);
    }

    HostedDestination get(long high, long low) {
        return entries.get(high, low);
    }

    /**
     * Takes or renews a destination; whether it is new here. One of an older epoch than the last heard is ignored. In a full table one
     * of the node's own takes the place of the member's that was repeated longest ago, any other is refused.
     */
    boolean host(Address owner, long epoch, HostedRole role) {
        HostedDestination known = entries.get(owner);
        if (known == null && entries.isFull()) {
            drops.count(DropReason.TABLE_FULL);
            if (role == HostedRole.MEMBER || !makeRoom()) {
                return false;
            }
        }
        HostedDestination entry = known == null ? new HostedDestination(owner) : known;
        if (epoch < entry.epoch()) {
            return false;
        }
        entry.heard(epoch, role, time.now());
        if (known == null) {
            entries.put(entry);
            nextTick = Math.min(nextTick, time.now() + TICK);
        } else {
            entries.touch(entry);
        }
        return known == null;
    }

    private boolean makeRoom() {
        HostedDestination entry = entries.eldest();
        while (entry != null && entry.role() != HostedRole.MEMBER) {
            entry = entries.after(entry);
        }
        if (entry == null) {
            return false;
        }
        forget(entry);
        return true;
    }

    /** Forgets a destination that is here, in no later epoch. */
    void withdraw(Address owner, long epoch) {
        HostedDestination known = entries.get(owner);
        if (known != null && epoch >= known.epoch()) {
            forget(known);
        }
    }

    private void forget(HostedDestination entry) {
        entries.remove(entry);
        onForgotten.accept(entry.address());
    }

    int size() {
        return entries.size();
    }

    /** All of them, the most recently used first. */
    List<HostedDestination> byUse() {
        List<HostedDestination> all = new ArrayList<>(entries.size());
        for (HostedDestination entry = entries.eldest(); entry != null; entry = entries.after(entry)) {
            all.add(entry);
        }
        all.sort(Comparator.comparingLong(HostedDestination::usedAt).reversed());
        return all;
    }

    @Override
    public long nextDeadline() {
        return nextTick;
    }

    @Override
    public void onDeadline() {
        while (entries.size() > 0 && time.now() - entries.eldest().heardAt() > LIFETIME) {
            forget(entries.eldest());
        }
        nextTick = entries.size() == 0 ? Timer.NONE : time.now() + TICK;
    }
}
