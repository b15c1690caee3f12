package weft.reticulum.router.table;

import java.util.Arrays;

/**
 * Remembers the last so many hashes in two generations: when the current one is full it becomes the previous, and what was
 * previous is forgotten (rns-core §10.4). So at least one and at most two times the bound are remembered.
 *
 * <p>Keys are the first sixteen bytes of a SHA-256 value. A full generation takes 32 bytes per hash; both are reused, so
 * that once grown nothing is allocated.
 */
public final class DuplicateFilter {

    private static final int INITIAL_SLOTS = 1024;

    private final int bound;
    private final long seed;
    private long[] current = new long[2 * INITIAL_SLOTS];
    private long[] previous = new long[0];
    private int currentSize;
    private int previousSize;

    /**
     * @param bound hashes per generation, at least 1
     * @param seed differs from filter to filter
     */
    public DuplicateFilter(int bound, long seed) {
        this.bound = bound;
        this.seed = seed;
    }

    /** Whether the hash is remembered. */
    public boolean contains(long high, long low) {
        long first = first(high);
        return find(current, first, low) || previous.length != 0 && find(previous, first, low);
    }

    /**
     * Remembers the hash.
     *
     * @return false when it was remembered already
     */
    public boolean add(long high, long low) {
        if (contains(high, low)) {
            return false;
        }
        if (currentSize == bound) {
            turn();
        } else if (4 * (currentSize + 1) > current.length) {
            grow();
        }
        insert(current, first(high), low);
        currentSize++;
        return true;
    }

    /** How many hashes are remembered. */
    public int size() {
        return currentSize + previousSize;
    }

    private void turn() {
        long[] oldest = previous.length == current.length ? previous : new long[current.length];
        Arrays.fill(oldest, 0);
        previous = current;
        previousSize = currentSize;
        current = oldest;
        currentSize = 0;
    }

    private void grow() {
        long[] larger = new long[2 * current.length];
        for (int at = 0; at < current.length; at += 2) {
            if (current[at] != 0) {
                insert(larger, current[at], current[at + 1]);
            }
        }
        current = larger;
    }

    /** Zero marks a free place. A hash that starts with eight zero bytes shares a key with one that starts with 00…01. */
    private static long first(long high) {
        return high == 0 ? 1 : high;
    }

    private boolean find(long[] table, long first, long low) {
        int mask = table.length / 2 - 1;
        for (int slot = Mixing.slot(first, low, seed) & mask; table[2 * slot] != 0; slot = slot + 1 & mask) {
            if (table[2 * slot] == first && table[2 * slot + 1] == low) {
                return true;
            }
        }
        return false;
    }

    private void insert(long[] table, long first, long low) {
        int mask = table.length / 2 - 1;
        int slot = Mixing.slot(first, low, seed) & mask;
        while (table[2 * slot] != 0) {
            slot = slot + 1 & mask;
        }
        table[2 * slot] = first;
        table[2 * slot + 1] = low;
    }
}
