package weft.reticulum.router.links;

import java.util.ArrayDeque;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.drops.Drops;
import weft.reticulum.router.interfaces.RouterInterface;
import weft.reticulum.router.table.AddressTable;
import weft.reticulum.router.time.CallTime;
import weft.reticulum.router.time.Seconds;
import weft.reticulum.router.time.Timer;

/**
 * The way back for proofs: which packets were forwarded from where to where (rns-core §13.2). Entries are used again, so
 * that a table that has grown allocates nothing.
 */
final class ReverseTable implements Timer {

    private static final long LIFETIME = Seconds.nanos(480);
    private static final long TICK = Seconds.nanos(5);

    private final CallTime time;
    private final Drops drops;
    private final AddressTable<Reverse> entries;
    private final ArrayDeque<Reverse> spare = new ArrayDeque<>();
    private long nextTick = Timer.NONE;

    ReverseTable(CallTime time, Drops drops, AddressTable<Reverse> entries) {
        this.time = time;
        this.drops = drops;
        this.entries = entries;
    }

    /** A packet that went through, by the first half of its hash. */
    static final class Reverse extends AddressTable.Entry {
        private RouterInterface receivedOn;
        private RouterInterface sentOn;
        private long at;

        private Reverse() {
            super(0, 0);
        }

        private void set(long high, long low, RouterInterface from, RouterInterface to, long now) {
            rename(high, low);
            receivedOn = from;
            sentOn = to;
            at = now;
        }

        /** A spare one keeps no interface that is gone. */
        private void clear() {
            receivedOn = null;
            sentOn = null;
        }

        RouterInterface receivedOn() {
            return receivedOn;
        }

        RouterInterface sentOn() {
            return sentOn;
        }
    }

    /** Remembers the way of a packet; the last one counts. */
    void add(long high, long low, RouterInterface from, RouterInterface to) {
        Reverse known = entries.get(high, low);
        if (known != null) {
            known.set(high, low, from, to, time.now());
            entries.touch(known);
            return;
        }
        if (entries.isFull()) {
            take(entries.eldest());
            drops.count(DropReason.TABLE_FULL);
        }
        Reverse entry = spare.isEmpty() ? new Reverse() : spare.pollLast();
        entry.set(high, low, from, to, time.now());
        entries.put(entry);
        if (nextTick == Timer.NONE) {
            nextTick = time.now() + TICK;
        }
    }

    /** Takes the way of a packet out, or null. Read it before the next {@link #add}. */
    Reverse take(long high, long low) {
        Reverse entry = entries.get(high, low);
        if (entry != null) {
            take(entry);
        }
        return entry;
    }

    int size() {
        return entries.size();
    }

    void interfaceDown(RouterInterface gone) {
        Reverse entry = entries.eldest();
        while (entry != null) {
            Reverse next = entries.after(entry);
            if (entry.receivedOn == gone || entry.sentOn == gone) {
                take(entry);
            }
            entry = next;
        }
        spare.forEach(Reverse::clear);
    }

    @Override
    public long nextDeadline() {
        return nextTick;
    }

    @Override
    public void onDeadline() {
        while (entries.size() > 0 && time.now() - entries.eldest().at > LIFETIME) {
            take(entries.eldest());
        }
        nextTick = entries.size() == 0 ? Timer.NONE : time.now() + TICK;
    }

    private void take(Reverse entry) {
        entries.remove(entry);
        spare.addLast(entry);
    }
}
