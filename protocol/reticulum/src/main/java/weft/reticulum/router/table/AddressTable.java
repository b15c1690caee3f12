package weft.reticulum.router.table;

import weft.reticulum.Address;

/**
 * A bounded table of entries keyed by an address, in order of use.
 *
 * <p>Open addressing with linear probing; the entries themselves are the links of the order, so that looking up, refreshing
 * and removing allocate nothing. Where in the table an address lands depends on a seed: a sender who picks addresses cannot
 * make them collide. Iteration goes from the longest unused entry to the newest and is the same in every run.
 *
 * <p>Not for several threads.
 *
 * @param <E> the entries
 */
public final class AddressTable<E extends AddressTable.Entry> {

    private static final int INITIAL_SLOTS = 16;

    private final int bound;
    private final long seed;
    private Entry[] slots = new Entry[INITIAL_SLOTS];
    private int size;
    private Entry eldest;
    private Entry newest;

    /**
     * @param bound most entries, at least 1
     * @param seed differs from table to table and from run to run
     */
    public AddressTable(int bound, long seed) {
        this.bound = bound;
        this.seed = seed;
    }

    /** What a table holds: extend it. An entry is in at most one table at a time. */
    public abstract static class Entry {
        private long high;
        private long low;
        private Entry older;
        private Entry newer;

        protected Entry(long high, long low) {
            this.high = high;
            this.low = low;
        }

        /** The key. */
        public final Address address() {
            return new Address(high, low);
        }

        /** Whether the key is this one. */
        public final boolean is(long otherHigh, long otherLow) {
            return high == otherHigh && low == otherLow;
        }

        /** Gives an entry that is in no table another key, so that it can be used again. */
        protected final void rename(long otherHigh, long otherLow) {
            high = otherHigh;
            low = otherLow;
        }
    }

    /** How many entries there are. */
    public int size() {
        return size;
    }

    /** Whether the next {@link #put} pushes the eldest entry out. */
    public boolean isFull() {
        return size == bound;
    }

    /** The entry of that address, or null. */
    public E get(Address address) {
        return get(address.high(), address.low());
    }

    /** The entry of that address, or null. */
    public E get(long high, long low) {
        int mask = slots.length - 1;
        for (int slot = home(high, low, mask); ; slot = slot + 1 & mask) {
            Entry entry = slots[slot];
            if (entry == null) {
                return null;
            }
            if (entry.is(high, low)) {
                return cast(entry);
            }
        }
    }

    /**
     * Adds an entry as the newest.
     *
     * @return the eldest entry if it had to go to make room, else null
     * @throws IllegalArgumentException when the table has an entry of that address
     */
    public E put(E entry) {
        if (get(entryHigh(entry), entryLow(entry)) != null) {
            throw new IllegalArgumentException("already in the table: " + entry.address());
        }
        E evicted = null;
        if (isFull()) {
            evicted = eldest();
            remove(evicted);
        }
        if (2 * (size + 1) > slots.length) {
            grow();
        }
        place(entry);
        append(entry);
        size++;
        return evicted;
    }

    /** Takes an entry of this table out. */
    public void remove(E entry) {
        int mask = slots.length - 1;
        int slot = home(entryHigh(entry), entryLow(entry), mask);
        while (slots[slot] != entry) {
            if (slots[slot] == null) {
                throw new IllegalArgumentException("not in the table: " + entry.address());
            }
            slot = slot + 1 & mask;
        }
        closeGap(slot, mask);
        unlink(entry);
        size--;
    }

    /** Makes an entry of this table the newest. */
    public void touch(E entry) {
        if (entry != newest) {
            unlink(entry);
            append(entry);
        }
    }

    /** The entry longest unused, or null. */
    public E eldest() {
        return cast(eldest);
    }

    /** The entry used next after this one, or null; ask before removing {@code entry}. */
    public E after(E entry) {
        return cast(next(entry));
    }

    private void place(Entry entry) {
        int mask = slots.length - 1;
        int slot = home(entry.high, entry.low, mask);
        while (slots[slot] != null) {
            slot = slot + 1 & mask;
        }
        slots[slot] = entry;
    }

    /** Moves followers up, so that a search never meets a gap before its entry. */
    private void closeGap(int gap, int mask) {
        int free = gap;
        for (int slot = gap + 1 & mask; slots[slot] != null; slot = slot + 1 & mask) {
            Entry entry = slots[slot];
            int distance = slot - home(entry.high, entry.low, mask) & mask;
            if (distance >= (slot - free & mask)) {
                slots[free] = entry;
                free = slot;
            }
        }
        slots[free] = null;
    }

    private void grow() {
        slots = new Entry[2 * slots.length];
        for (Entry entry = eldest; entry != null; entry = entry.newer) {
            place(entry);
        }
    }

    private void append(Entry entry) {
        entry.older = newest;
        entry.newer = null;
        if (newest == null) {
            eldest = entry;
        } else {
            newest.newer = entry;
        }
        newest = entry;
    }

    private void unlink(Entry entry) {
        if (entry.older == null) {
            eldest = entry.newer;
        } else {
            entry.older.newer = entry.newer;
        }
        if (entry.newer == null) {
            newest = entry.older;
        } else {
            entry.newer.older = entry.older;
        }
        entry.older = null;
        entry.newer = null;
    }

    private int home(long high, long low, int mask) {
        return Mixing.slot(high, low, seed) & mask;
    }

    private static long entryHigh(Entry entry) {
        return entry.high;
    }

    private static long entryLow(Entry entry) {
        return entry.low;
    }

    private static Entry next(Entry entry) {
        return entry.newer;
    }

    /** Only entries of type E are ever put in. */
    @SuppressWarnings("unchecked")
    private E cast(Entry entry) {
        return (E) entry;
    }
}
